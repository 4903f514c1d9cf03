#pragma once

#include "core/base/secret.h"
#include "core/base/unique_fd.h"
#include "core/io/broker.h"

#include <memory>
#include <string>
#include <string_view>

namespace rz::connect {

// Finds the questions of a program on its terminal, of which this holds the master. No wording of any language is
// known; a question is recognised by what the program does:
//
//   a secret   echo is off, and what was printed rests
//   a text     echo is on, and a line without an end stands for a while
//
// After an answer the next question is looked for in what is printed then. Broker thread.
class TerminalQuestions {
public:
    // Each may destroy the object.
    class Host {
    public:
        virtual ~Host() = default;
        // A line the program printed, without its end.
        virtual void terminalLine(std::string line) = 0;
        // `text` is the unfinished line that asks, as printed; it may be empty.
        virtual void terminalQuestion(std::string text, bool echo) = 0;
        // Nobody has the terminal open any more. Last.
        virtual void terminalEnded() = 0;
    };

    // Puts the terminal into the mode of one at which a person sits.
    static Result<std::unique_ptr<TerminalQuestions>> create(io::Broker& broker, UniqueFd master, Host& host);
    ~TerminalQuestions();
    TerminalQuestions(const TerminalQuestions&) = delete;
    TerminalQuestions& operator=(const TerminalQuestions&) = delete;

    // To the question asked last.
    void answer(const Secret& secret);
    // Ends the watching: the terminal in raw mode, for whoever goes on with it.
    UniqueFd release();
    // What was printed and not yet handed on as a line.
    const std::string& unfinished() const { return m_unfinished; }

private:
    // Listening -> Asked -> (answered) Reacting -> (echo is on again) Listening
    enum class State : std::uint8_t { Listening, Asked, Reacting };

    TerminalQuestions(io::Broker& broker, UniqueFd master, Host& host);
    void onReadable();
    void handOnLines();
    bool isEchoOfAnswer(std::string_view line);
    void look();
    bool asksNow();
    void lookAgain(Duration delay);
    bool echoes() const;
    bool isRaw() const;

    io::Broker& m_broker;
    Host& m_host;
    UniqueFd m_master;
    State m_state = State::Listening;
    std::string m_unfinished;
    Secret m_answer;  // until the program has been seen to go on
    bool m_echo = true;
    TimePoint m_changed;  // when something was printed last, or echo went on or off
    // The callbacks of the host may destroy this.
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
    io::Timer m_timer;
    io::FdWatch m_watch;
};

}  // namespace rz::connect
