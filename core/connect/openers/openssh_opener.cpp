#include "core/connect/openers/openssh_opener.h"

#include "core/base/str.h"
#include "core/connect/bootstrap/python_stage.h"
#include "core/connect/diagnosis.h"
#include "core/connect/hop_options.h"
#include "core/connect/openers/asking_program.h"
#include "core/connect/openers/openssh_command.h"
#include "core/connect/openers/openssh_host_key.h"
#include "core/connect/openers/program_output.h"
#include "core/io/read_file.h"

#include <cerrno>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace rz::connect {

namespace {

constexpr Duration ConfigTime = std::chrono::seconds(30);

// Whether an authority may vouch for hosts by certificates, which the person cannot be asked about.
bool knowsAuthorities(const OpensshConfig& config)
{
    for (const auto* files : {&config.userKnownHosts, &config.otherKnownHosts}) {
        for (const std::string& file : *files) {
            const auto content = io::readFile(file);
            if (content && content->find("@cert-authority") != std::string::npos)
                return true;
        }
    }
    return false;
}

// A file that is only open: its name is good for our children.
Result<UniqueFd> openFile(std::string_view content)
{
    UniqueFd file(::memfd_create("ssh_config", MFD_CLOEXEC));
    if (!file || ::write(file.get(), content.data(), content.size()) != static_cast<ssize_t>(content.size()))
        return failErrno("memfd_create", errno);
    return file;
}

// States: reading the configuration (`ssh -G`, which also tells how old it is); then ssh itself runs.
class OpensshOpening final : public Opening {
public:
    OpensshOpening(const Hop& hop, io::Broker& broker, AgentStore& agents, const SshSettings& settings, OpenHost& host)
        : m_hop(hop), m_broker(broker), m_agents(agents), m_settings(settings), m_host(host)
    {
    }

    void start()
    {
        m_host.beginStep("read configuration");
        readConfiguration();
    }

private:
    void readConfiguration()
    {
        std::vector<std::string> argv = opensshOptions(m_hop, m_settings, m_generation);
        argv.insert(argv.begin() + 1, "-G");
        // One that does not know it is an old one.
        if (m_generation == Openssh::Current)
            argv.insert(argv.end(), {"-o", "KnownHostsCommand=none"});
        argv.insert(argv.end(), {"--", textOption(m_hop, "hostname")});
        m_read = ProgramOutput::start(m_broker, std::move(argv), ConfigTime,
                                      [this](Result<std::string> output) { configurationRead(std::move(output)); });
    }

    void configurationRead(Result<std::string> output)
    {
        if (output) {
            run(parseOpensshConfig(*output));
            return;
        }
        const std::string seen = output.error().details().seen;
        if (m_generation == Openssh::Current &&
            seen.find("Bad configuration option: knownhostscommand") != std::string::npos) {
            m_generation = Openssh::Old;
            readConfiguration();
            return;
        }
        ErrorDetails details = output.error().details();
        if (details.cause.empty()) {
            Diagnosis diagnosis = diagnose(m_hop.method, {}, {details.seen});
            details.cause = std::move(diagnosis.cause);
            details.fix = std::move(diagnosis.fix);
        }
        m_host.failed(std::move(output).error().withDetails(std::move(details)));
    }

    void run(const OpensshConfig& config)
    {
        auto helper = helperPath(m_agents);
        if (!helper) {
            m_host.failed(std::move(helper).error());
            return;
        }
        m_hostKey = std::make_unique<OpensshHostKey>(m_hop, config, m_broker, m_host);
        const std::string policy = opensshHostKeyPolicy(m_hop, m_settings, config);
        std::vector<std::string> hostKeys = opensshHostKeyOptions(policy, m_generation, *helper);
        if (policy == "ask" && m_generation == Openssh::Current && !knowsAuthorities(config))
            hostKeys.insert(hostKeys.end(), {"-o", "HostKeyAlgorithms=-*-cert-v01@openssh.com"});
        ProgramStart start{
            .argv = opensshOptions(m_hop, m_settings, m_generation, hostKeys),
            .environment = {"SSH_ASKPASS_REQUIRE=force"},
            .asks = ProgramStart::Asks::Helper,
            .helperVariable = "SSH_ASKPASS",
            .given = secretOption(m_hop, "password"),
            .givenFor = config.subject(),
            .accountOf = [config, generation = m_generation](std::string_view text, int) -> std::optional<std::string> {
                const OpensshQuestion question = classifyOpensshQuestion(text, config, generation);
                return question.about == OpensshQuestion::About::Other ? std::nullopt : std::optional(question.subject);
            },
            .refine =
                [config, generation = m_generation](Prompt& prompt, std::string_view text) {
                    OpensshQuestion question = classifyOpensshQuestion(text, config, generation);
                    if (question.about == OpensshQuestion::About::Passphrase) {
                        prompt.kind = PromptKind::Passphrase;
                        prompt.fields = {{.label = "Passphrase"}};
                    } else if (question.about == OpensshQuestion::About::Other) {
                        prompt.subject = config.subject();
                        prompt.fields.front().label = shownText(question.text);
                    }
                },
            .onHelper = [this](std::vector<std::string> arguments,
                               AskpassServer::Reply reply) { hostKeyQuestion(std::move(arguments), std::move(reply)); },
        };
        if (config.jumps)
            tellJumps(start.argv, *helper);
        start.argv.insert(start.argv.end(), {"--", textOption(m_hop, "hostname"), stageCommand(m_hop)});
        m_host.beginStep("connect");
        m_host.note(str(config.subject(), " by ", start.argv.front()));
        m_program = startAskingProgram(m_hop, std::move(start), m_agents, m_broker, m_host);
    }

