#include "core/base/str.h"
#include "core/connect/libssh/password_auth.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <vector>

namespace rz::connect::ssh {

namespace {

void showLines(WorkerLink& link, std::string_view text)
{
    const std::string shown = shownText(text);
    std::string_view rest = shown;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        if (end > 0)
            link.output(std::string(rest.substr(0, end)));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
}

std::string_view orEmpty(const char* text)
{
    return text == nullptr ? std::string_view() : std::string_view(text);
}

// One exchange is a number of rounds; each round is a number of fields that are answered together.
class KeyboardAuth {
public:
    explicit KeyboardAuth(AuthContext& context) : m_context(context) {}

    Result<AuthOutcome> run()
    {
        for (; m_context.attemptsLeft() && m_context.offered(SSH_AUTH_METHOD_INTERACTIVE); m_context.countAttempt()) {
            m_asked.clear();
            m_sent.clear();
            RZ_TRY(const auto outcome, exchange());
            if (!outcome)
                return AuthOutcome::Denied;
            settle(*outcome);
            // Refused without a question: further attempts would be the same.
            if (*outcome != AuthOutcome::Denied || m_sent.empty())
                return *outcome;
        }
        return AuthOutcome::Denied;
    }

private:
    // Nothing when the attempts are used up by answers that must not be sent.
    Result<std::optional<AuthOutcome>> exchange()
    {
        for (;;) {
            RZ_TRY(const int code, m_context.drive(ssh_userauth_kbdint, nullptr, nullptr));
            if (code != SSH_AUTH_INFO)
                return code == SSH_AUTH_SUCCESS   ? AuthOutcome::Accepted
                       : code == SSH_AUTH_PARTIAL ? AuthOutcome::Partial
                                                  : AuthOutcome::Denied;
            RZ_TRY(const bool answered, answerRound());
            if (!answered)
                return std::optional<AuthOutcome>();
        }
    }

    Result<bool> answerRound()
    {
        ssh_session session = m_context.raw();
        Prompt prompt = readRound();
        if (prompt.fields.empty()) {
            showLines(m_context.link(), prompt.title);
            showLines(m_context.link(), prompt.instruction);
            return true;
        }
        RZ_TRY(auto answers, obtain(prompt));
        if (!answers)
            return false;
        for (std::size_t i = 0; i < answers->size(); ++i)
            ssh_userauth_kbdint_setanswer(session, static_cast<unsigned>(i), (*answers)[i].reveal().c_str());
        std::ranges::move(*answers, std::back_inserter(m_sent));
        return true;
    }

    Prompt readRound() const
    {
        ssh_session session = m_context.raw();
        Prompt prompt = m_context.prompt(PromptKind::KeyboardInteractive, accountSubject(m_context.leg()));
        prompt.title = shownText(orEmpty(ssh_userauth_kbdint_getname(session)));
        prompt.instruction = shownText(orEmpty(ssh_userauth_kbdint_getinstruction(session)));
        prompt.lastFailure = m_lastFailure;
        const int count = ssh_userauth_kbdint_getnprompts(session);
        for (int i = 0; i < count; ++i) {
            char echo = 0;
            const char* label = ssh_userauth_kbdint_getprompt(session, static_cast<unsigned>(i), &echo);
            prompt.fields.push_back({.label = shownText(orEmpty(label)), .echo = echo != 0});
        }
        // One hidden field is most likely a password; of several, one is most likely a code for once.
        prompt.maySave = count == 1 && !prompt.fields.front().echo;
        return prompt;
    }

    Result<std::optional<std::vector<Secret>>> obtain(Prompt prompt)
    {
        const bool single = prompt.maySave;
        if (single) {
            if (auto given = m_context.takeGivenPassword(); given && !m_context.refused(*given))
                return std::vector<Secret>{std::move(*given)};
        }
        for (; m_context.attemptsLeft(); m_context.countAttempt()) {
            prompt.attempt = m_context.prompt(prompt.kind, prompt.subject).attempt;
            prompt.lastFailure = m_lastFailure;
            RZ_TRY(auto fields, m_context.ask(prompt, str("an answer for ", prompt.subject)));
            if (!single || !m_context.refused(fields.front())) {
                m_asked.push_back(prompt.id);
                return fields;
            }
            m_lastFailure =
                str("That is the answer that ", m_context.leg().host(), " has refused; it was not sent again.");
        }
        return std::optional<std::vector<Secret>>();
    }

    void settle(AuthOutcome outcome)
    {
        const bool accepted = outcome != AuthOutcome::Denied;
        for (const std::uint64_t promptId : m_asked)
            m_context.link().outcome(promptId, accepted);
        m_context.tried(str("keyboard-interactive (", m_context.attemptText(), ')'));
        if (accepted)
            return;
        // Which of several answers was wrong, only the server knows.
        if (m_sent.size() == 1)
            m_context.rememberRefused(m_sent.front());
        m_lastFailure = str(m_context.leg().host(), " refused the answer for ", m_context.leg().config.user, " (",
                            m_context.attemptText(), ')');
    }

    AuthContext& m_context;
    std::string m_lastFailure;
    // Of the exchange under way: the questions whose answers were sent, and all answers.
    std::vector<std::uint64_t> m_asked;
    std::vector<Secret> m_sent;
};

}  // namespace

Result<AuthOutcome> authenticateByKeyboard(AuthContext& context)
{
    return KeyboardAuth(context).run();
}

}  // namespace rz::connect::ssh
