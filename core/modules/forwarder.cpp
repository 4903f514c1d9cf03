#include "core/modules/forwarder.h"

#include "core/base/str.h"
#include "core/wire/handles.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace rz::modules {

namespace {

// Of a name, its place in two maps and the lists beside it, roughly.
constexpr std::size_t EntryCost = 512;

// Every Python child has them from its boot (protocol 6.1).
bool isBooted(std::string_view name)
{
    return name == "mitogen" || name == "mitogen.core";
}

// No module is called so.
std::string keyOf(const ResourceName& name)
{
    return str('\0', name.package, '\0', name.resource);
}

}  // namespace

ModuleForwarder::ModuleForwarder(routing::Router& router, bool parentRepeats, std::size_t maxCache)
    : m_router(router), m_parentRepeats(parentRepeats), m_maxCache(maxCache)
{
}

ModuleForwarder::~ModuleForwarder()
{
    for (const Handle handle : m_handles)
        m_router.delHandler(handle);
}

Result<> ModuleForwarder::start()
{
    m_watching = m_router.observe(*this);
    RZ_CHECK(handle(wire::GetModule, routing::isImmediateChild, &ModuleForwarder::onGetModule));
    RZ_CHECK(handle(wire::LoadModule, routing::hasParentAuthority, &ModuleForwarder::onLoadModule));
    RZ_CHECK(handle(wire::ForwardModule, routing::hasParentAuthority, &ModuleForwarder::onForwardModule));
    RZ_CHECK(handle(wire::GetResource, routing::isImmediateChild, &ModuleForwarder::onGetResource));
    return handle(wire::LoadResource, routing::hasParentAuthority, &ModuleForwarder::onLoadResource);
}

Result<> ModuleForwarder::handle(Handle handle, routing::Policy policy,
                                 void (ModuleForwarder::*function)(const routing::Message&))
{
    routing::HandlerOptions options;
    options.handle = handle;
    options.policy = std::move(policy);
    const auto added = m_router.addHandler(
        [this, function](const routing::Message& message) {
            if (!message.isDead())
                (this->*function)(message);
        },
        std::move(options));
    if (!added)
        return std::unexpected(added.error());
    m_handles.push_back(handle);
    return {};
}

void ModuleForwarder::get(std::string name, OnModule onModule)
{
    Entry& entry = m_entries[name];
    if (!entry.loadModule.empty()) {
        onModule(entry.loadModule);
        return;
    }
    if (!m_router.parentId()) {
        onModule(encodeAbsence(name).value_or(Payload()));
        return;
    }
    entry.own.push_back(std::move(onModule));
    if (!std::exchange(entry.asked, true))
        askForModule(name);
}

void ModuleForwarder::provide(const std::string& name, Payload loadModule)
{
    Entry& entry = m_entries[name];
    entry.present = true;
    keep(name, entry, std::move(loadModule));
}

ModuleForwarder::Entry* ModuleForwarder::find(const std::string& key)
{
    const auto found = m_entries.find(key);
    return found == m_entries.end() ? nullptr : &found->second;
}

// Whether a question of `child` may be passed on. A parent need not answer, and there is no end of names that no module has.
bool ModuleForwarder::mayAsk(ContextId child, bool known) const
{
    const auto found = m_children.find(child);
    if (found == m_children.end())
        return true;
    const auto& [waiting, vain] = found->second;
    return waiting < MaxWaiting && (known || waiting + vain < MaxAsked);
}

// Enters who waits; true when it is to be asked for.
bool ModuleForwarder::wait(Entry& entry, ContextId child)
{
    if (std::find(entry.waiting.begin(), entry.waiting.end(), child) == entry.waiting.end()) {
        entry.waiting.push_back(child);
        ++m_children[child].waiting;
    }
    return !std::exchange(entry.asked, true);
}

// Who waited.
std::vector<ContextId> ModuleForwarder::answered(Entry& entry)
{
    entry.asked = false;
    for (const ContextId child : entry.waiting)
        --m_children[child].waiting;
    return std::exchange(entry.waiting, {});
}

// A module that was dropped is in the parent's list of those sent: reply_to tells that it is wanted again (PROTOCOL.md 8.11).
void ModuleForwarder::askForModule(const std::string& name)
{
    routing::Message question = moduleMessage(*m_router.parentId(), wire::GetModule, Bytes(name));
    if (m_dropped)
        question.replyTo = wire::LoadModule;
    m_router.route(std::move(question));
}

void ModuleForwarder::onGetModule(const routing::Message& message)
{
    const ContextId child = message.srcId;
    const std::string name = message.data.flat().toString();
    const auto stream = m_router.streamById(child);
    if (stream == nullptr)
        return;
    Entry* const known = find(name);
    if (known != nullptr && message.replyTo == wire::LoadModule)
        std::erase(known->sentTo, child);
    if (name.find('\0') != std::string::npos || (isBooted(name) && !stream->native())) {
        sendAbsence(child, name);
    } else if (known != nullptr && !known->loadModule.empty()) {
        sendWithRelated(child, name, *known);
    } else if (!m_router.parentId() || !mayAsk(child, known != nullptr && known->present)) {
        sendAbsence(child, name);
    } else if (wait(m_entries[name], child)) {
        askForModule(name);
    }
}

void ModuleForwarder::sendAbsence(ContextId child, std::string_view name)
{
    if (auto absence = encodeAbsence(name))
        send(child, wire::LoadModule, std::move(*absence));
}

