#include "core/attach/description.h"

#include "core/base/utf8.h"

#include <utility>

namespace rz::attach {

namespace {

constexpr Duration AnswerTime = std::chrono::seconds(5);

// There is no function that tells all this in values that can be sent; what cannot would end the context.
constexpr std::string_view Facts = "[__import__('mitogen').parent_ids, __import__('socket').gethostname(),"
                                   " __import__('os').getuid(), __import__('os').getpid()]";
// Apart, because it fails for an account that has no name.
constexpr std::string_view User = "__import__('pwd').getpwuid(__import__('os').getuid())[0]";

// Where `eval` is, in Python 3 and 2.
constexpr std::string_view Evaluator = "builtins.eval";
constexpr std::string_view OldEvaluator = "__builtin__.eval";

// Python 2 sends its texts as bytes.
Value asText(const Value& value)
{
    const auto* bytes = value.as<Bytes>();
    return bytes == nullptr ? value : Value(toValidUtf8(bytes->view()));
}

}  // namespace

Description::Description(routing::Router& router, KnownContext context, Done done)
    : m_target(router, context.id),
      m_context(std::move(context)),
      m_done(std::move(done)),
      m_self(std::make_shared<Description*>(this))
{
}

Description::~Description()
{
    *m_self = nullptr;
}

void Description::start()
{
    if (m_context.native)
        ask(rpc::Call::byName("os.hostname"), &Description::onHost);
    else
        ask(rpc::Call::byName(Evaluator, {Value(Facts)}), &Description::onPython);
}

void Description::ask(const rpc::Call& call, void (Description::*answered)(Result<Value>))
{
    m_call = m_target.callAsync(
        call,
        [self = m_self, answered](Result<Value> told) {
            if (*self != nullptr)
                ((*self)->*answered)(std::move(told));
        },
        AnswerTime);
}

void Description::onPython(Result<Value> told)
{
    if (!told && told.error().kind() == ErrorKind::Call && !std::exchange(m_isOldPython, true)) {
        ask(rpc::Call::byName(OldEvaluator, {Value(Facts)}), &Description::onPython);
        return;
    }
    const List* const list = told ? told->as<List>() : nullptr;
    if (list == nullptr || list->items.size() != 4) {
        finish();
        return;
    }
    if (const List* const parents = list->items[0].as<List>(); parents != nullptr && !parents->items.empty()) {
        const auto* parent = parents->items.front().as<std::int64_t>();
        if (parent != nullptr && *parent >= 0 && *parent <= 0xffffffff)
            m_context.parent = ContextId{static_cast<std::uint32_t>(*parent)};
    }
    m_context.facts.set("host", asText(list->items[1]));
    m_context.facts.set("uid", list->items[2]);
    m_context.facts.set("pid", list->items[3]);
    ask(rpc::Call::byName(m_isOldPython ? OldEvaluator : Evaluator, {Value(User)}), &Description::onUser);
}

void Description::onUser(Result<Value> told)
{
    if (told)
        m_context.facts.set("user", asText(*told));
    finish();
}

void Description::onHost(Result<Value> told)
{
    if (told)
        m_context.facts.set("host", std::move(*told));
    ask(rpc::Call::byName("os.getuid"), &Description::onUid);
}

void Description::onUid(Result<Value> told)
{
    if (told)
        m_context.facts.set("uid", std::move(*told));
    ask(rpc::Call::byName("os.getpid"), &Description::onPid);
}

void Description::onPid(Result<Value> told)
{
    if (told)
        m_context.facts.set("pid", std::move(*told));
    finish();
}

void Description::finish()
{
    // It may be the end of this.
    Done done = std::move(m_done);
    done(std::move(m_context));
}

}  // namespace rz::attach
