#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"
#include "core/base/unique_fd.h"

#include <atomic>
#include <string>
#include <string_view>

namespace rz::ctl {

enum class Echo { Off, On };

// The controlling terminal, apart from standard input and output. One thread at a time, but cancel() from any.
class Terminal {
public:
    static Result<Terminal> open();
    Terminal(Terminal&&) noexcept = default;
    Terminal& operator=(Terminal&&) noexcept = default;

    void print(std::string_view text);
    // One line without its end. Fails with Cancelled on end of file, interrupt or cancel(); echo is restored in every case.
    Result<Secret> readLine(Echo echo);
    // Ends a readLine() that waits, and every later one.
    void cancel();

private:
    Terminal() = default;
    UniqueFd m_tty;
    UniqueFd m_cancel;  // eventfd, readable once cancelled
};

}  // namespace rz::ctl
