#pragma once

#include "core/base/str.h"
#include "core/base/value.h"
#include "core/connect/discovery.h"
#include "tests/support/container_root.h"
#include "tests/support/processes.h"
#include "tests/support/test_master.h"

#include <QTest>

#include <algorithm>
#include <dirent.h>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

// What the tests of container methods share.
namespace rz::test {

inline connect::Hop hopTo(std::string method, std::initializer_list<std::pair<const char*, Value>> options)
{
    connect::Hop hop{.method = std::move(method), .options = {}};
    // A machine that is busy with everything else takes its time.
    hop.options.set("connect_timeout", 120);
    for (const auto& [name, value] : options)
        hop.options.set(name, value);
    return hop;
}

inline Value call(TestMaster& master, ContextId id, std::string_view name, std::vector<Value> args = {})
{
    return master.context(id).call(name, std::move(args), {}, std::chrono::seconds(30));
}

// Whether the context finds such an entry in a directory.
inline bool lists(TestMaster& master, ContextId id, const char* directory, const char* name)
{
    const Value entries = call(master, id, "fs.list", {directory});
    const List* list = entries.as<List>();
    return list != nullptr && std::ranges::any_of(list->items, [name](const Value& entry) {
               const Value* found = entry.find("name");
               return found != nullptr && *found == Value(name);
           });
}

// Files of agents in the root directory, and where the first stage unpacks, of a process's container.
inline std::vector<std::string> agentFilesIn(pid_t pid)
{
    std::vector<std::string> found;
    for (const char* place : {"/", "/tmp", "/var/tmp", "/dev/shm", "/root"}) {
        DIR* directory = ::opendir(str("/proc/", pid, "/root", place).c_str());
        while (const dirent* entry = directory == nullptr ? nullptr : ::readdir(directory)) {
            if (std::string_view(entry->d_name).starts_with(".rhizome-"))
                found.push_back(str(place, ' ', entry->d_name));
        }
        if (directory != nullptr)
            ::closedir(directory);
    }
    return found;
}

// What a container, by its first process, holds besides that process: others, and files of ours; a line each.
inline std::string touchesOf(pid_t pid)
{
    std::string text;
    for (const pid_t other : processesInNamespaceOf(pid)) {
        if (other != pid)
            text += str("process ", other, " in the container: ", commandOf(other), '\n');
    }
    for (const std::string& file : agentFilesIn(pid))
        text += str("file in the container: ", file, '\n');
    return text;
}

// Waits until it is as it was before anybody came.
inline bool isUntouched(TestMaster& master, pid_t pid)
{
    return master.until([pid] { return touchesOf(pid).empty(); });
}

// What a method finds to connect to, "name state" each; a failure's text when it cannot look.
inline std::vector<std::string> found(TestMaster& master, const connect::Hop& hop)
{
    std::optional<Result<std::vector<connect::Candidate>>> result;
    const auto search = connect::Discovery::start(
        master.broker(), hop, [&result](Result<std::vector<connect::Candidate>> given) { result = std::move(given); });
    master.until([&result] { return result.has_value(); });
    if (!result || !*result)
        return {result ? result->error().text() : "no answer"};
    std::vector<std::string> texts;
    for (const connect::Candidate& candidate : **result)
        texts.push_back(candidate.state.empty() ? candidate.name : str(candidate.name, ' ', candidate.state));
    return texts;
}

inline bool contains(const std::vector<std::string>& texts, std::string_view text)
{
    return std::ranges::find(texts, text) != texts.end();
}

// What is to be known of a failure, beside its being one.
inline std::string described(const Outcome& outcome)
{
    if (!outcome.done() || outcome.result())
        return outcome.done() ? "no failure" : "not finished";
    const ErrorDetails& details = outcome.result().error().details();
    return str(outcome.error(), "\nhop: ", details.hop, "\nstep: ", details.step, "\nseen: ", details.seen,
               "\ncause: ", details.cause, "\nfix: ", details.fix);
}

inline bool hasStep(const Outcome& outcome, std::string_view name)
{
    const auto steps = outcome.stepNames();
    return std::ranges::find(steps, name) != steps.end();
}

// One connection that is to fail, and why.
struct Failure {
    connect::Hop hop;
    std::string cause;  // begins so
    std::string seen;   // in what was printed; empty: nothing need be
};

inline void checkFailure(TestMaster& master, const Failure& failure)
{
    const Outcome outcome = master.connect(failure.hop);
    const std::string text = described(outcome);
    QVERIFY2(outcome.done() && !outcome.result(), text.c_str());
    const ErrorDetails& details = outcome.result().error().details();
    QCOMPARE(details.hop, failure.hop.label());
    QVERIFY2(details.cause.starts_with(failure.cause), text.c_str());
    QVERIFY2(!details.fix.empty() && !details.step.empty(), text.c_str());
    QVERIFY2(details.seen.find(failure.seen) != std::string::npos, text.c_str());
}

// Connects so many contexts at once, calls each and ends them.
inline void checkManyAtOnce(TestMaster& master, const connect::Hop& hop, std::size_t count, pid_t container)
{
    struct Attempt {
        Outcome outcome;
        connect::Connector::Handle handle;
    };
    std::vector<std::unique_ptr<Attempt>> all;
    for (std::size_t i = 0; i < count; ++i) {
        all.push_back(std::make_unique<Attempt>());
        all.back()->handle = master.connector().connect(hop, {}, all.back()->outcome);
    }
    QVERIFY(master.until([&] { return std::ranges::all_of(all, [](const auto& one) { return one->outcome.done(); }); },
                         std::chrono::seconds(400)));
    std::set<std::int64_t> pids;
    for (const auto& one : all) {
        QVERIFY2(one->outcome.error().empty(), described(one->outcome).c_str());
        pids.insert(*call(master, one->outcome.result()->id, "os.getpid").as<std::int64_t>());
    }
    QCOMPARE(pids.size(), count);
    for (const auto& one : all)
        master.connector().disconnect(one->outcome.result()->id);
    QVERIFY(master.until([&] { return master.router().getStreams().empty(); }, std::chrono::seconds(60)));
    QVERIFY(isUntouched(master, container));
}

// Ends a context and waits until its stream is gone.
inline void end(TestMaster& master, ContextId id)
{
    master.connector().disconnect(id);
    QVERIFY(master.until([&] { return !master.router().findRoute(id); }));
}

}  // namespace rz::test
