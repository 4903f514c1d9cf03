#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rz::connect {

// All but Client, which is never asked from afar, may come from contexts (connect_event.h).
enum class PromptKind : std::uint8_t {
    Password,
    Passphrase,
    KeyboardInteractive,
    HostKeyUnknown,
    HostKeyChanged,
    Client,  // a program of this machine wants to use our contexts
};

// How long an answer is kept.
enum class Remember : std::uint8_t { No, ThisRun, Keyring };

struct PromptField {
    std::string label;  // as the server sent it, a plain text
    bool echo = false;  // may be shown while typed
};

// What is known of a host key in question.
struct HostKeyFacts {
    std::string host;         // as in known_hosts: "web1" or "[web1]:2222"
    std::string type;         // "ssh-ed25519"
    std::string fingerprint;  // "SHA256:…"
    std::string randomart;    // OpenSSH's picture of it, several lines
    std::string oldType;      // changed keys: what was known
    std::string oldFingerprint;
    std::string knownHostsFile;  // where the known key stands, with line
    int knownHostsLine = 0;
};

// Who wants to use our contexts.
struct ClientFacts {
    std::int64_t pid = 0;  // 0: in a container
    std::int64_t uid = 0;
    std::string program;      // its executable's name: "python3.11"
    std::string commandLine;  // as it says itself
};

// One question to the user. Where it comes from is what we know, never what a remote text says.
struct Prompt {
    std::uint64_t id = 0;  // of this connector's questions, for withdraw()
    PromptKind kind = PromptKind::Password;
    std::vector<std::string> path;  // hops from the desktop to where it is asked: {"ssh alice@web1:22"}
    std::string subject;            // whose secret: "alice@web1", "/home/alice/.ssh/id_ed25519", "web1:22"
    std::string program;            // "ssh", "sudo"
    std::string title;              // keyboard-interactive: the server's name of the exchange
    std::string instruction;        // likewise its instruction; may be several lines
    std::vector<PromptField> fields;
    int attempt = 1;
    int maxAttempts = 3;
    std::string lastFailure;  // why the previous attempt failed
    std::optional<HostKeyFacts> hostKey;
    std::optional<ClientFacts> client;
    bool maySave = false;  // the answer can be used again, so remembering makes sense

    // Equal for questions that the same answer serves: same kind, program and subject, asked at the end of the same path. So no
    // context can get at a secret that was given elsewhere by naming it.
    std::string identity() const;
};

struct PromptAnswer {
    enum class Decision : std::uint8_t {
        Answered,           // fields hold the answers
        AcceptOnce,         // host keys and clients
        AcceptAndRemember,  // host keys: written to known_hosts; clients: as long as that process runs
        Refused,            // the user said no
        Cancelled,          // nobody can answer
    };
    Decision decision = Decision::Cancelled;
    std::vector<Secret> fields;
    Remember remember = Remember::No;
};

// A program's or server's words as they may be shown: valid UTF-8 without control characters but line breaks and tabs.
std::string shownText(std::string_view text);
// The same where they have one line, or a part of it: line breaks and tabs are spaces.
std::string shownLine(std::string_view text);

// Who answers questions: the desktop's prompt centre, the terminal, a fixed map in tests.
class PromptHandler {
public:
    using Answer = std::move_only_function<void(PromptAnswer)>;
    virtual ~PromptHandler() = default;
    // Called on the broker thread; must not block. `answer` may be called once from any thread; destroying it unanswered
    // counts as Cancelled.
    virtual void ask(Prompt prompt, Answer answer) = 0;
    // The question is moot (its connection ended or was cancelled). Broker thread.
    virtual void withdraw(std::uint64_t promptId) = 0;
    // What became of the answer, so that a remembered secret that was wrong can be forgotten. Broker thread.
    virtual void outcome(const Prompt& prompt, bool accepted) = 0;
};

}  // namespace rz::connect
