#include "tests/integration/cut_check.h"

#include "core/base/str.h"
#include "tests/support/leak_check.h"
#include "tests/support/processes.h"

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <map>
#include <unistd.h>
#include <utility>

namespace rz::test {

namespace {

using connect::Connected;
using connect::Connector;
using connect::Story;

constexpr Duration Patience = std::chrono::seconds(60);
// A connection may be made before it is cut; then one more is cut in half the time, so many in all, the last at once.
constexpr int Attempts = 8;

enum class How : std::uint8_t { CancelledAtOnce, Cancelled, Died };

struct Cut {
    std::string step;
    std::size_t number = 0;  // of the step in the story
    Duration after{};        // its beginning
    How how = How::Cancelled;
    bool asked = false;  // while its question is open

    std::string name() const
    {
        const char* const what = how == How::Died              ? "the other side died"
                                 : how == How::CancelledAtOnce ? "cancelled at the beginning"
                                                               : "cancelled";
        return str(step, asked ? " (asked)" : "", ", ", what, ": ");
    }
};

// One connection, told of as it goes on.
class Attempt final : public connect::ConnectObserver {
public:
    std::function<void()> onChange;
    Story story;
    std::optional<Result<Connected>> result;
    int ends = 0;
    bool toldAfterwards = false;

private:
    void storyChanged(const Story& changed) override
    {
        toldAfterwards = toldAfterwards || ends > 0;
        story = changed;
        if (onChange)
            onChange();
    }
    void finished(const Result<Connected>& given, const Story& last) override
    {
        ++ends;
        result = given;
        story = last;
    }
};

class CutCheck {
public:
    CutCheck(TestMaster& master, FixedPrompts& prompts, const Way& way)
        : m_master(master), m_prompts(prompts), m_way(way), m_starter(way.via ? pidOf(*way.via) : ::getpid())
    {
        m_prompts.holdUnanswered();
    }

    std::string run()
    {
        std::vector<std::string> homes;
        std::vector<uid_t> users;
        for (const TestUser* user : m_way.users) {
            homes.push_back(user->home());
            users.push_back(user->uid());
        }
        m_before.emplace(std::move(homes), std::move(users), m_starter);
        m_programs = childrenOf(m_starter);
        m_handlers = m_master.router().handlerCount();
        m_routes = m_master.router().routes().size();
        m_tables = tables();
        for (const Cut& cut : learn()) {
            m_cut = &cut;
            make(cut);
            if (!isQuiet())
                break;  // all that follows would complain of the same
            connectAgain();
        }
        m_cut = nullptr;
        for (const How how : {How::CancelledAtOnce, How::Cancelled, How::Died}) {
            if (m_made[how] == 0)
                complain("there is a kind of cut that could not be made at all");
        }
        return m_complaints;
    }

private:
    pid_t pidOf(ContextId id) { return static_cast<pid_t>(*m_master.context(id).call("os.getpid").as<std::int64_t>()); }

    void complain(std::string_view of) { m_complaints += str(m_cut != nullptr ? m_cut->name() : "", of, '\n'); }

    // Answers all questions but that which is to stay open.
    bool spin(const std::function<bool()>& done, const Cut* held = nullptr, const Attempt* attempt = nullptr)
    {
        return m_master.until(
            [&] {
                const bool hold = held != nullptr && held->asked && attempt->story.steps.size() == held->number + 1;
                for (const connect::Prompt& prompt : m_prompts.waiting()) {
                    m_askedDuring = attempt != nullptr ? attempt->story.steps.size() - 1 : 0;
                    if (!hold)
                        m_prompts.answerWaiting(prompt.id, secretAnswer({m_way.password}));
                }
                return done();
            },
            Patience);
    }

