#pragma once

#include "core/attach/attachment.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/time.h"
#include "core/io/broker.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace rz::attach {

struct ConnectOptions {
    // Until the other program has answered all that it is asked at first. A program that asks its user before it answers
    // needs as long as that user does.
    Duration deadline = std::chrono::seconds(10);
    Log log;
};

// `attachment` is never null on success. Failures (their details hold step, cause and fix, in English):
//   System    errnum() says why there is no connection: ENOENT, ECONNREFUSED (nobody listens any more), EACCES, ENOTSOCK,
//             EPERM (it is another user's), EAGAIN (it takes no connections), ECONNRESET (it refused this one)
//   Argument  no path, or one that is too long for a socket
//   Eof       it ended the connection within the handshake
//   Decode    it answers, but not as Mitogen does
//   Timeout   it said too little, or nothing, within the deadline
//   Cancelled the broker shuts down
using OnAttached = std::move_only_function<void(Result<std::unique_ptr<Attachment>>)>;

// Attaches to the program that listens at `path` (reference: mitogen.unix.connect). Never blocks; `done` runs once, on the
// broker thread and not inside this call, unless the handle is dropped before: that breaks it off. Broker thread.
[[nodiscard]] std::shared_ptr<void> connect(io::Broker& broker, std::string path, ConnectOptions options,
                                            OnAttached done);

}  // namespace rz::attach
