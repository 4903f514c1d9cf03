#include "core/qt/sharing_keeper.h"

#include "core/qt/attached_program.h"

#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

namespace rz::qt {
namespace {

using Decision = connect::PromptAnswer::Decision;

// Readable when the process has ended; empty when there is no way to tell.
UniqueFd watchable(pid_t pid)
{
    return pid > 0 ? UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0U))) : UniqueFd();
}

ClientSnapshot snapshotOf(const attach::ClientInfo& client)
{
    return {.key = client.key,
            .pid = client.pid,
            .uid = client.uid,
            .title = connect::shownText(programTitle(client.program, client.commandLine)),
            .commandLine = connect::shownText(client.commandLine),
            .since = std::chrono::system_clock::now(),
            .question = {}};
}

std::vector<attach::KnownContext> knownFrom(const std::vector<NodeSnapshot>& rows)
{
    std::vector<attach::KnownContext> known;
    std::map<NodeKey, ContextId> ids;
    for (const NodeSnapshot& row : rows) {
        if (!row.id)
            continue;
        ids.emplace(row.key, *row.id);
        const auto parent = ids.find(row.parent);
        known.push_back({.id = *row.id,
                         .name = row.name,
                         .parent = parent == ids.end() ? std::nullopt : std::optional(parent->second),
                         .native = row.native,
                         .facts = row.facts});
    }
    return known;
}

}  // namespace

SharingKeeper::SharingKeeper(Parts parts) : m_parts(parts) {}

SharingKeeper::~SharingKeeper()
{
    m_listener.reset();
}

void SharingKeeper::switchOn()
{
    if (m_listener)
        return;
    auto opened = open();
    m_shown.on = opened.has_value();
    m_shown.path = opened ? m_listener->path() : std::string();
    m_shown.failure = opened ? std::nullopt : std::optional(opened.error());
    publish();
}

Result<> SharingKeeper::open()
{
    if (!m_canList) {
        RZ_CHECK(m_parts.services.add(std::make_unique<attach::ContextsService>([list = m_list] {
            const std::lock_guard lock(list->mutex);
            return list->contexts;
        })));
        m_canList = true;
    }
    RZ_TRY(m_listener, attach::Listener::create(m_parts.router, m_parts.ids, *this));
    m_treeChanged = m_parts.tree.changed.connect([this] {
        if (!m_listing.active())
            m_listing = m_parts.router.broker().after(Duration::zero(), [this] { listContexts(); });
    });
    listContexts();
    RZ_LOG_INFO(m_parts.router.log(), "other programs can ask for these contexts at ", m_listener->path());
    return {};
}

void SharingKeeper::switchOff()
{
    if (!m_listener)
        return;
    m_treeChanged.reset();
    m_listing.cancel();
    m_listener.reset();
    {
        const std::lock_guard lock(m_list->mutex);
        m_list->contexts.clear();
    }
    m_trusted.clear();
    m_shown = {};
    RZ_LOG_INFO(m_parts.router.log(), "no other program can ask for these contexts any more");
    publish();
}

void SharingKeeper::dismiss(attach::ClientKey client)
{
    if (m_listener)
        m_listener->dismiss(client);
}

void SharingKeeper::listContexts()
{
    std::vector<attach::KnownContext> known = knownFrom(m_parts.tree.rows());
    const std::lock_guard lock(m_list->mutex);
    m_list->contexts = std::move(known);
}

void SharingKeeper::publish()
{
    m_parts.outbox.sharing(m_shown);
}

std::uint64_t SharingKeeper::questionOf(attach::ClientKey client) const
{
    return promptIdIn(m_parts.questions, static_cast<std::uint64_t>(client));
}

void SharingKeeper::onClient(const attach::ClientInfo& client, attach::Decide decide)
{
    if (m_trusted.contains(client.pid)) {
        decide(attach::Decision::Admit);
        return;
    }
    ClientSnapshot shown = snapshotOf(client);
    connect::Prompt prompt;
    prompt.id = questionOf(client.key);
    prompt.kind = connect::PromptKind::Client;
    prompt.subject = shown.title;
    prompt.program = client.program;
    prompt.client = connect::ClientFacts{
        .pid = client.pid, .uid = client.uid, .program = client.program, .commandLine = shown.commandLine};
    shown.question = prompt.id;
    m_shown.clients.push_back(std::move(shown));
    publish();
    // Its process is looked at now: later that number may be another's.
    auto answered = [this, &broker = m_parts.router.broker(), alive = std::weak_ptr(m_alive), client,
                     process = watchable(client.pid),
                     decide = std::move(decide)](const connect::PromptAnswer& answer) mutable {
        broker.defer([this, alive, client, process = std::move(process), decide = std::move(decide),
                      decision = answer.decision]() mutable {
            if (!alive.expired())  // else dropped undecided, and so refused
                onDecision(client, decision, std::move(process), std::move(decide));
        });
    };
    m_parts.prompts.ask(std::move(prompt), RootNode, std::move(answered));
}

void SharingKeeper::onDecision(const attach::ClientInfo& client, Decision decision, UniqueFd process,
                               attach::Decide decide)
{
    if (!m_listener)
        return;  // dropped undecided, and so refused
    drop(client.key);
    if (decision == Decision::AcceptAndRemember && process)
        trust(client.pid, std::move(process));
    const bool admit = decision == Decision::AcceptOnce || decision == Decision::AcceptAndRemember;
    if (!admit)
        RZ_LOG_INFO(m_parts.router.log(), "process ", client.pid, " may not use these contexts");
    decide(admit ? attach::Decision::Admit : attach::Decision::Refuse);
}

void SharingKeeper::drop(attach::ClientKey client)
{
    std::erase_if(m_shown.clients, [client](const ClientSnapshot& one) { return one.key == client; });
    publish();
}

void SharingKeeper::trust(pid_t pid, UniqueFd process)
{
    Trusted& trusted = m_trusted[pid];
    trusted.ended = {};  // before what it watches is closed
    trusted.process = std::move(process);
    trusted.ended =
        m_parts.router.broker().watch(trusted.process.get(), io::Readiness::Readable, [this, pid](io::Readiness) {
            // After this event: it is what is calling us.
            auto ended = m_trusted.extract(pid);
            m_parts.router.broker().deferLater([gone = std::move(ended)] {});
        });
    if (!trusted.ended)
        m_trusted.erase(pid);  // its number may become another's unseen
}

void SharingKeeper::onClientWithdrawn(attach::ClientKey key)
{
    m_parts.prompts.withdraw(questionOf(key));
    drop(key);
}

void SharingKeeper::onClientAttached(const attach::ClientInfo& client)
{
    if (client.id)
        m_parts.routes.ignore(*client.id);
    RZ_LOG_INFO(m_parts.router.log(), "process ", client.pid, " (", client.program, ") uses these contexts");
    m_shown.clients.push_back(snapshotOf(client));
    publish();
}

void SharingKeeper::onClientLeft(const attach::ClientInfo& client, const Error& /*reason*/)
{
    RZ_LOG_INFO(m_parts.router.log(), "process ", client.pid, " (", client.program, ") has gone");
    drop(client.key);
}

}  // namespace rz::qt
