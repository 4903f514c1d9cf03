#include "core/qt/attach_keeper.h"

#include "core/base/str.h"
#include "core/connect/context_name.h"
#include "core/connect/story_writer.h"
#include "core/qt/attached_program.h"
#include "core/rpc/context.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace rz::qt {
namespace {

// A program that is to ask its user first needs as long as that user does; whoever waits here can cancel.
constexpr Duration Patience = std::chrono::minutes(10);
// Others answer within milliseconds.
constexpr Duration UsualAnswer = std::chrono::seconds(5);
// A busy Python context answers when its call is over.
constexpr Duration ContextAnswer = std::chrono::seconds(5);
// A search finds many at a time.
constexpr Duration ReconcileDelay = std::chrono::milliseconds(16);
// While something is being connected there, a context that turns up may be that.
constexpr Duration SettleDelay = std::chrono::milliseconds(250);
// For what we started there to end before we let go.
constexpr Duration DetachGrace = std::chrono::seconds(2);

constexpr std::string_view AnswerStep = "program's answer";
constexpr std::string_view NoAnswerStep = "no answer yet";
constexpr std::string_view SurveyStep = "search for contexts";

TreeKeeper::Stranger strangerFrom(const attach::KnownContext& context)
{
    return {.id = context.id,
            .name = context.name,
            .parent = context.parent,
            .native = context.native,
            .facts = context.facts};
}

// `known` is in the order of ids, which need not be that of the tree. Of those who say that each is below the other, one is
// first.
std::vector<attach::KnownContext> parentsFirst(std::vector<attach::KnownContext> known)
{
    const auto parentOf = [&known](std::size_t child) -> std::optional<std::size_t> {
        if (!known[child].parent)
            return std::nullopt;
        const auto at = std::ranges::lower_bound(known, *known[child].parent, {}, &attach::KnownContext::id);
        return at == known.end() || at->id != *known[child].parent ? std::nullopt
                                                                   : std::optional<std::size_t>(at - known.begin());
    };
    std::vector<std::size_t> order;
    std::vector<bool> seen(known.size());
    for (std::size_t i = 0; i < known.size(); ++i) {
        const std::size_t begin = order.size();
        for (std::optional<std::size_t> at = i; at && !seen[*at]; at = parentOf(*at)) {
            seen[*at] = true;
            order.push_back(*at);
        }
        std::reverse(order.begin() + static_cast<std::ptrdiff_t>(begin), order.end());
    }
    std::vector<attach::KnownContext> sorted;
    sorted.reserve(known.size());
    for (const std::size_t index : order)
        sorted.push_back(std::move(known[index]));
    return sorted;
}

}  // namespace

// One program: the row, and what there is of it while we are attached.
class AttachKeeper::Program {
public:
    Program(const Parts& parts, NodeKey key, std::string path) : m_parts(parts), m_path(std::move(path))
    {
        m_shown.key = m_shown.tree = key;
        m_shown.hop.method = "attached";
        m_shown.name = nameOfSocket(m_path);
        m_shown.facts.set("socket", m_path);
    }
    ~Program() { dropTree(); }

    TreeKeeper* tree() const { return m_tree.get(); }
    routing::Router* router() const { return m_attachment ? &m_attachment->router() : nullptr; }
    bool isSearching() const { return m_shown.step == SurveyStep; }
    bool isDown() const { return m_shown.state != NodeState::Connecting && !m_attachment; }

    void begin();
    void cancel();
    void detach();
    void survey();
    void addContext(ContextId id, OnAdded done);
    void call(std::uint64_t number, Call call);
    void cancelCall(std::uint64_t number) { m_calls.erase(number); }
    // It is not to be told of any more.
    void remove() { m_parts.outbox.nodeRemoved(m_shown.key); }

private:
    void onAnswer(Result<std::unique_ptr<attach::Attachment>> answer);
    void onLost(const Error& reason);
    void tellSlow();
    void refreshLater();
    void refresh();
    void reconcile();
    void reconcileNow();
    void fallDown(NodeState state, std::optional<Error> failure);
    void dropTree();
    void searchFor(ContextId id, OnAdded done);
    void publish() { m_parts.outbox.nodeChanged(m_shown); }
    void tellStory() { m_parts.outbox.storyChanged(m_shown.key, m_story->story()); }
    void showStep(std::string_view step)
    {
        m_shown.step = step;
        publish();
    }

