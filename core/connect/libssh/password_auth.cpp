#include "core/connect/libssh/password_auth.h"

#include "core/base/str.h"

namespace rz::connect::ssh {

namespace {

class PasswordAuth {
public:
    explicit PasswordAuth(AuthContext& context) : m_context(context) {}

    Result<AuthOutcome> run()
    {
        const Leg& leg = m_context.leg();
        for (; m_context.attemptsLeft() && m_context.offered(SSH_AUTH_METHOD_PASSWORD); m_context.countAttempt()) {
            Prompt prompt = m_context.prompt(PromptKind::Password, accountSubject(leg));
            prompt.fields = {{.label = "Password"}};
            prompt.lastFailure = m_lastFailure;
            prompt.maySave = true;
            RZ_TRY(const Secret password, obtain(prompt));
            if (m_context.refused(password)) {
                m_lastFailure = str("That is the password that ", leg.host(), " has refused; it was not sent again.");
                continue;
            }
            RZ_TRY(const AuthOutcome outcome, send(password, prompt));
            if (outcome != AuthOutcome::Denied)
                return outcome;
        }
        return AuthOutcome::Denied;
    }

private:
    // A prompt that was asked has a number.
    Result<Secret> obtain(Prompt& prompt)
    {
        if (auto given = m_context.takeGivenPassword())
            return std::move(*given);
        RZ_TRY(auto fields, m_context.ask(prompt, str("the password of ", prompt.subject)));
        return std::move(fields.front());
    }

    Result<AuthOutcome> send(const Secret& password, const Prompt& prompt)
    {
        auto outcome = m_context.perform(ssh_userauth_password, nullptr, password.reveal().c_str());
        const bool accepted = outcome && *outcome != AuthOutcome::Denied;
        if (prompt.id != 0)
            m_context.link().outcome(prompt.id, accepted);
        m_context.tried(str("password (", m_context.attemptText(), ')'));
        if (outcome && !accepted) {
            m_context.rememberRefused(password);
            m_lastFailure = str(m_context.leg().host(), " refused the password for ", m_context.leg().config.user, " (",
                                m_context.attemptText(), ')');
        }
        return outcome;
    }

    AuthContext& m_context;
    std::string m_lastFailure;
};

}  // namespace

Result<AuthOutcome> authenticateByPassword(AuthContext& context)
{
    return PasswordAuth(context).run();
}

std::string accountSubject(const Leg& leg)
{
    return leg.config.port == 22 ? leg.account() : str(leg.account(), ':', leg.config.port);
}

}  // namespace rz::connect::ssh
