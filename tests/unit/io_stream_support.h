#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <sys/socket.h>
#include <vector>

#include "core/base/str.h"
#include "core/io/basic_stream.h"
#include "core/io/process.h"
#include "io_support.h"

// What the tests of streams share.
namespace rz::io {

using namespace std::chrono_literals;

inline Bytes bytes(std::string text)
{
    return Bytes(std::move(text));
}

inline std::string pattern(std::size_t size)
{
    std::string text(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
        text[i] = static_cast<char>('a' + (i * 7 + i / 251) % 26);
    return text;
}

// Remembers what it is told; reactions are set by the test.
class Recorder : public StreamHandler {
public:
    explicit Recorder(std::size_t roomSize = 64 * 1024) : m_room(roomSize) {}

    std::span<std::byte> prepareReceive() override { return m_room; }
    Result<> onReceive(std::size_t count) override
    {
        received.append(reinterpret_cast<const char*>(m_room.data()), count);
        return onReceived ? onReceived() : Result<>{};
    }
    void onDisconnect(const Error& error) override
    {
        reasons.push_back(error);
        if (onEnd)
            onEnd();
    }
    void onDrained() override
    {
        ++drained;
        if (onDrain)
            onDrain();
    }

    bool ended() const { return !reasons.empty(); }

    std::string received;
    std::vector<Error> reasons;
    int drained = 0;
    std::function<Result<>()> onReceived;
    std::function<void()> onEnd;
    std::function<void()> onDrain;

private:
    std::vector<std::byte> m_room;
};

// A stream on one end of a socket pair; the test holds the other end.
struct Fixture {
    explicit Fixture(std::size_t roomSize = 64 * 1024) : handler(roomSize)
    {
        auto pair = makeSocketPair().value();
        peer = std::move(pair.second);
        stream = std::move(BasicStream::create(*broker, std::move(pair.first), {}, handler)).value();
    }

    // What the stream has written so far.
    std::string peerReads()
    {
        std::string text;
        std::array<char, 65536> buffer;
        for (;;) {
            const ssize_t count = ::recv(peer.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
            if (count <= 0)
                return text;
            text.append(buffer.data(), static_cast<std::size_t>(count));
        }
    }

    // Drives both ends until the peer has `size` bytes.
    std::string exchange(std::size_t size)
    {
        std::string text = peerReads();
        for (const TimePoint deadline = soon(); text.size() < size && Clock::now() < deadline;) {
            broker->runOnce(1ms);  // reading is no event for the loop, and other threads may write
            text += peerReads();
        }
        return text;
    }

    // Fills the socket, so that whatever follows is queued.
    std::size_t fill()
    {
        constexpr std::size_t Step = 256 * 1024;
        std::size_t size = 0;
        while (stream->pendingBytes() == 0) {
            stream->transmit(bytes(std::string(Step, '.')));
            size += Step;
        }
        return size;
    }

    std::unique_ptr<Broker> broker = drivenBroker();
    Recorder handler;
    UniqueFd peer;
    std::unique_ptr<BasicStream> stream;
};

}  // namespace rz::io
