#pragma once

#include "core/base/log.h"
#include "core/base/unique_fd.h"
#include "core/base/utf8.h"
#include "core/io/broker.h"

#include <functional>
#include <memory>
#include <string>

namespace rz::io {

// Reads a descriptor line by line and hands each line on, undecodable bytes replaced, lines cut at 16 KiB. At the end of file
// an unfinished last line is delivered, then `onEnd` runs. Broker thread; its callbacks may destroy it, and then none follows.
class IoLogger {
public:
    using OnLine = std::move_only_function<void(std::string line)>;
    using OnEnd = std::move_only_function<void()>;

    // Makes `fd` non-blocking. Fails with System.
    static Result<std::unique_ptr<IoLogger>> create(Broker& broker, UniqueFd fd, OnLine onLine, OnEnd onEnd = {});
    ~IoLogger();  // what is not read yet is lost

private:
    IoLogger();
    struct State;
    std::shared_ptr<State> m_state;
};

}  // namespace rz::io
