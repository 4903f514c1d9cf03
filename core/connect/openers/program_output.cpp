#include "core/connect/openers/program_output.h"

#include "core/base/str.h"
#include "core/connect/openers/program_opener.h"

#include <utility>

namespace rz::connect {

namespace {

constexpr std::size_t MaxOutput = 1024 * 1024;
constexpr std::size_t MaxComplaints = 5;

// How soon a program that removes something is tried again, twice as late each time, and how long it may take.
constexpr Duration FirstPause = std::chrono::seconds(1);
constexpr Duration RemovalPatience = std::chrono::seconds(60);

// A program whose end nobody waits for. It holds itself, by its callbacks, until it has succeeded, was tried often enough, or
// the broker ends.
class AfterProgram : public std::enable_shared_from_this<AfterProgram> {
public:
    AfterProgram(io::Broker& broker, std::vector<std::string> argv, int attempts, UniqueFd input = {},
                 std::shared_ptr<void> then = {})
        : m_broker(broker),
          m_argv(std::move(argv)),
          m_left(attempts),
          m_input(std::move(input)),
          m_then(std::move(then)),
          m_busy(broker.keepAlive())
    {
    }

    void begin()
    {
        m_atEnd = m_broker.onEnd([weak = weak_from_this()] {
            if (const auto alive = weak.lock())
                alive->end();
        });
        attempt();
    }

private:
    void attempt()
    {
        m_program = ProgramOutput::start(
            m_broker, m_argv, RemovalPatience,
            [self = shared_from_this()](const Result<std::string>& result) {
                self->m_busy = {};
                // Docker calls it success that there is nothing to remove, and complains.
                const bool done = result && !self->m_program->complained();
                if (done || --self->m_left == 0)
                    self->end();
                else
                    self->attemptLater();
            },
            std::move(m_input));
    }

    void attemptLater()
    {
        m_next = m_broker.after(m_pause, [self = shared_from_this()] { self->attempt(); });
        m_pause *= 2;
    }

    void end()
    {
        m_busy = {};
        m_next.cancel();
        m_then.reset();
        // Its callback may hold the last reference to this.
        const std::unique_ptr<ProgramOutput> over = std::move(m_program);
    }

    io::Broker& m_broker;
    std::vector<std::string> m_argv;
    int m_left;
    UniqueFd m_input;  // of the first attempt
    std::shared_ptr<void> m_then;
    Duration m_pause = FirstPause;
    io::KeepAlive m_busy;
    std::shared_ptr<void> m_atEnd;
    std::unique_ptr<ProgramOutput> m_program;
    io::Timer m_next;
};

}  // namespace

std::unique_ptr<ProgramOutput> ProgramOutput::start(io::Broker& broker, std::vector<std::string> argv, Duration timeout,
                                                    OnDone onDone, UniqueFd input)
{
    std::unique_ptr<ProgramOutput> run(new ProgramOutput(broker, std::move(onDone)));
    run->m_name = argv.front();
    if (auto spawned = run->spawn(argv, input); !spawned) {
        run->finish(std::unexpected(std::move(spawned).error()));
        return run;
    }
    run->m_deadline = broker.after(timeout, [self = run.get()] {
        self->finish(std::unexpected(self->failure(str(self->m_name, " did not answer in time"))));
    });
    return run;
}

ProgramOutput::~ProgramOutput() = default;

Result<> ProgramOutput::spawn(const std::vector<std::string>& argv, const UniqueFd& input)
{
    RZ_TRY(auto out, io::makePipe());
    RZ_TRY(auto err, io::makePipe());
    io::SpawnOptions options{
        .argv = argv,
        .environment = ownEnvironment({"LC_ALL=C"}),
        .descriptors = {{1, out.second.get()}, {2, err.second.get()}},
    };
    if (input)
        options.descriptors.emplace(0, input.get());
    auto process = io::Process::spawn(m_broker, options, [this](io::ExitStatus status) {
        m_status = status;
        checkEnd();
    });
    if (!process)
        return std::unexpected(cannotStart(m_name, std::move(process).error()));
    m_process = std::move(*process);
    const auto closed = [this] {
        --m_openPipes;
        checkEnd();
    };
    m_openPipes = 2;
    RZ_TRY(m_out, io::IoLogger::create(
                      m_broker, std::move(out.first),
                      [this](const std::string& line) {
                          if (m_output.size() + line.size() < MaxOutput)
                              m_output += line + '\n';
                      },
                      closed));
    RZ_TRY(m_err, io::IoLogger::create(
                      m_broker, std::move(err.first),
                      [this](std::string line) {
                          if (m_complaints.size() == MaxComplaints)
                              m_complaints.erase(m_complaints.begin());
                          m_complaints.push_back(std::move(line));
                      },
                      closed));
    return {};
}

void ProgramOutput::checkEnd()
{
    if (!m_status || m_openPipes > 0)
        return;
    if (*m_status == io::ExitStatus{})
        finish(std::move(m_output));
    else
        finish(std::unexpected(failure(str(m_name, ' ', m_status->toString()))));
}

void ProgramOutput::finish(Result<std::string> result)
{
    m_deadline.cancel();
    m_end = m_broker.after(Duration::zero(), [this, result = std::move(result)]() mutable {
        OnDone done = std::exchange(m_onDone, nullptr);
        if (done)
            done(std::move(result));
    });
}

Error ProgramOutput::failure(std::string text) const
{
    ErrorDetails details;
    for (const std::string& line : m_complaints)
        details.seen += str(details.seen.empty() ? "" : "\n", line);
    return Error(ErrorKind::Stream, std::move(text)).withDetails(std::move(details));
}

std::shared_ptr<void> runAfterwards(io::Broker& broker, std::vector<std::string> argv, int attempts)
{
    if (argv.empty())
        return {};
    const auto run = [&broker, argv = std::move(argv), attempts](void*) {
        if (!broker.ended())
            std::make_shared<AfterProgram>(broker, argv, attempts)->begin();
    };
    // Nothing is pointed to: it only counts who holds it.
    return std::shared_ptr<void>(nullptr, run);
}

void runAlone(io::Broker& broker, std::vector<std::string> argv, UniqueFd input, std::shared_ptr<void> then)
{
    if (!broker.ended())
        std::make_shared<AfterProgram>(broker, std::move(argv), 1, std::move(input), std::move(then))->begin();
}

}  // namespace rz::connect
