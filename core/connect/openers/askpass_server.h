#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"
#include "core/base/unique_fd.h"
#include "core/io/broker.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace rz::connect {

// Set for programs that ask through us: where their helper, which is the agent's executable (agent/askpass.h), is to ask.
// "NAME TOKEN": an abstract unix socket and what opens it.
inline constexpr std::string_view AskpassVariable = "RHIZOME_ASKPASS";

// The helper's request: strings that end with NUL (the token, the hint, each argument), then the end of the stream. The
// reply: '+' and the answer, or '-' for none; then the end.
inline constexpr char AskpassAnswered = '+';
inline constexpr char AskpassRefused = '-';
// More of an argument than this is cut off.
inline constexpr std::size_t MaxAskpassText = 64 * 1024;

struct HelperQuestion {
    std::vector<std::string> arguments;  // of the helper, without its name: an askpass program gets one, the text
    std::string hint;                    // $SSH_ASKPASS_PROMPT: "confirm", "none" or nothing
    pid_t asker = 0;                     // the process that has started the helper; 0: not known
};

// Takes the questions of one program that was started with environment(), and of what it starts. Who cannot name the token,
// or is neither our user nor root, is turned away. Ends with its object: helpers that wait are refused. Broker thread.
class AskpassServer {
public:
    // Nothing means refused. Called at most once, on the broker thread, at any time: the server may be gone by then.
    using Reply = std::move_only_function<void(std::optional<Secret>)>;
    // Must not destroy the server.
    using OnQuestion = std::move_only_function<void(HelperQuestion question, Reply reply)>;

    static Result<std::unique_ptr<AskpassServer>> create(io::Broker& broker, OnQuestion onQuestion);
    ~AskpassServer();
    AskpassServer(const AskpassServer&) = delete;
    AskpassServer& operator=(const AskpassServer&) = delete;

    // "RHIZOME_ASKPASS=NAME TOKEN"
    std::string environment() const;

private:
    struct Client;
    explicit AskpassServer(io::Broker& broker, OnQuestion onQuestion);
    Result<> listen();
    void accept();
    void receive(Client& client);
    void judge(Client& client);
    void drop(Client& client);

    io::Broker& m_broker;
    OnQuestion m_onQuestion;
    std::string m_name;
    Secret m_token;
    UniqueFd m_socket;
    std::vector<std::shared_ptr<Client>> m_clients;
    io::FdWatch m_watch;
};

}  // namespace rz::connect
