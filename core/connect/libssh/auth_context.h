#pragma once

#include "core/connect/libssh/leg.h"
#include "core/connect/libssh/session.h"
#include "core/connect/libssh/worker_link.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace rz::connect::ssh {

enum class AuthOutcome : std::uint8_t {
    Accepted,
    Partial,  // accepted, but the server wants a further method
    Denied,
};

// What the methods of one authentication share: the server, whom to ask, and which secrets it has refused.
class AuthContext {
public:
    AuthContext(Session& session, const Leg& leg, WorkerLink& link) : m_session(session), m_leg(leg), m_link(link) {}

    Session& session() const { return m_session; }
    ssh_session raw() const { return m_session.raw(); }
    const Leg& leg() const { return m_leg; }
    WorkerLink& link() const { return m_link; }

    // Drives one of libssh's ssh_userauth_* functions to its SSH_AUTH_* code. An error when the connection is gone, no answer
    // came, or it was cancelled. The functions must not wait by themselves: when the server disconnects with a
    // message, they do not notice it until their time is up.
    template <class Function, class... Arguments>
    Result<int> drive(Function function, Arguments... arguments) const
    {
        const TimePoint deadline = Clock::now() + AnswerLimit;
        for (;;) {
            const int code = function(raw(), arguments...);
            if (code != SSH_AUTH_AGAIN)
                return finished(code);
            RZ_CHECK(waitForAnswer(deadline));
        }
    }
    // The same for functions whose code is the outcome.
    template <class Function, class... Arguments>
    Result<AuthOutcome> perform(Function function, Arguments... arguments) const
    {
        RZ_TRY(const int code, drive(function, arguments...));
        return code == SSH_AUTH_SUCCESS   ? AuthOutcome::Accepted
               : code == SSH_AUTH_PARTIAL ? AuthOutcome::Partial
                                          : AuthOutcome::Denied;
    }
    // The server offers this method (SSH_AUTH_METHOD_*) now.
    bool offered(int method) const;

    // The password that came with the options, at its first call.
    std::optional<Secret> takeGivenPassword();
    bool refused(const Secret& secret) const;
    void rememberRefused(Secret secret);

    // Answers that a person types are counted over all methods, until one is accepted.
    bool attemptsLeft() const { return m_attempt <= maxAttempts(); }
    void countAttempt() { ++m_attempt; }
    void restartAttempts() { m_attempt = 1; }
    std::string attemptText() const;  // "attempt 2 of 3"

    // A question of this leg: path, program and the attempt are filled in.
    Prompt prompt(PromptKind kind, std::string subject) const;
    using Answers = std::vector<Secret>;
    // Asks; an error when the person refuses. `what` is asked for, as "the password of alice@web1". Nothing when nobody can be
    // asked. `prompt` gets the number that its outcome is told by.
    Result<std::optional<Answers>> askIfAnybody(Prompt& prompt, std::string_view what) const;
    // The same, where it cannot go on without an answer.
    Result<Answers> ask(Prompt& prompt, std::string_view what) const;
    // The error when nobody can be asked.
    Error unanswered(const Prompt& prompt, std::string_view what) const;

    // What was tried, for the story and for the error: "publickey (id_ed25519)".
    void tried(std::string what);
    // What kept a method from being tried: "cannot read …".
    void hindered(const Error& error);
    const std::vector<Error>& hindrances() const { return m_hindrances; }
    // Both as lines of text, for an error; `between` comes after what was tried.
    std::string seen(std::string_view between = {}) const;

private:
    // A server's default LoginGraceTime: whoever waits longer is cut off anyway.
    static constexpr Duration AnswerLimit = std::chrono::seconds(120);

    Result<int> finished(int code) const;
    Result<> waitForAnswer(TimePoint deadline) const;
    int maxAttempts() const { return std::max(1, m_leg.config.passwordPrompts); }

    Session& m_session;
    const Leg& m_leg;
    WorkerLink& m_link;
    bool m_passwordTaken = false;
    int m_attempt = 1;
    std::vector<Secret> m_refused;
    std::vector<std::string> m_attempts;
    std::vector<Error> m_hindrances;
};

}  // namespace rz::connect::ssh
