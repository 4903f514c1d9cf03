#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"
#include "core/base/unique_fd.h"

#include <string>
#include <string_view>

namespace rz::connect {

enum class Echo { Off, On };

// The controlling terminal, apart from standard input and output. One thread at a time, but cancel() from any.
class Terminal {
public:
    static Result<Terminal> open();
    Terminal(Terminal&&) noexcept = default;
    Terminal& operator=(Terminal&&) noexcept = default;

    void print(std::string_view text);
    // Prints the question and reads one line, without its end. Fails with Cancelled on end of file or cancel(). Echo is
    // restored in every case, also before an interrupt that is typed does to this process what it does.
    Result<Secret> ask(std::string_view question, Echo echo);
    // Ends an ask() that waits, and every later one until goOn().
    void cancel();
    void goOn();

private:
    Terminal() = default;
    UniqueFd m_tty;
    UniqueFd m_cancel;  // eventfd, readable once cancelled
};

}  // namespace rz::connect