    const Parts& m_parts;
    const std::string m_path;
    NodeSnapshot m_shown;
    std::optional<connect::StoryWriter> m_story;
    std::shared_ptr<void> m_connecting;
    std::unique_ptr<attach::Attachment> m_attachment;
    std::unique_ptr<connect::Connector> m_connector;
    std::unique_ptr<TreeKeeper> m_tree;
    std::map<std::uint64_t, OutgoingCall> m_calls;
    std::vector<std::pair<ContextId, OnAdded>> m_adding;  // to be told when the search is over
    Subscription m_contextsChanged;
    Subscription m_lost;
    Subscription m_treeChanged;
    io::Timer m_timer;  // of the answer, then of the end
    io::Timer m_settle;
    io::Timer m_refresh;
    bool m_refreshing = false;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);  // what was put off ends with it
};

void AttachKeeper::Program::begin()
{
    m_shown.state = NodeState::Connecting;
    m_shown.failure.reset();
    m_story.emplace(m_shown.name);
    m_story->beginStep(AnswerStep);
    tellStory();
    showStep(AnswerStep);
    m_timer = m_parts.broker.after(UsualAnswer, [this] { tellSlow(); });
    m_connecting =
        attach::connect(m_parts.broker, m_path, {.deadline = Patience, .log = m_parts.log},
                        [this](Result<std::unique_ptr<attach::Attachment>> answer) { onAnswer(std::move(answer)); });
}

void AttachKeeper::Program::tellSlow()
{
    m_story->note("it listens, but has not answered yet");
    tellStory();
    showStep(NoAnswerStep);
}

void AttachKeeper::Program::onAnswer(Result<std::unique_ptr<attach::Attachment>> answer)
{
    m_timer.cancel();
    m_parts.broker.deferLater([done = std::move(m_connecting)] {});  // it is what is calling us
    if (!answer) {
        m_story->fail(answer.error());
        tellStory();
        fallDown(NodeState::Failed, std::move(answer).error());
        return;
    }
    m_attachment = std::move(*answer);
    describeProgram(m_shown, *m_attachment);
    m_connector =
        std::make_unique<connect::Connector>(connect::Connector::Parts{.router = m_attachment->router(),
                                                                       .ids = m_attachment->ids(),
                                                                       .agents = m_parts.agents,
                                                                       .remoteName = connect::ownRemoteName()});
    m_tree = std::make_unique<TreeKeeper>(m_attachment->router(), *m_connector, m_parts.prompts, m_parts.outbox,
                                          m_shown.key);
    m_contextsChanged = m_attachment->contextsChanged.connect([this] { reconcile(); });
    m_lost = m_attachment->lost.connect([this](const Error& reason) { onLost(reason); });
    m_shown.state = NodeState::Connected;
    RZ_LOG_INFO(m_parts.log, "attached to ", m_shown.name, " at ", m_path);
    survey();
}

void AttachKeeper::Program::survey()
{
    if (!m_attachment || isSearching())
        return;
    m_story->beginStep(SurveyStep);
    tellStory();
    showStep(SurveyStep);
    m_attachment->survey([this, alive = std::weak_ptr(m_alive)](const Result<>& complete) {
        if (alive.expired() || !m_attachment)
            return;
        m_story->note(str(m_attachment->contexts().size(), " found"));
        if (!complete) {
            m_story->note(complete.error().text());
            RZ_LOG_WARNING(m_parts.log, m_shown.name, ": ", complete.error().text());
        }
        m_story->succeed();
        tellStory();
        showStep({});
        reconcileNow();
        refreshLater();
    });
}

// Mitogen does not tell of new contexts by itself, nor of those that hang.
void AttachKeeper::Program::refreshLater()
{
    m_refresh = m_parts.broker.after(m_parts.refresh, [this] { refresh(); });
}

