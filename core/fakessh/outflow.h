#pragma once

#include "core/base/value.h"
#include "core/fakessh/stdio_end.h"
#include "core/rpc/sender.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace rz::fakessh {

// Reads one or two descriptors as fast as their receiver takes what they give, and no faster. Broker thread.
class Outflow {
public:
    // `onChange` runs when a lane has ended or the receiver is gone; it may destroy this.
    Outflow(io::Broker& broker, rpc::Sender sender, std::function<void()> onChange);
    ~Outflow();
    Outflow(const Outflow&) = delete;
    Outflow& operator=(const Outflow&) = delete;

    // Takes from what was read what is not to be sent; must not destroy this.
    using Filter = std::function<std::string(std::string_view)>;

    void open(Lane lane, UniqueFd fd, Filter filter = {});
    // Ends a lane though more might come.
    void close(Lane lane);
    // Reads no more, but leaves open.
    void stop();
    bool isOpen(Lane lane) const { return at(lane).has_value(); }
    // The receiver takes nothing any more.
    bool refused() const { return m_refused; }
    std::uint64_t bytes() const { return m_bytes; }

    // What is no data, in order with it.
    void send(const Value& value);
    // Tells the receiver that nothing more comes.
    void finish();
    // Reads what is there at this moment, whether or not the receiver has room: the last words of a terminal. Not what others
    // write meanwhile, who may be faster.
    void drain(Lane lane);

private:
    static constexpr std::size_t ChunkSize = 64 * 1024;

    enum class Read : unsigned char { Data, Nothing, End };

    std::optional<StdioEnd>& at(Lane lane) { return m_ends[static_cast<std::size_t>(lane)]; }
    const std::optional<StdioEnd>& at(Lane lane) const { return m_ends[static_cast<std::size_t>(lane)]; }
    void pump(Lane lane);
    Read readOnce(Lane lane);
    void setActive(bool active);
    void waitForRoom();

    io::Broker& m_broker;
    rpc::Sender m_sender;
    std::function<void()> m_onChange;
    std::array<std::optional<StdioEnd>, 2> m_ends;
    std::array<Filter, 2> m_filters;
    std::shared_ptr<std::byte[]> m_chunk;  // shared with the pieces that were read into it
    std::size_t m_used = 0;
    bool m_waiting = false;
    bool m_stopped = false;
    bool m_refused = false;
    std::uint64_t m_bytes = 0;
    std::shared_ptr<Outflow*> m_self;  // of those who wait on the loop
};

}  // namespace rz::fakessh
