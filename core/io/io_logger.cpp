#include "core/io/io_logger.h"

#include <array>
#include <cerrno>
#include <unistd.h>
#include <utility>

#include "core/base/utf8.h"
#include "core/io/descriptors.h"

namespace rz::io {

namespace {

constexpr std::size_t LongestLine = 16 * 1024;
constexpr std::size_t ReadSize = 16 * 1024;
// A flood of lines must not keep the loop from the rest.
constexpr int ReadsPerTurn = 4;

}  // namespace

struct IoLogger::State : std::enable_shared_from_this<State> {
    void onReady();
    void feed(std::string_view bytes);
    void cut();
    void deliver(std::string_view line);
    void end();

    UniqueFd fd;
    FdWatch watch;  // its callback keeps this state alive while it runs
    OnLine onLine;
    OnEnd onEnd;
    bool open = true;
    std::string unfinished;
};

void IoLogger::State::onReady()
{
    std::array<char, ReadSize> buffer;
    for (int i = 0; i < ReadsPerTurn && open; ++i) {
        const ssize_t count = ::read(fd.get(), buffer.data(), buffer.size());
        if (count < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (count <= 0) {
            end();
            return;
        }
        feed({buffer.data(), static_cast<std::size_t>(count)});
        if (static_cast<std::size_t>(count) < buffer.size())
            return;
    }
}

void IoLogger::State::feed(std::string_view bytes)
{
    while (!bytes.empty() && open) {
        const std::size_t newline = bytes.find('\n');
        const std::size_t room = LongestLine - unfinished.size();
        if (newline <= room) {
            unfinished.append(bytes.substr(0, newline));
            bytes.remove_prefix(newline + 1);
            deliver(std::exchange(unfinished, {}));
        } else if (bytes.size() <= room) {
            unfinished.append(bytes);
            return;
        } else {
            unfinished.append(bytes.substr(0, room));
            bytes.remove_prefix(room);
            cut();
        }
    }
}

// Delivers a line that is too long so far, without tearing its last character.
void IoLogger::State::cut()
{
    std::string next = unfinished.substr(unfinished.size() - unfinishedUtf8(unfinished));
    unfinished.resize(unfinished.size() - next.size());
    deliver(std::exchange(unfinished, std::move(next)));
}

void IoLogger::State::deliver(std::string_view line)
{
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    onLine(toValidUtf8(line));
}

void IoLogger::State::end()
{
    if (!unfinished.empty())
        deliver(std::exchange(unfinished, {}));
    if (!std::exchange(open, false))
        return;
    watch = {};
    fd.reset();
    if (onEnd)
        std::exchange(onEnd, {})();
}

Result<std::unique_ptr<IoLogger>> IoLogger::create(Broker& broker, UniqueFd fd, OnLine onLine, OnEnd onEnd)
{
    RZ_CHECK(setNonBlocking(fd.get()));
    std::unique_ptr<IoLogger> logger(new IoLogger());
    logger->m_state = std::make_shared<State>();
    State& state = *logger->m_state;
    state.fd = std::move(fd);
    state.onLine = std::move(onLine);
    state.onEnd = std::move(onEnd);
    state.watch =
        broker.watch(state.fd.get(), Readiness::Readable, [self = logger->m_state](Readiness) { self->onReady(); });
    if (!state.watch)
        return failErrno("cannot watch a descriptor", errno);
    return logger;
}

IoLogger::IoLogger() = default;

IoLogger::~IoLogger()
{
    m_state->open = false;
    m_state->watch = {};
}

}  // namespace rz::io