void AttachKeeper::Program::refresh()
{
    if (isSearching())
        return;  // after which it goes on
    m_refreshing = true;
    m_attachment->refresh([this, alive = std::weak_ptr(m_alive)](const Result<>& /*complete*/) {
        if (alive.expired())
            return;
        m_refreshing = false;
        if (!m_attachment || isSearching())
            return;
        reconcileNow();
        refreshLater();
    });
}

void AttachKeeper::Program::reconcile()
{
    if (!m_settle.active())
        m_settle = m_parts.broker.after(ReconcileDelay, [this] { reconcileNow(); });
}

// The rows become what is known of the contexts. What we started ourselves has its row already.
void AttachKeeper::Program::reconcileNow()
{
    if (!m_attachment)
        return;
    if (m_tree->connecting()) {
        m_settle = m_parts.broker.after(SettleDelay, [this] { reconcileNow(); });
        return;
    }
    std::vector<attach::KnownContext> known = m_attachment->contexts();
    // Whoever is about to be asked who it is will tell below whom it is, too.
    if (isSearching() || m_refreshing)
        std::erase_if(known, [](const attach::KnownContext& one) { return one.responds && one.facts.items.empty(); });
    for (const ContextId id : m_tree->strangers()) {
        if (!std::ranges::binary_search(m_attachment->contexts(), id, {}, &attach::KnownContext::id))
            m_tree->dropStranger(id);
    }
    for (const attach::KnownContext& context : parentsFirst(std::move(known))) {
        const TreeKeeper::Stranger stranger = strangerFrom(context);
        if (m_tree->knows(stranger.id))
            m_tree->describe(stranger);
        else
            m_tree->adopt(m_parts.newKey(), stranger);
        m_tree->showSilence(stranger.id, context.responds ? std::nullopt : std::optional(ContextAnswer));
    }
    if (isSearching())
        return;
    for (auto& [id, added] : std::exchange(m_adding, {})) {
        const auto key = m_tree->keyOf(id);
        added(key ? Result<NodeKey>(*key) : fail(ErrorKind::Channel, "the context has gone"));
    }
}

void AttachKeeper::Program::addContext(ContextId id, OnAdded done)
{
    if (!m_attachment) {
        done(fail(ErrorKind::Channel, str(m_shown.name, " is not attached")));
        return;
    }
    if (const auto known = m_tree->keyOf(id)) {
        done(*known);
        return;
    }
    // Agents and Python know it, both.
    rpc::Context(m_attachment->router(), id)
        .callAsync(
            rpc::Call::byName("os.getpid"),
            [this, alive = std::weak_ptr(m_alive), id, done = std::move(done)](const Result<Value>& pid) mutable {
                if (!pid)
                    done(std::unexpected(pid.error()));
                else if (alive.expired() || !m_attachment)
                    done(fail(ErrorKind::Channel, "the program is not attached any more"));
                else
                    searchFor(id, std::move(done));
            },
            ContextAnswer)
        .detach();
}

// It is there. The search asks it who it is, and knows it though it did not find it.
void AttachKeeper::Program::searchFor(ContextId id, OnAdded done)
{
    m_attachment->note(id, {}, std::nullopt, false);
    m_adding.emplace_back(id, std::move(done));
    survey();
}

void AttachKeeper::Program::call(std::uint64_t number, Call call)
{
    if (!m_attachment) {
        m_parts.outbox.callFinished(number, fail(ErrorKind::Channel, str(m_shown.name, " is not attached any more")));
        return;
    }
    m_calls.insert_or_assign(number, startCall({m_attachment->router(), m_parts.outbox, number}, call.target,
                                               std::move(call.call), call.streamParameter, call.deadline));
}

void AttachKeeper::Program::cancel()
{
    if (std::exchange(m_connecting, nullptr))
        fallDown(NodeState::Closed, std::nullopt);
}