    // Those on the way are not what the hop is about: the settings for all hold for them.
    void tellJumps(std::vector<std::string>& argv, const std::string& helper)
    {
        if (m_generation != Openssh::Current)
            return;
        const std::string text = opensshJumpConfig(
            m_hop, m_settings, opensshHostKeyOptions(m_settings.defaultHostKeys, m_generation, helper));
        auto file = text.empty() ? fail(ErrorKind::Argument, "its configuration cannot be included") : openFile(text);
        if (!file) {
            m_host.note(str("hosts on the way ask in ssh's own words: ", file.error().text()));
            return;
        }
        m_jumpConfig = std::move(*file);
        argv.insert(argv.end(), {"-F", str("/proc/", ::getpid(), "/fd/", m_jumpConfig.get())});
    }

    void hostKeyQuestion(std::vector<std::string> arguments, AskpassServer::Reply reply)
    {
        constexpr std::size_t OfJump = 8;
        if (arguments.size() != OfJump) {
            m_hostKey->question(std::move(arguments), std::move(reply));
            return;
        }
        if (arguments[1] != "HOSTNAME") {
            reply(Secret());
            return;
        }
        const std::string port = std::move(arguments.back());
        arguments.pop_back();
        const std::string host = std::move(arguments.back());
        arguments.pop_back();
        m_read = ProgramOutput::start(
            m_broker, opensshJumpQuery(m_hop, m_settings, host, port), ConfigTime,
            [this, arguments = std::move(arguments), reply = std::move(reply)](Result<std::string> output) mutable {
                const OpensshConfig config = output ? parseOpensshConfig(*output) : OpensshConfig();
                // One for which something else is configured than to ask.
                if (config.strictHostKeyChecking != "ask") {
                    reply(Secret());
                    return;
                }
                m_jumpKeys.push_back(std::make_unique<OpensshHostKey>(m_hop, config, m_broker, m_host));
                m_jumpKeys.back()->question(std::move(arguments), std::move(reply));
            });
    }

    const Hop m_hop;
    io::Broker& m_broker;
    AgentStore& m_agents;
    const SshSettings m_settings;
    OpenHost& m_host;
    Openssh m_generation = Openssh::Current;
    std::unique_ptr<ProgramOutput> m_read;
    std::unique_ptr<OpensshHostKey> m_hostKey;
    std::vector<std::unique_ptr<OpensshHostKey>> m_jumpKeys;
    UniqueFd m_jumpConfig;
    std::unique_ptr<Opening> m_program;
};

class OpensshOpener final : public Opener {
public:
    OpensshOpener(AgentStore& agents, SshSettings settings) : m_agents(agents), m_settings(std::move(settings)) {}

    std::string_view method() const override { return "ssh"; }

    std::unique_ptr<Opening> open(const Hop& hop, io::Broker& broker, OpenHost& host) override
    {
        auto opening = std::make_unique<OpensshOpening>(hop, broker, m_agents, m_settings, host);
        opening->start();
        return opening;
    }

private:
    AgentStore& m_agents;
    const SshSettings m_settings;
};

}  // namespace

std::unique_ptr<Opener> makeOpensshOpener(AgentStore& agents, SshSettings settings)
{
    return std::make_unique<OpensshOpener>(agents, std::move(settings));
}

}  // namespace rz::connect
