#pragma once

#include "core/connect/bootstrap/agent_store.h"
#include "core/connect/libssh/ssh_opener.h"
#include "core/connect/open_questions.h"
#include "core/connect/openers/opener.h"
#include "tests/support/fixed_prompts.h"
#include "tests/support/spin.h"
#include "tests/support/ssh_keys.h"
#include "tests/support/ssh_server.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_user.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rz::test {

// A shell at the far end of an opened transport. It has run the first stage, which runs one line for us: a shell.
class FarShell {
public:
    FarShell(io::Broker& broker, connect::Transport transport);

    void send(std::string_view text);
    // All that came, once `text` is in it, or the other end has closed, or patience is over.
    const std::string& readUntil(std::string_view text);
    bool readToEnd(Duration deadline = Patience);
    const std::string& received() const { return m_received; }
    std::string diagnostics();
    int fd() const { return m_transport.receiveSide.get(); }
    bool readSome();  // false when nothing is there now
    bool ended() const { return m_ended; }
    void forget() { m_received.clear(); }
    void hangUp() { m_transport.receiveSide.reset(); }
    io::Broker& broker() { return m_broker; }

private:
    io::Broker& m_broker;
    connect::Transport m_transport;
    std::string m_received;
    bool m_ended = false;
};

// One opening by the libssh opener, and all that its host was told.
class Opened final : public connect::OpenHost {
public:
    Opened(io::Broker& broker, connect::Opener& opener, const connect::Hop& hop, FixedPrompts& prompts);
    bool done() const { return m_transport || m_error; }
    bool wait()
    {
        return spinUntil(m_broker, [this] { return done(); });
    }
    void cancel() { m_opening.reset(); }

    const std::optional<Error>& error() const { return m_error; }
    std::string errorText() const { return m_error ? m_error->text() : std::string(); }
    connect::Transport takeTransport() { return std::move(*m_transport); }
    const std::vector<std::string>& steps() const { return m_steps; }
    const std::string& notes() const { return m_notes; }    // joined by line breaks
    const std::string& output() const { return m_output; }  // likewise

private:
    void beginStep(std::string_view name) override { m_steps.emplace_back(name); }
    void note(std::string_view text) override { m_notes.append(text).push_back('\n'); }
    void output(std::string_view line) override { m_output.append(line).push_back('\n'); }
    std::uint64_t ask(connect::Prompt prompt, connect::PromptHandler::Answer answer) override
    {
        return m_questions.ask(std::move(prompt), std::move(answer));
    }
    void outcome(std::uint64_t promptId, bool accepted) override { m_questions.outcome(promptId, accepted); }
    void opened(connect::Transport transport) override { m_transport = std::move(transport); }
    void failed(Error error) override { m_error = std::move(error); }

    io::Broker& m_broker;
    std::vector<std::string> m_steps;
    std::string m_notes;
    std::string m_output;
    std::uint64_t m_nextPrompt = 1;
    connect::OpenQuestions m_questions;
    std::optional<connect::Transport> m_transport;
    std::optional<Error> m_error;
    std::unique_ptr<connect::Opening> m_opening;
};

// What most tests of the transport need: a broker driven by the test, a directory, an account, prompts, and an opener that
// knows no configuration but that of the directory.
struct TransportFixture {
    TransportFixture();

    connect::Hop hop(const SshServer& server) const;  // no secrets, no keys
    connect::Hop hop(const SshServer& server, const SshKey& key) const;
    std::unique_ptr<Opened> open(const connect::Hop& hop);
    // Opens and waits; the test fails by the exception if it does not open.
    FarShell shell(const connect::Hop& hop);
    void trust(const SshServer& server) const;  // writes its keys to knownHosts

    TempDir directory;
    std::string knownHosts = directory.file("known_hosts");
    std::unique_ptr<io::Broker> broker;
    FixedPrompts prompts;
    connect::SshSettings settings{.configFile = "none", .knownHostsFile = knownHosts};
    TestUser user;
    std::unique_ptr<connect::Opener> opener;  // made at the first open()
};

}  // namespace rz::test
