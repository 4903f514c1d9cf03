#include "core/attach/survey.h"

#include "core/attach/contexts_service.h"
#include "core/attach/description.h"
#include "core/base/str.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

namespace rz::attach {

namespace {

constexpr std::size_t PingsAtOnce = 256;
constexpr std::size_t DescribedAtOnce = 32;
// Each of so many questions at once without an answer: nobody will give one.
constexpr int MaxSilentRounds = 3;

}  // namespace

Survey::Survey(Attachment& attachment, Reach reach, Duration silence, Done done)
    : m_attachment(attachment),
      m_reach(reach),
      m_silenceTime(silence),
      m_done(std::move(done)),
      m_self(std::make_shared<Survey*>(this))
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
        look();
}

void Survey::look()
{
    if (m_reach == Reach::All)
        scan();
    else
        askKnown();
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
                (*self)->look();  // one without that service
        },
        m_silenceTime);
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
    m_silence = m_attachment.router().broker().after(m_silenceTime, [this] {
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

// Whoever gives out ids goes on after the last block that was given to us.
void Survey::askKnown()
{
    for (const KnownContext& context : m_attachment.contexts()) {
        m_guesses.push_back(context.id);
        m_guessed.insert(context.id);
    }
    guessFrom(std::uint64_t{raw(m_attachment.m_highest)} + 1);
    if (!m_attachment.m_ownIds.empty())
        guessFrom(m_attachment.m_ownIds.back().end);
    askMore();
}

void Survey::guessFrom(std::uint64_t first)
{
    constexpr std::uint64_t End = std::numeric_limits<std::uint32_t>::max();
    for (std::uint64_t id = first; id < std::min(first + Guesses, End); ++id) {
        if (m_guessed.insert(ContextId{static_cast<std::uint32_t>(id)}).second)
            m_guesses.push_back(ContextId{static_cast<std::uint32_t>(id)});
    }
}

bool Survey::mayBeAnothers(ContextId id) const
{
    const auto& own = m_attachment.m_ownIds;
    const auto after = std::ranges::upper_bound(own, raw(id), {}, &routing::IdRange::first);
    return (after == own.begin() || raw(id) >= std::prev(after)->end) && id != m_attachment.id() &&
           id != m_attachment.server().id();
}

const KnownContext* Survey::known(ContextId id) const
{
    const auto& contexts = m_attachment.contexts();
    const auto at = std::ranges::lower_bound(contexts, id, {}, &KnownContext::id);
    return at == contexts.end() || at->id != id ? nullptr : &*at;
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
        m_silence = m_attachment.router().broker().after(m_silenceTime, [this] { onSilence(); });
    settle();
}

// Nothing when all were asked, or too many.
std::optional<ContextId> Survey::nextId()
{
    while (!m_guesses.empty() && m_asked < MaxAsked) {
        const ContextId id = m_guesses.front();
        m_guesses.pop_front();
        if (mayBeAnothers(id))
            return id;
    }
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
        const KnownContext* before = known(id);
        const bool isDescribed = m_reach == Reach::Known && before != nullptr && before->responds;
        if (m_reach == Reach::Known && before == nullptr)
            guessFrom(std::uint64_t{raw(id)} + 1);
        KnownContext context{.id = id, .name = {}, .parent = {}, .native = answer == PingAnswer::Native, .facts = {}};
        m_attachment.put(context);
        if (!isDescribed) {
            m_undescribed.push_back(std::move(context));
            describeMore();
        }
    }
    askMore();
}

// Those that are left have a route, or somebody would have said that they have none.
void Survey::onSilence()
{
    m_silent += m_waiting.size();
    for (const auto& [id, answers] : std::exchange(m_waiting, {})) {
        m_attachment.router().delHandler(answers);
        KnownContext silent{.id = id, .name = {}, .parent = {}, .facts = {}};
        if (const KnownContext* context = known(id))
            silent = *context;
        silent.responds = false;
        m_attachment.put(std::move(silent));
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
