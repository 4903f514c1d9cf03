#include "core/connect/libssh/ssh_opener.h"

#include "core/connect/hop_options.h"
#include "core/connect/libssh/handshake.h"
#include "core/connect/libssh/worker_threads.h"

namespace rz::connect {

namespace {

using ssh::CancelToken;
using ssh::Handshake;
using ssh::WorkerLink;
using ssh::WorkerThreads;

class SshOpening final : public Opening {
public:
    explicit SshOpening(std::shared_ptr<WorkerLink> link) : m_link(std::move(link)) {}
    ~SshOpening() override { m_link->close(); }

private:
    std::shared_ptr<WorkerLink> m_link;
};

class SshOpener final : public Opener {
public:
    SshOpener(SshSettings settings, const Log& log, std::unique_ptr<Opener> program)
        : m_settings(std::move(settings)), m_log(log), m_program(std::move(program))
    {
    }

    std::string_view method() const override { return "ssh"; }

    std::unique_ptr<Opening> open(const Hop& hop, io::Broker& broker, OpenHost& host) override
    {
        if (m_program && (!textOption(hop, "ssh_path").empty() || !textListOption(hop, "ssh_args").empty()))
            return m_program->open(hop, broker, host);
        return shakeHands(hop, std::nullopt, broker, host);
    }

    std::unique_ptr<Opening> openThrough(const Through& through, const Hop& hop, OpenHost& host) override
    {
        return shakeHands(hop, through, through.context.router().broker(), host);
    }

private:
    std::unique_ptr<Opening> shakeHands(const Hop& hop, const std::optional<Through>& through, io::Broker& broker,
                                        OpenHost& host)
    {
        auto token = CancelToken::create();
        if (!token) {
            host.failed(std::move(token).error());
            return std::make_unique<Opening>();
        }
        auto link = std::make_shared<WorkerLink>(broker, host, std::move(*token));
        auto opening = std::make_unique<SshOpening>(link);
        auto started = m_threads.start("ssh-handshake", [hop = Hop(hop), through, settings = m_settings,
                                                         link = std::move(link), log = m_log]() mutable {
            Handshake(std::move(hop), through, std::move(settings), std::move(link), std::move(log)).run();
        });
        if (!started)
            host.failed(std::move(started).error());
        return opening;
    }

    SshSettings m_settings;
    Log m_log;
    std::unique_ptr<Opener> m_program;
    WorkerThreads m_threads;  // last: its threads end before the rest
};

}  // namespace

std::unique_ptr<Opener> makeLibsshOpener(SshSettings settings, const Log& log, std::unique_ptr<Opener> program)
{
    return std::make_unique<SshOpener>(std::move(settings), log, std::move(program));
}

}  // namespace rz::connect
