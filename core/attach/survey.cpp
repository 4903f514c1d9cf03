#include "core/attach/survey.h"

#include "core/attach/contexts_service.h"
#include "core/attach/description.h"
#include "core/base/str.h"

#include <algorithm>
#include <set>
#include <utility>

namespace rz::attach {

namespace {

constexpr Duration SilenceTime = std::chrono::seconds(5);
constexpr std::size_t PingsAtOnce = 256;
constexpr std::size_t DescribedAtOnce = 32;
// Each of so many questions at once without an answer: nobody will give one.
constexpr int MaxSilentRounds = 3;

}  // namespace

Survey::Survey(Attachment& attachment, Done done)
    : m_attachment(attachment), m_done(std::move(done)), m_self(std::make_shared<Survey*>(this))
{
}

Survey::~Survey()
{
    *m_self = nullptr;
}

void Survey::start()
{
    if (m_attachment.peerKind() == PeerKind::Rhizome)
        askForList();
    else
        scan();
}

void Survey::askForList()
{
    m_list = m_attachment.server().callServiceAsync(
        ContextsService::Name, "list", {},
        [self = m_self](const Result<Value>& list) {
            if (*self == nullptr || !(*self)->m_done)
                return;
            if (list)
                (*self)->takeList(*list);
            else
                (*self)->scan();  // one without that service
        },
        SilenceTime);
}

void Survey::takeList(const Value& list)
{
    auto contexts = knownContextsFrom(list);
    if (!contexts) {
        finish(std::unexpected(std::move(contexts).error()));
        return;
    }
    std::ranges::sort(*contexts, {}, &KnownContext::id);
    std::set<ContextId> listed;
    for (const KnownContext& context : *contexts)
        listed.insert(context.id);
    // What was learned of otherwise may not be in that list yet.
    for (const ContextId id : m_attachment.m_listed) {
        if (!listed.contains(id))
            m_attachment.forget(id);
    }
    m_attachment.m_listed = std::move(listed);
    for (KnownContext& context : *contexts)
        m_attachment.put(std::move(context));
    finish({});
}

// What was given out is below the next block; the first survey has the one that told Mitogen's age.
void Survey::scan()
{
    if (!std::exchange(m_attachment.m_surveyedOnce, true) && !m_attachment.m_ownIds.empty()) {
        m_end = m_attachment.m_ownIds.back().first;
        askMore();
        return;
    }
    m_silence = m_attachment.router().broker().after(SilenceTime, [this] {
        finish(fail(ErrorKind::Timeout, "the program does not tell which ids it has given out"));
    });
    askIds(m_attachment.router(), [self = m_self](Result<NewIds> ids) {
        if (*self == nullptr || !(*self)->m_done)
            return;
        (*self)->m_silence.cancel();
        if (!ids) {
            (*self)->finish(std::unexpected(std::move(ids).error()));
            return;
        }
        (*self)->m_attachment.addOwnIds(ids->range);
        (*self)->m_end = ids->range.first;
        (*self)->askMore();
    });
}

void Survey::askMore()
{
    while (m_waiting.size() < PingsAtOnce) {
        const auto id = nextId();
        if (!id)
            break;
        m_waiting.emplace(*id, Handle{});
        ++m_asked;
        const auto answers = askWho(m_attachment.router(), *id, [self = m_self, id = *id](PingAnswer answer) {
            if (*self != nullptr)
                (*self)->onAnswer(id, answer);
        });
        if (const auto waiting = m_waiting.find(*id); waiting != m_waiting.end() && answers)
            waiting->second = *answers;
    }
    if (!m_waiting.empty())
        m_silence = m_attachment.router().broker().after(SilenceTime, [this] { onSilence(); });
    settle();
}

// Nothing when all were asked, or too many.
std::optional<ContextId> Survey::nextId()
{
    while (m_next < m_end && m_asked < MaxAsked) {
        const auto& own = m_attachment.m_ownIds;
        const auto after = std::ranges::upper_bound(own, m_next, {}, &routing::IdRange::first);
        if (after != own.begin() && m_next < std::prev(after)->end) {
            m_next = std::prev(after)->end;
            continue;
        }
        const ContextId id{m_next++};
        if (id != m_attachment.id() && id != m_attachment.server().id())
            return id;
    }
    return std::nullopt;
}

void Survey::onAnswer(ContextId id, PingAnswer answer)
{
    if (m_waiting.erase(id) == 0 || !m_done)
        return;
    m_silentRounds = 0;
    if (answer == PingAnswer::Nobody) {
        m_attachment.forget(id);
    } else if (answer != PingAnswer::Lost) {
        KnownContext context{.id = id, .name = {}, .parent = {}, .native = answer == PingAnswer::Native, .facts = {}};
        m_attachment.put(context);
        m_undescribed.push_back(std::move(context));
        describeMore();
    }
    askMore();
}

// Those that are left have a route, or somebody would have said that they have none.
void Survey::onSilence()
{
    m_silent += m_waiting.size();
    for (const auto& [id, answers] : std::exchange(m_waiting, {})) {
        m_attachment.router().delHandler(answers);
        m_attachment.put({.id = id, .name = {}, .parent = {}, .responds = false, .facts = {}});
    }
    if (++m_silentRounds == MaxSilentRounds)
        finish(
            fail(ErrorKind::Timeout, str("the program answers for none of its contexts; ", m_silent, " were asked")));
    else
        askMore();
}

void Survey::describeMore()
{
    while (m_describing.size() < DescribedAtOnce && !m_undescribed.empty()) {
        KnownContext context = std::move(m_undescribed.front());
        m_undescribed.pop_front();
        const ContextId id = context.id;
        auto description = std::make_unique<Description>(
            m_attachment.router(), std::move(context), [this, id](KnownContext described) {
                const auto ended = m_describing.extract(id);
                // It may have gone meanwhile.
                if (std::ranges::find(m_attachment.contexts(), id, &KnownContext::id) != m_attachment.contexts().end())
                    m_attachment.put(std::move(described));
                describeMore();
                settle();
            });
        m_describing.emplace(id, std::move(description)).first->second->start();
    }
}

void Survey::settle()
{
    if (!m_waiting.empty() || !m_undescribed.empty() || !m_describing.empty())
        return;
    if (m_next < m_end)
        finish(fail(ErrorKind::Error,
                    str("only the first ", MaxAsked, " ids were asked: the program has given out more")));
    else if (m_silent != 0)
        finish(fail(ErrorKind::Timeout, str(m_silent, " contexts did not answer")));
    else
        finish({});
}

void Survey::finish(Result<> complete)
{
    m_silence.cancel();
    if (m_done)
        std::exchange(m_done, nullptr)(std::move(complete));
}

}  // namespace rz::attach
