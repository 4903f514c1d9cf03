#include "app/ctl/commands.h"
#include "app/ctl/exit_code.h"
#include "app/ctl/print_line.h"

#include "core/base/str.h"
#include "core/qt/json.h"

#include <cstdio>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace rz::ctl {

namespace {

using attach::KnownContext;

// What the attached program has, in the order of their ids below each parent. Where that is not known, or not there, it is the
// program; so everything is in it once, whatever the program says.
class KnownTree {
public:
    KnownTree(const std::vector<KnownContext>& contexts, ContextId top) : m_top(top)
    {
        std::map<ContextId, const KnownContext*> byId;
        for (const KnownContext& context : contexts)
            byId[context.id] = &context;
        for (const KnownContext& context : contexts)
            m_children[leadsToTop(context, byId) ? *context.parent : top].push_back(&context);
    }

    const std::vector<const KnownContext*>& below(ContextId parent) const
    {
        static const std::vector<const KnownContext*> none;
        const auto found = m_children.find(parent);
        return found == m_children.end() ? none : found->second;
    }
    ContextId top() const { return m_top; }

private:
    bool leadsToTop(const KnownContext& context, const std::map<ContextId, const KnownContext*>& byId) const
    {
        std::set<ContextId> seen{context.id};
        for (std::optional<ContextId> parent = context.parent; parent; parent = byId.at(*parent)->parent) {
            if (*parent == m_top)
                return true;
            if (!byId.contains(*parent) || !seen.insert(*parent).second)
                return false;
        }
        return seen.size() > 1;
    }

    ContextId m_top;
    std::map<ContextId, std::vector<const KnownContext*>> m_children;
};

std::string factOf(const KnownContext& context, std::string_view name)
{
    const Value* const value = context.facts.find(name);
    if (value == nullptr)
        return {};
    if (const auto* text = value->as<std::string>())
        return *text;
    const auto* number = value->as<std::int64_t>();
    return number == nullptr ? std::string() : str(*number);
}

// "ssh.web1  alice@web1  context 2  process 4711  Python"
std::string describe(const KnownContext& context)
{
    std::string text = context.name;
    const auto add = [&text](const std::string& part) {
        if (!part.empty())
            text += str(text.empty() ? "" : "  ", part);
    };
    const std::string host = factOf(context, "host");
    const std::string user = factOf(context, "user");
    if (!host.empty())
        add(str(user.empty() ? factOf(context, "uid") : user, '@', host));
    add(str("context ", raw(context.id)));
    if (const std::string pid = factOf(context, "pid"); !pid.empty())
        add(str("process ", pid));
    add(!context.responds ? "no answer" : context.native ? "" : "Python");
    return text;
}

void printBelow(const KnownTree& tree, ContextId parent, const std::string& indent)
{
    const auto& children = tree.below(parent);
    for (const KnownContext* const child : children) {
        const bool last = child == children.back();
        printLine(stdout, str(indent, last ? "└── " : "├── ", describe(*child)));
        printBelow(tree, child->id, indent + (last ? "    " : "│   "));
    }
}

List asList(const KnownTree& tree, ContextId parent)
{
    List list;
    for (const KnownContext* const child : tree.below(parent)) {
        Dict dict;
        dict.set("id", std::int64_t{raw(child->id)});
        dict.set("name", child->name);
        dict.set("native", child->native);
        dict.set("responds", child->responds);
        dict.set("facts", child->facts);
        dict.set("children", asList(tree, child->id));
        list.items.emplace_back(std::move(dict));
    }
    return list;
}

Result<> survey(Session& session)
{
    std::optional<Result<>> complete;
    session.attachment()->survey([&complete](Result<> result) { complete = std::move(result); });
    session.broker().runUntil([&] { return complete.has_value() || session.interrupted(); });
    return complete ? std::move(*complete) : Result<>(fail(ErrorKind::Cancelled, "interrupted"));
}

int report(const Error& error, bool json)
{
    reportError(error, json);
    return static_cast<int>(exitCodeFor(error));
}

}  // namespace

int attachedTreeCommand(Session& session, const CommandLine& line)
{
    attach::Attachment& attachment = *session.attachment();
    ContextId top = attachment.server().id();
    if (!line.chains.empty()) {
        if (const auto end = session.connectChain(line.chains.front()); !end)
            return report(end.error(), line.json);
        top = *line.startAt;
    }
    const Result<> complete = survey(session);
    if (!complete && !attachment.attached())
        return report(complete.error(), line.json);
    const KnownTree tree(attachment.contexts(), attachment.server().id());
    if (line.json)
        std::puts(toJson(Value(asList(tree, top))).c_str());
    else if (top == tree.top())
        std::printf("%s  context %u  process %u\n", attachment.path().c_str(), raw(top), attachment.serverPid());
    else
        std::printf("context %u\n", raw(top));
    if (!line.json)
        printBelow(tree, top, "");
    return complete ? static_cast<int>(ExitCode::Success) : report(complete.error(), line.json);
}

}  // namespace rz::ctl