    std::vector<Cut> learn()
    {
        Attempt attempt;
        const Connector::Handle handle = m_master.connector().connect(m_way.hop, m_way.via, attempt);
        spin([&] { return attempt.ends > 0; }, nullptr, &attempt);
        std::vector<Cut> cuts;
        if (attempt.ends == 0 || !*attempt.result) {
            complain(
                str("it cannot be connected at all: ", attempt.ends == 0 ? "no end" : attempt.result->error().text()));
            return cuts;
        }
        for (std::size_t i = 0; i < attempt.story.steps.size(); ++i) {
            const connect::StoryStep& step = attempt.story.steps[i];
            for (const How how : {How::CancelledAtOnce, How::Cancelled, How::Died}) {
                Cut cut{.step = step.name, .number = i, .after = (step.took - step.waited) / 2, .how = how};
                cuts.push_back(cut);
                if (m_askedDuring == i && how != How::CancelledAtOnce) {
                    cut.asked = true;
                    cuts.push_back(std::move(cut));
                }
            }
        }
        end(attempt);
        return cuts;
    }

    void end(const Attempt& attempt)
    {
        const ContextId id = (*attempt.result)->id;
        m_master.connector().disconnect(id);
        if (!spin([&] { return !m_master.router().findRoute(id); }))
            complain("the context does not end");
    }

    void make(Cut cut)
    {
        m_seenRunning = false;
        for (int i = 1; i <= Attempts; ++i) {
            cut.after = i == Attempts ? Duration::zero() : cut.after / i;
            if (cutOnce(cut)) {
                ++m_made[cut.how];
                return;
            }
        }
        // Of a step whose end is there with its beginning nothing can be cut but the beginning; and not even that when
        // another context tells of both at once.
        if (cut.how == How::CancelledAtOnce && m_seenRunning)
            complain("it was made all the same");
    }

    // False when it was made all the same, and has been ended.
    bool cutOnce(const Cut& cut)
    {
        Attempt attempt;
        Connector::Handle handle;
        bool begun = false;
        bool acted = false;
        io::Timer halfway;
        const auto act = [&] {
            acted = true;
            if (cut.how == How::Died)
                die();
            else
                handle.reset();
        };
        attempt.onChange = [&] {
            if (attempt.story.steps.size() <= cut.number || std::exchange(begun, true))
                return;
            if (attempt.story.steps[cut.number].state == connect::StepState::Running)
                m_seenRunning = true;
            if (cut.how == How::CancelledAtOnce)
                act();
            else if (!cut.asked && cut.after == Duration::zero())
                m_master.broker().deferLater(act);  // before anything more is read
            else if (!cut.asked)
                halfway = m_master.broker().after(cut.after, act);
        };
        handle = m_master.connector().connect(m_way.hop, m_way.via, attempt);
        const bool reached = spin(
            [&] {
                return attempt.ends > 0 || acted || attempt.story.steps.size() > cut.number + 1 ||
                       (cut.asked && begun && !m_prompts.waiting().empty());
            },
            &cut, &attempt);
        if (!reached)
            complain("the step does not come");
        if (!acted)
            act();
        // A question stays open meanwhile: nobody answers one who is gone.
        spin(
            [&] {
                if (attempt.ends == 0 && cut.how == How::Died)
                    die();
                return attempt.ends > 0;
            },
            &cut, &attempt);
        const bool isCut = judge(cut, attempt);
        // Whatever still came would come now.
        m_master.until([&] { return false; }, std::chrono::milliseconds(20));
        if (attempt.ends > 1 || attempt.toldAfterwards)
            complain(str("told ", attempt.ends, " ends", attempt.toldAfterwards ? ", and of changes afterwards" : ""));
        return isCut;
    }

    bool judge(const Cut& cut, const Attempt& attempt)
    {
        if (attempt.ends == 0) {
            complain(str("no end; at ", attempt.story.steps.empty() ? "nothing" : attempt.story.steps.back().name));
            return true;
        }
        if (*attempt.result) {
            if (cut.how == How::Died)
                loseIt((*attempt.result)->id);
            else
                end(attempt);
            return false;
        }
        const Error& error = attempt.result->error();
        const ErrorDetails& details = error.details();
        const bool right = cut.how == How::Died ? error.kind() == ErrorKind::Eof || error.kind() == ErrorKind::Stream
                                                : error.kind() == ErrorKind::Cancelled;
        const std::string told = str(toString(error.kind()), ": ", error.text(), " (step \"", details.step,
                                     "\", hop \"", details.hop, "\", seen \"", details.seen, "\")");
        if (!right)
            complain("an error of another kind: " + told);
        if (details.hop != m_way.hop.label() || details.step.empty() ||
            details.step != attempt.story.steps.back().name || attempt.story.steps.size() <= cut.number)
            complain("another hop or step is named: " + told);
        if (attempt.story.steps.back().state != connect::StepState::Failed)
            complain("the last step did not fail: " + told);
        return true;
    }

