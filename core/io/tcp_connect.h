#pragma once

#include "core/base/error.h"
#include "core/base/time.h"
#include "core/base/unique_fd.h"
#include "core/io/address.h"
#include "core/io/broker.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace rz::io {

struct TcpOptions {
    std::string host;         // for messages
    std::uint16_t port = 0;   // likewise
    std::string bindAddress;  // an address of ours to connect from; empty: any
    Duration limit{};
    bool keepAlive = true;
};

// Connects to the first address that answers. Addresses are tried one after the other, the next one as soon as one is
// refused or has been silent for a quarter of a second (RFC 8305), while earlier ones may still win. Broker thread; destroying
// it gives up.
class TcpConnect {
public:
    // Gets the socket: non-blocking, without Nagle's delay.
    using OnDone = std::move_only_function<void(Result<UniqueFd>)>;

    // `onDone` runs once, not inside the constructor, and may destroy the object. An error is a Timeout or Stream with the
    // last attempt's errnum(); its text says what was seen, of each address where there are several.
    TcpConnect(Broker& broker, std::vector<Address> addresses, TcpOptions options, OnDone onDone);
    TcpConnect(const TcpConnect&) = delete;
    TcpConnect& operator=(const TcpConnect&) = delete;

private:
    struct Attempt {
        const Address& address;
        UniqueFd socket;
        FdWatch watch;
    };

    void startNext();
    int start(const Address& address);
    void onAnswer(const Attempt& attempt);
    void onLimit();
    void failed(const Address& address, int errnum);
    void finish(Result<UniqueFd> result);

    Broker& m_broker;
    const std::vector<Address> m_addresses;
    const TcpOptions m_options;
    OnDone m_onDone;
    std::size_t m_next = 0;  // of the addresses, the first that was not tried
    std::vector<std::unique_ptr<Attempt>> m_running;
    Timer m_headStart;
    Timer m_limit;
    std::string m_seen;
    int m_lastErrno = 0;
};

}  // namespace rz::io
