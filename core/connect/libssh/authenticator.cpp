#include "core/connect/libssh/authenticator.h"

#include "core/base/str.h"
#include "core/connect/libssh/auth_context.h"
#include "core/connect/libssh/password_auth.h"
#include "core/connect/libssh/public_key_auth.h"

#include <algorithm>
#include <array>
#include <set>

namespace rz::connect::ssh {

namespace {

struct Method {
    std::string_view name;
    int flag;
};
// OpenSSH's order, without what we cannot do.
constexpr std::array<Method, 3> Methods{{{"publickey", SSH_AUTH_METHOD_PUBLICKEY},
                                         {"keyboard-interactive", SSH_AUTH_METHOD_INTERACTIVE},
                                         {"password", SSH_AUTH_METHOD_PASSWORD}}};

class Authenticator {
public:
    Authenticator(Session& session, const Leg& leg, WorkerLink& link)
        : m_leg(leg), m_link(link), m_context(session, leg, link), m_publicKey(m_context)
    {
    }

    Result<> run()
    {
        RZ_TRY(AuthOutcome outcome, m_context.perform(ssh_userauth_none, nullptr));
        showBanner();
        while (outcome != AuthOutcome::Accepted) {
            const Method* method = nextMethod();
            if (method == nullptr)
                return std::unexpected(refused());
            RZ_TRY(outcome, attempt(*method));
            if (outcome == AuthOutcome::Denied) {
                m_exhausted.insert(method->name);
            } else {
                // The next factor begins afresh; it may be the same method again.
                m_context.restartAttempts();
                m_exhausted.clear();
            }
        }
        return {};
    }

private:
    const Method* nextMethod() const
    {
        std::vector<std::string> preferred = m_leg.config.preferredAuthentications;
        if (preferred.empty()) {
            for (const Method& method : Methods)
                preferred.emplace_back(method.name);
        }
        for (const std::string& name : preferred) {
            const auto* found = std::ranges::find(Methods, name, &Method::name);
            if (found != Methods.end() && m_context.offered(found->flag) && allowed(found->flag) &&
                !m_exhausted.contains(found->name))
                return found;
        }
        return nullptr;
    }

    bool allowed(int flag) const
    {
        switch (flag) {
        case SSH_AUTH_METHOD_PUBLICKEY: return m_leg.config.publicKeyAuthentication;
        case SSH_AUTH_METHOD_INTERACTIVE: return m_leg.config.keyboardInteractiveAuthentication;
        default: return m_leg.config.passwordAuthentication;
        }
    }

    Result<AuthOutcome> attempt(const Method& method)
    {
        switch (method.flag) {
        case SSH_AUTH_METHOD_PUBLICKEY: return m_publicKey.authenticate();
        case SSH_AUTH_METHOD_INTERACTIVE: return authenticateByKeyboard(m_context);
        default: return authenticateByPassword(m_context);
        }
    }

    void showBanner()
    {
        const std::string banner = plainText(takeString(ssh_get_issue_banner(m_context.raw())));
        for (std::size_t begin = 0; begin < banner.size();) {
            const std::size_t end = std::min(banner.find('\n', begin), banner.size());
            m_link.output(banner.substr(begin, end - begin));
            begin = end + 1;
        }
    }

    Error refused() const
    {
        std::string offered;
        for (const Method& method : Methods) {
            if (m_context.offered(method.flag))
                offered += str(offered.empty() ? "" : ", ", method.name);
        }
        ErrorDetails details;
        details.seen = m_context.seen(str("the server takes: ", offered.empty() ? "nothing we can do" : offered));
        explain(details, offered);
        return Error(ErrorKind::Password, str(m_leg.host(), " did not let ", m_leg.config.user, " in"))
            .withDetails(std::move(details));
    }

    void explain(ErrorDetails& details, std::string_view offered) const
    {
        if (!m_context.hindrances().empty()) {
            const Error& first = m_context.hindrances().front();
            details.cause = first.details().cause.empty() ? str("A key could not be used: ", first.text(), '.')
                                                          : first.details().cause;
            details.fix = first.details().fix.empty() ? "Give another key, or a password." : first.details().fix;
        } else if (offered == "publickey") {
            details.cause =
                str("The server takes public keys only, and none of ours is allowed for ", m_leg.config.user, '.');
            details.fix = "Add a public key to ~/.ssh/authorized_keys there, or name the right private key.";
        } else if (offered.empty()) {
            details.cause = "The server wants a kind of authentication that this program does not have.";
            details.fix = "Set ssh_path to connect by the ssh program instead.";
        } else {
            details.cause = "User name, password or key is wrong, or the account may not log in.";
            details.fix = "Check the user name and try again.";
        }
    }

    const Leg& m_leg;
    WorkerLink& m_link;
    AuthContext m_context;
    PublicKeyAuth m_publicKey;
    std::set<std::string_view> m_exhausted;
};

}  // namespace

Result<> authenticate(Session& session, const Leg& leg, WorkerLink& link)
{
    // See AuthContext::drive().
    ssh_set_blocking(session.raw(), 0);
    Result<> result = Authenticator(session, leg, link).run();
    ssh_set_blocking(session.raw(), 1);
    return result;
}

}  // namespace rz::connect::ssh