void AttachKeeper::Program::detach()
{
    if (!m_attachment) {
        cancel();
        return;
    }
    if (m_tree->hasOwn() && !m_timer.active()) {
        m_tree->endAll();
        m_timer = m_parts.broker.after(DetachGrace, [this] { fallDown(NodeState::Closed, std::nullopt); });
        m_treeChanged = m_tree->changed.connect([this] {
            if (!m_tree->hasOwn())
                m_timer = m_parts.broker.after(Duration::zero(), [this] { fallDown(NodeState::Closed, std::nullopt); });
        });
        return;
    }
    fallDown(NodeState::Closed, std::nullopt);
}

void AttachKeeper::Program::onLost(const Error& reason)
{
    RZ_LOG_WARNING(m_parts.log, m_shown.name, " is lost: ", reason.text());
    fallDown(NodeState::Lost, reason);
}

void AttachKeeper::Program::fallDown(NodeState state, std::optional<Error> failure)
{
    m_timer.cancel();
    dropTree();
    m_shown.state = state;
    m_shown.step.clear();
    m_shown.id.reset();
    m_shown.failure = std::move(failure);
    publish();
}

// After this event: the router may be what is calling us.
void AttachKeeper::Program::dropTree()
{
    m_settle.cancel();
    m_refresh.cancel();
    m_refreshing = false;
    for (auto& [id, added] : std::exchange(m_adding, {}))
        added(fail(ErrorKind::Channel, "the program is not attached any more"));
    m_treeChanged.reset();
    m_contextsChanged.reset();
    m_lost.reset();
    if (m_tree)
        m_tree->removeAll();
    m_parts.broker.deferLater([attachment = std::move(m_attachment), connector = std::move(m_connector),
                               tree = std::move(m_tree), calls = std::exchange(m_calls, {})]() mutable {
        calls.clear();
        tree.reset();
        connector.reset();
        attachment.reset();
    });
}

AttachKeeper::AttachKeeper(Parts parts) : m_parts(std::move(parts)) {}

AttachKeeper::~AttachKeeper() = default;

AttachKeeper::Program* AttachKeeper::find(NodeKey program) const
{
    const auto found = m_programs.find(program);
    return found == m_programs.end() ? nullptr : found->second.get();
}

void AttachKeeper::attach(NodeKey program, std::string path)
{
    auto& made = m_programs[program];
    made = std::make_unique<Program>(m_parts, program, std::move(path));
    made->begin();
}

void AttachKeeper::cancel(NodeKey program)
{
    if (Program* found = find(program))
        found->cancel();
}

void AttachKeeper::detach(NodeKey program)
{
    if (Program* found = find(program))
        found->detach();
}

void AttachKeeper::reattach(NodeKey program)
{
    if (Program* found = find(program); found != nullptr && found->isDown())
        found->begin();
}

void AttachKeeper::forget(NodeKey program)
{
    if (Program* found = find(program); found != nullptr && found->isDown()) {
        found->remove();
        m_programs.erase(program);
    }
}

void AttachKeeper::survey(NodeKey program)
{
    if (Program* found = find(program))
        found->survey();
}

void AttachKeeper::addContext(NodeKey program, ContextId id, OnAdded done)
{
    if (Program* found = find(program))
        found->addContext(id, std::move(done));
    else
        done(fail(ErrorKind::Channel, "the program is not attached any more"));
}

void AttachKeeper::call(NodeKey program, std::uint64_t number, Call call)
{
    if (Program* found = find(program))
        found->call(number, std::move(call));
    else
        m_parts.outbox.callFinished(number, fail(ErrorKind::Channel, "the program is not attached any more"));
}

void AttachKeeper::cancelCall(NodeKey program, std::uint64_t number)
{
    if (Program* found = find(program))
        found->cancelCall(number);
}

TreeKeeper* AttachKeeper::treeOf(NodeKey program) const
{
    const Program* found = find(program);
    return found == nullptr ? nullptr : found->tree();
}

routing::Router* AttachKeeper::routerOf(NodeKey program) const
{
    const Program* found = find(program);
    return found == nullptr ? nullptr : found->router();
}

void AttachKeeper::endAll()
{
    for (const auto& [key, program] : m_programs) {
        if (TreeKeeper* tree = program->tree())
            tree->endAll();
    }
}

}  // namespace rz::qt
