#pragma once

#include "core/base/unique_fd.h"
#include "core/rpc/sender.h"

#include <thread>

namespace rz::ctl {

// Carries standard input to a sender until its end, on a thread of its own: a file, a pipe or a terminal
// alike. Waits when the other end takes it slowly. Destruction ends it at once.
class InputPump {
public:
    explicit InputPump(rpc::Sender sender);
    ~InputPump();
    InputPump(const InputPump&) = delete;
    InputPump& operator=(const InputPump&) = delete;

private:
    void run(const std::stop_token& stop);

    rpc::Sender m_sender;
    UniqueFd m_wake;
    std::jthread m_thread;
};

}  // namespace rz::ctl
