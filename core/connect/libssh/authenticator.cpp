#include "core/connect/libssh/authenticator.h"

#include "core/base/str.h"
#include "core/connect/libssh/auth_context.h"
#include "core/connect/libssh/password_auth.h"
#include "core/connect/libssh/public_key_auth.h"
#include "core/io/profile.h"

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
        RZ_TRY(AuthOutcome outcome, begin());
        showBanner();
        if (outcome == AuthOutcome::Partial)
            m_context.restartAttempts();
        while (outcome != AuthOutcome::Accepted) {
            const Method* method = nextMethod([this](const Method& m) { return isOpen(m); });
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
    // To ask for the server's methods costs a round trip, and OpenSSH answers whatever does not let one in only after a
    // while. A key at hand that would be tried first anyway is tried at once; its refusal tells the methods, too.
    Result<AuthOutcome> begin()
    {
        const Method* const first = nextMethod([](const Method&) { return true; });
        if (first != nullptr && first->flag == SSH_AUTH_METHOD_PUBLICKEY) {
            if (auto outcome = m_publicKey.tryKeyAtHand())
                return *std::move(outcome);
        }
        return m_context.perform(ssh_userauth_none, nullptr);
    }

    const Method* nextMethod(const auto& mayBe) const
    {
        std::vector<std::string> preferred = m_leg.config.preferredAuthentications;
        if (preferred.empty()) {
            for (const Method& method : Methods)
                preferred.emplace_back(method.name);
        }
        for (const std::string& name : preferred) {
            const auto* found = std::ranges::find(Methods, name, &Method::name);
            if (found != Methods.end() && allowed(found->flag) && mayBe(*found))
                return found;
        }
        return nullptr;
    }

    bool isOpen(const Method& method) const
    {
        return m_context.offered(method.flag) && !m_exhausted.contains(method.name);
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
        const std::string banner = shownText(takeString(ssh_get_issue_banner(m_context.raw())));
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
    const io::ProfileSpan span("authentication");
    // See AuthContext::drive().
    ssh_set_blocking(session.raw(), 0);
    Result<> result = Authenticator(session, leg, link).run();
    ssh_set_blocking(session.raw(), 1);
    return result;
}

}  // namespace rz::connect::ssh