    // The other side was not yet dead when it was made; it must not survive that.
    void loseIt(ContextId id)
    {
        const bool lost = spin([&] {
            die();
            return !m_master.router().findRoute(id);
        });
        if (lost)
            ++m_made[How::Died];
        else
            complain("the context survives the death of its other side");
    }

    void die()
    {
        if (m_way.die) {
            m_way.die();
            return;
        }
        for (const pid_t pid : childrenOf(m_starter)) {
            if (std::ranges::find(m_programs, pid) != m_programs.end())
                continue;
            const std::vector<pid_t> below =
                m_way.dies == Way::Dies::Program ? std::vector<pid_t>() : descendantsOf(pid);
            ::kill(pid, m_way.deathBy);
            for (const pid_t one : below)
                ::kill(one, m_way.deathBy);
        }
    }

    std::string left() const
    {
        std::string text = m_before->leaks(Duration::zero());
        if (m_way.left)
            text += m_way.left();
        if (!m_prompts.waiting().empty())
            text += "an open question\n";
        const routing::Router& router = m_master.router();
        if (router.handlerCount() != m_handlers)
            text += str("handlers: ", router.handlerCount(), " instead of ", m_handlers, '\n');
        if (router.routes().size() != m_routes)
            text += str("routes: ", router.routes().size(), " instead of ", m_routes, '\n');
        return text;
    }

    bool isQuiet()
    {
        std::string text;
        m_master.until(
            [&] {
                text = left();
                return text.empty();
            },
            Patience);
        text += tablesLeft();
        if (!text.empty())
            complain("left:\n" + text);
        return text.empty();
    }

    // What the router of `via` holds; nothing when that is not its.
    std::string tables()
    {
        return m_way.via ? repr(m_master.context(*m_way.via).call("rhizome.tables")) : std::string();
    }

    // Not while the loop is driven: it is asked there.
    std::string tablesLeft()
    {
        const TimePoint deadline = Clock::now() + Patience;
        std::string now = tables();
        while (now != m_tables && Clock::now() < deadline) {
            m_master.until([] { return false; }, std::chrono::milliseconds(20));
            now = tables();
        }
        return now == m_tables ? std::string() : str("in the router of via: ", now, " instead of ", m_tables, '\n');
    }

    static std::string told(const Error& error) { return str(error.text(), "\n", error.details().seen); }

    void connectAgain()
    {
        Attempt attempt;
        const Connector::Handle handle = m_master.connector().connect(m_way.hop, m_way.via, attempt);
        spin([&] { return attempt.ends > 0; }, nullptr, &attempt);
        if (attempt.ends == 1 && *attempt.result)
            end(attempt);
        else
            complain(str("not connected again: ", attempt.ends == 1 ? told(attempt.result->error()) : "no end"));
    }

    TestMaster& m_master;
    FixedPrompts& m_prompts;
    const Way& m_way;
    const pid_t m_starter;
    std::optional<LeakCheck> m_before;
    std::vector<pid_t> m_programs;  // that ran before
    std::size_t m_handlers = 0;
    std::size_t m_routes = 0;
    std::string m_tables;
    std::optional<std::size_t> m_askedDuring;  // number of the step
    const Cut* m_cut = nullptr;
    bool m_seenRunning = false;  // the step to cut, when it was first told of
    std::map<How, int> m_made;   // cuts
    std::string m_complaints;
};

}  // namespace

std::string complaintsAboutCuts(TestMaster& master, FixedPrompts& prompts, const Way& way)
{
    return CutCheck(master, prompts, way).run();
}

}  // namespace rz::test
