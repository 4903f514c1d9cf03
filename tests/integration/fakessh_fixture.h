#pragma once

#include "core/fakessh/transfer.h"
#include "tests/support/test_master.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace rz::test {

// One program under way whose ssh leads to a context, and all it has told.
class FakesshRun {
public:
    bool done() const { return m_end.has_value(); }
    // Exit status as a shell reports it; -1 when it could not be run or was lost.
    int status() const { return m_end && *m_end ? (*m_end)->shellStatus() : -1; }
    const std::string& out() const { return m_out; }
    const std::string& err() const { return m_err; }
    const fakessh::Traffic& traffic() const { return m_traffic; }
    fakessh::Transfer& transfer() { return *m_transfer; }
    void drop() { m_transfer.reset(); }
    // For the message of a failed check.
    std::string text() const
    {
        const std::string lost = m_end && !*m_end ? m_end->error().text() : std::string();
        return "status " + std::to_string(status()) + " " + lost + "\n" + m_out + "\n" + m_err;
    }

private:
    friend class FakesshMaster;

    void onEvent(const fakessh::TransferEvent& event)
    {
        if (const auto* const output = std::get_if<fakessh::ProgramOutput>(&event))
            (output->lane == fakessh::Lane::Main ? m_out : m_err).append(output->data.view());
        else if (const auto* const traffic = std::get_if<fakessh::Traffic>(&event))
            m_traffic = *traffic;
        else
            m_end = std::get<Result<io::ExitStatus>>(event);
    }

    std::string m_out;
    std::string m_err;
    fakessh::Traffic m_traffic;
    std::optional<Result<io::ExitStatus>> m_end;
    std::unique_ptr<fakessh::Transfer> m_transfer;
};

// A master whose contexts programs can reach by ssh.
class FakesshMaster : public TestMaster {
public:
    using TestMaster::TestMaster;

    std::unique_ptr<FakesshRun> begin(ContextId destination, std::vector<std::string> argv, std::string directory = {})
    {
        auto run = std::make_unique<FakesshRun>();
        auto started = fakessh::startTransfer(context(destination), options(std::move(argv), std::move(directory)),
                                              [self = run.get()](const auto& event) { self->onEvent(event); });
        if (started)
            run->m_transfer = std::move(*started);
        else
            run->m_end = std::unexpected(std::move(started).error());
        return run;
    }
    // The program runs in context `at`.
    std::unique_ptr<FakesshRun> beginIn(ContextId at, ContextId destination, std::vector<std::string> argv)
    {
        auto run = std::make_unique<FakesshRun>();
        run->m_transfer = fakessh::startTransferIn(context(at), context(destination), options(std::move(argv), {}),
                                                   [self = run.get()](const auto& event) { self->onEvent(event); });
        return run;
    }
    std::unique_ptr<FakesshRun> run(ContextId destination, std::vector<std::string> argv, std::string directory = {},
                                    Duration deadline = std::chrono::seconds(120))
    {
        auto run = begin(destination, std::move(argv), std::move(directory));
        until([&run] { return run->done(); }, deadline);
        return run;
    }

private:
    fakessh::ProgramOptions options(std::vector<std::string> argv, std::string directory)
    {
        return {.argv = std::move(argv),
                .environment = {"GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1"},
                .directory = std::move(directory),
                .standIn = agents().localPath().value()};
    }
};

}  // namespace rz::test
