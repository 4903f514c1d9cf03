#include "tests/integration/keyboard_server.h"

#include <libssh/libssh.h>
#include <libssh/server.h>

#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace rz::test {

KeyboardServer::KeyboardServer(const SshKey& hostKey, Exchange exchange)
    : m_exchange(std::move(exchange)),
      m_hostKey(hostKey.path),
      m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(m_listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(m_listener, 8) != 0 ||
        ::getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("cannot listen");
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { serve(); });
}

KeyboardServer::~KeyboardServer()
{
    m_stop = true;
    ::shutdown(m_listener, SHUT_RDWR);
    if (const int current = m_current; current >= 0)
        ::shutdown(current, SHUT_RDWR);
    m_thread.join();
    ::close(m_listener);
}

void KeyboardServer::serve()
{
    while (!m_stop) {
        const int connection = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0)
            return;
        m_current = connection;
        ssh_bind binding = ssh_bind_new();
        ssh_session session = ssh_new();
        const bool processConfig = false;
        ssh_bind_options_set(binding, SSH_BIND_OPTIONS_PROCESS_CONFIG, &processConfig);
        ssh_bind_options_set(binding, SSH_BIND_OPTIONS_HOSTKEY, m_hostKey.c_str());
        if (ssh_bind_accept_fd(binding, session, connection) == SSH_OK) {
            ssh_set_auth_methods(session, SSH_AUTH_METHOD_INTERACTIVE);
            if (ssh_handle_key_exchange(session) == SSH_OK)
                talk(session);
        }
        m_current = -1;
        ssh_silent_disconnect(session);
        ssh_free(session);
        ssh_bind_free(binding);
    }
}

void KeyboardServer::talk(ssh_session session)
{
    while (ssh_message message = ssh_message_get(session)) {
        const bool wanted = ssh_message_type(message) == SSH_REQUEST_AUTH &&
                            ssh_message_subtype(message) == SSH_AUTH_METHOD_INTERACTIVE;
        if (!wanted) {
            ssh_message_reply_default(message);
        } else if (ssh_message_auth_kbdint_is_response(message) == 0) {
            std::vector<const char*> labels;
            std::vector<char> echo;
            for (const Field& field : m_exchange.fields) {
                labels.push_back(field.label.c_str());
                echo.push_back(field.echo ? 1 : 0);
            }
            ssh_message_auth_interactive_request(message, m_exchange.name.c_str(), m_exchange.instruction.c_str(),
                                                 static_cast<unsigned>(labels.size()), labels.data(), echo.data());
        } else {
            ++m_answered;
            bool right = ssh_userauth_kbdint_getnanswers(session) == static_cast<int>(m_exchange.fields.size());
            for (unsigned i = 0; right && i < m_exchange.fields.size(); ++i)
                right = ssh_userauth_kbdint_getanswer(session, i) == m_exchange.fields[i].answer;
            m_letIn = m_letIn || right;
            if (right)
                ssh_message_auth_reply_success(message, 0);
            else
                ssh_message_reply_default(message);
        }
        ssh_message_free(message);
    }
}

}  // namespace rz::test
