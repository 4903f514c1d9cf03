#pragma once

#include "core/base/log.h"
#include "core/base/unique_fd.h"
#include "core/base/utf8.h"
#include "core/io/broker.h"

#include <functional>
#include <memory>
#include <string>

namespace rz::io {

// Reads a descriptor line by line and hands each line on, undecodable bytes replaced, lines cut at 16 KiB.
// An unfinished last line is delivered at the end of file.
class IoLogger {
public:
    using OnLine = std::move_only_function<void(std::string line)>;
    using OnEnd = std::move_only_function<void()>;

    static Result<std::unique_ptr<IoLogger>> create(Broker& broker, UniqueFd fd, OnLine onLine, OnEnd onEnd = {});
    ~IoLogger();

private:
    IoLogger();
    struct State;
    std::shared_ptr<State> m_state;
};

}  // namespace rz::io
