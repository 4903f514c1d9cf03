#pragma once

#include "tests/support/ssh_keys.h"

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

struct ssh_session_struct;

namespace rz::test {

// A small ssh server that asks several things at once by keyboard-interactive, which sshd with PAM never does: it puts one
// question a round. It lets in who answers rightly, and closes once it has. One connection at a time.
class KeyboardServer {
public:
    struct Field {
        std::string label;
        bool echo = false;
        std::string answer;  // the right one
    };
    struct Exchange {
        std::string name;
        std::string instruction;
        std::vector<Field> fields;
    };

    KeyboardServer(const SshKey& hostKey, Exchange exchange);
    ~KeyboardServer();
    KeyboardServer(const KeyboardServer&) = delete;
    KeyboardServer& operator=(const KeyboardServer&) = delete;

    std::uint16_t port() const { return m_port; }
    // How often answers came, right or wrong.
    int answered() const { return m_answered; }
    bool letIn() const { return m_letIn; }

private:
    void serve();
    void talk(ssh_session_struct* session);

    Exchange m_exchange;
    std::uint16_t m_port = 0;
    std::string m_hostKey;
    int m_listener = -1;
    std::atomic<int> m_current = -1;  // the connection being served
    std::atomic<bool> m_stop = false;
    std::atomic<int> m_answered = 0;
    std::atomic<bool> m_letIn = false;
    std::thread m_thread;
};

}  // namespace rz::test
