#include "core/connect/libssh/auth_context.h"

#include "core/base/str.h"

#include <algorithm>
#include <poll.h>

namespace rz::connect::ssh {

namespace {

constexpr std::string_view HowToAnswer = "Give it as an option, put a public key on the host, or answer the question.";

Error endedDuringAuthentication(const Leg& leg, const std::string& seen)
{
    ErrorDetails details{.seen = seen};
    if (seen.find("Too many authentication failures") != std::string::npos) {
        details.cause = "The server allows only so many attempts, and each key that is offered counts as one.";
        details.fix = "Name the right key as identity_file; then no other is offered.";
        return Error(ErrorKind::Password,
                     str(leg.host(), " ended the connection after too many attempts for ", leg.config.user))
            .withDetails(std::move(details));
    }
    details.cause = "The server gave up waiting (LoginGraceTime), was stopped, or the network broke.";
    details.fix = "Try again; the server's log tells more.";
    return Error(ErrorKind::Stream,
                 str(leg.host(), " closed the connection during the authentication of ", leg.config.user))
        .withDetails(std::move(details));
}

}  // namespace

Result<int> AuthContext::finished(int code) const
{
    if (code != SSH_AUTH_ERROR)
        return code;
    if (m_link.closed())
        return std::unexpected(cancelledError());
    return std::unexpected(endedDuringAuthentication(m_leg, m_session.errorText()));
}

Result<> AuthContext::waitForAnswer(TimePoint deadline) const
{
    if (ssh_is_connected(raw()) == 0)
        return std::unexpected(endedDuringAuthentication(m_leg, m_session.errorText()));
    const bool unsent = (ssh_get_status(raw()) & SSH_WRITE_PENDING) != 0;
    RZ_TRY(const bool ready, m_link.token().wait(m_session.socket(), unsent ? POLLIN | POLLOUT : POLLIN, deadline));
    if (ready)
        return {};
    return std::unexpected(
        Error(ErrorKind::Timeout, str(m_leg.host(), " does not answer the authentication of ", m_leg.config.user))
            .withDetails({.cause = "The server, or what it asks about accounts, hangs.",
                          .fix = "Try again; the server's log tells more."}));
}

bool AuthContext::offered(int method) const
{
    return (ssh_userauth_list(m_session.raw(), nullptr) & method) != 0;
}

std::optional<Secret> AuthContext::takeGivenPassword()
{
    if (std::exchange(m_passwordTaken, true))
        return {};
    return m_leg.password;
}

bool AuthContext::refused(const Secret& secret) const
{
    return std::ranges::find(m_refused, secret) != m_refused.end();
}

void AuthContext::rememberRefused(Secret secret)
{
    m_refused.push_back(std::move(secret));
}

std::string AuthContext::attemptText() const
{
    return str("attempt ", m_attempt, " of ", maxAttempts());
}

Prompt AuthContext::prompt(PromptKind kind, std::string subject) const
{
    Prompt prompt{.kind = kind, .path = m_leg.path, .subject = std::move(subject), .program = "ssh"};
    prompt.attempt = m_attempt;
    prompt.maxAttempts = maxAttempts();
    return prompt;
}

Result<std::optional<AuthContext::Answers>> AuthContext::askIfAnybody(Prompt& prompt, std::string_view what) const
{
    std::optional<PromptAnswer> answer = m_link.askWhileConnected(prompt, m_session.socket());
    if (m_link.closed())
        return std::unexpected(cancelledError());
    if (!answer)
        return std::unexpected(endedDuringAuthentication(m_leg, m_session.errorText()));
    if (answer->decision == PromptAnswer::Decision::Answered && answer->fields.size() == prompt.fields.size())
        return std::move(answer->fields);
    if (answer->decision == PromptAnswer::Decision::Cancelled)
        return std::optional<Answers>();
    return std::unexpected(Error(ErrorKind::Password, str("you did not give ", what))
                               .withDetails({.cause = prompt.lastFailure, .fix = std::string(HowToAnswer)}));
}

Result<AuthContext::Answers> AuthContext::ask(Prompt& prompt, std::string_view what) const
{
    RZ_TRY(auto answers, askIfAnybody(prompt, what));
    if (!answers)
        return std::unexpected(unanswered(prompt, what));
    return std::move(*answers);
}

Error AuthContext::unanswered(const Prompt& prompt, std::string_view what) const
{
    const std::string& cause = prompt.lastFailure;
    return Error(ErrorKind::Password, str(m_leg.host(), " wants ", what, ", and nobody could be asked"))
        .withDetails({.seen = seen(),
                      .cause = cause.empty() ? "Nothing that was given lets in, and there is nobody to ask." : cause,
                      .fix = std::string(HowToAnswer)});
}

void AuthContext::tried(std::string what)
{
    m_link.note(what);
    m_attempts.push_back(std::move(what));
}

void AuthContext::hindered(const Error& error)
{
    m_link.note(error.text());
    m_hindrances.push_back(error);
}

std::string AuthContext::seen(std::string_view between) const
{
    std::string text;
    for (const std::string& attempt : m_attempts)
        text += str(text.empty() ? "tried: " : ", ", attempt);
    const auto addLine = [&text](std::string_view line) { text += str(text.empty() ? "" : "\n", line); };
    if (!between.empty())
        addLine(between);
    for (const Error& hindrance : m_hindrances)
        addLine(hindrance.text());
    return text;
}

}  // namespace rz::connect::ssh