void ModuleForwarder::onLoadModule(const routing::Message& message)
{
    auto head = moduleHead(message.data);
    if (!head) {
        RZ_LOG_WARNING(m_router.log(), "LOAD_MODULE: ", head.error().text());
        return;
    }
    Entry& entry = m_entries[head->name];
    entry.present = head->present;
    entry.related = std::move(head->related);
    keep(head->name, entry, message.data);
    for (const ContextId child : answered(entry)) {
        if (!entry.present)
            ++m_children[child].vain;
        sendWithRelated(child, head->name, entry);
    }
    for (OnModule& onModule : std::exchange(entry.own, {}))
        onModule(message.data);
    while (m_parentRepeats && m_size > m_maxCache)
        dropOldest();
}

void ModuleForwarder::keep(const std::string& name, Entry& entry, Payload loadModule)
{
    if (!entry.loadModule.empty()) {
        m_size -= entry.loadModule.size() + EntryCost;
        m_byAge.erase(entry.order);
    }
    m_size += loadModule.size() + EntryCost;
    entry.loadModule = std::move(loadModule);
    entry.order = m_next++;
    m_byAge.emplace(entry.order, name);
}

// Who was sent a module is not forgotten with it: it would be sent again with what imports it.
void ModuleForwarder::dropOldest()
{
    const auto oldest = m_byAge.begin();
    const auto found = m_entries.find(oldest->second);
    m_byAge.erase(oldest);
    m_size -= found->second.loadModule.size() + EntryCost;
    if (found->second.present)
        found->second.loadModule = {};
    else
        m_entries.erase(found);
    m_dropped = true;
}

void ModuleForwarder::onForwardModule(const routing::Message& message)
{
    const Bytes payload = message.data.flat();
    const std::string_view text = payload.view();
    const std::size_t end = text.find('\0');
    std::uint32_t target = 0;
    if (end == std::string_view::npos ||
        std::from_chars(text.data(), text.data() + end, target).ptr != text.data() + end)
        return;
    const std::string name(text.substr(end + 1));
    const auto next = m_router.streamById(ContextId{target});
    Entry* const known = find(name);
    if (next == nullptr || next.get() == m_router.parentStream() || known == nullptr || known->loadModule.empty())
        return;
    sendWithRelated(next->remoteId(), name, *known);
    if (next->remoteId() != ContextId{target})
        send(next->remoteId(), wire::ForwardModule, payload);
}

void ModuleForwarder::sendWithRelated(ContextId child, const std::string& name, Entry& entry)
{
    for (const std::string& other : entry.related) {
        if (Entry* const known = find(other); known != nullptr && !known->loadModule.empty())
            sendOnce(child, other, *known);
    }
    sendOnce(child, name, entry);
}

// A child asks again only where what it asks for is on its way to it.
void ModuleForwarder::sendOnce(ContextId child, const std::string& name, Entry& entry)
{
    const auto stream = m_router.streamById(child);
    const bool sent = std::find(entry.sentTo.begin(), entry.sentTo.end(), child) != entry.sentTo.end();
    if (sent || stream == nullptr || (isBooted(name) && !stream->native()))
        return;
    entry.sentTo.push_back(child);
    send(child, wire::LoadModule, entry.loadModule);
}

void ModuleForwarder::send(ContextId to, Handle handle, Payload data)
{
    m_router.route(moduleMessage(to, handle, std::move(data)));
}

// A question that nobody waits for any more may never be answered, and none when there is no parent any more.
void ModuleForwarder::routeRemoved(ContextId id, const Error&)
{
    m_children.erase(id);
    std::vector<std::pair<OnModule, Payload>> own;
    for (auto place = m_entries.begin(); place != m_entries.end();) {
        Entry& entry = place->second;
        std::erase(entry.sentTo, id);
        bool over = std::erase(entry.waiting, id) > 0;
        if (entry.asked && !m_router.parentId()) {
            over = true;
            const Payload absence = giveUp(place->first, entry);
            for (OnModule& onModule : std::exchange(entry.own, {}))
                own.emplace_back(std::move(onModule), absence);
        }
        const bool idle = entry.waiting.empty() && entry.own.empty() && entry.loadModule.empty() && !entry.present;
        place = over && idle ? m_entries.erase(place) : std::next(place);
    }
    for (auto& [onModule, absence] : own)
        onModule(absence);
}

// Tells the children that wait, and returns what it tells.
Payload ModuleForwarder::giveUp(const std::string& key, Entry& entry)
{
    const std::size_t end = key.find('\0', 1);
    const bool isResource = end != std::string::npos;
    Payload absence =
        (isResource ? encode({key.substr(1, end - 1), key.substr(end + 1)}, std::nullopt) : encodeAbsence(key))
            .value_or(Payload());
    for (const ContextId child : answered(entry))
        send(child, isResource ? wire::LoadResource : wire::LoadModule, absence);
    return absence;
}

void ModuleForwarder::onGetResource(const routing::Message& message)
{
    const auto name = resourceName(message.data);
    if (!name) {
        RZ_LOG_WARNING(m_router.log(), "GET_RESOURCE: ", name.error().text());
        return;
    }
    if (!m_router.parentId() || !mayAsk(message.srcId, true)) {
        if (auto absence = encode(*name, std::nullopt))
            send(message.srcId, wire::LoadResource, std::move(*absence));
    } else if (wait(m_entries[keyOf(*name)], message.srcId)) {
        send(*m_router.parentId(), wire::GetResource, message.data);
    }
}

void ModuleForwarder::onLoadResource(const routing::Message& message)
{
    const auto name = loadedResource(message.data);
    auto waiting = name ? m_entries.extract(keyOf(*name)) : decltype(m_entries)::node_type();
    if (!waiting)
        return;
    for (const ContextId child : answered(waiting.mapped()))
        send(child, wire::LoadResource, message.data);
}

}  // namespace rz::modules
