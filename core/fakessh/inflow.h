#pragma once

#include "core/base/error.h"
#include "core/base/value.h"
#include "core/fakessh/outflow.h"
#include "core/fakessh/stdio_end.h"
#include "core/rpc/receiver.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

namespace rz::fakessh {

// Takes data from a receiver and writes it to one or two descriptors. A piece is taken when the one before it is written, so
// that the sender waits for who reads them; an empty one ends its lane. What nobody reads is taken and dropped. Broker thread.
class Inflow {
public:
    // None of these may destroy the inflow.
    struct Events {
        std::function<void(const Value&)> onOther;  // what is no data
        std::function<void()> onUnread;             // nobody reads the main lane any more
        std::function<void(const Error&)> onEnd;    // all that will come is written
    };

    Inflow(io::Broker& broker, std::unique_ptr<rpc::Receiver> receiver, Events events);
    ~Inflow();
    Inflow(const Inflow&) = delete;
    Inflow& operator=(const Inflow&) = delete;

    void open(Lane lane, UniqueFd fd);
    // A lane stays open when all is written: who reads it may then know already how it ended.
    void close(Lane lane) { at(lane).reset(); }
    void start();
    std::uint64_t bytes() const { return m_bytes; }

private:
    std::optional<StdioEnd>& at(Lane lane) { return m_ends[static_cast<std::size_t>(lane)]; }
    void pump();
    bool takeNext();
    void accept(const Value& value);
    bool writePiece();

    io::Broker& m_broker;
    std::unique_ptr<rpc::Receiver> m_receiver;
    Events m_events;
    std::array<std::optional<StdioEnd>, 2> m_ends;
    Bytes m_piece;  // being written
    Lane m_lane = Lane::Main;
    bool m_ended = false;
    std::uint64_t m_bytes = 0;
    io::Timer m_turn;
    std::shared_ptr<Inflow*> m_self;  // of the receiver's notice
};

}  // namespace rz::fakessh
