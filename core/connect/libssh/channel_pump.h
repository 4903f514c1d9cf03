#pragma once

#include "core/base/log.h"
#include "core/base/unique_fd.h"
#include "core/connect/libssh/handles.h"
#include "core/connect/libssh/session.h"
#include "core/io/broker.h"

#include <libssh/callbacks.h>

#include <chrono>
#include <memory>
#include <string>

namespace rz::connect::ssh {

// Carries bytes between a channel and a socket, so that the rest of the engine only sees a descriptor. Nothing waits:
// what one side does not take is not read from the other, beyond one buffer and ssh's own window. The end of either side is
// passed on; when the connection is lost, or the far program ends, the socket is closed at once and the reason written to
// the diagnostics. Broker thread; destroying it ends the connection.
class ChannelPump {
public:
    struct Parts {
        std::unique_ptr<Session> session;
        ChannelPtr channel;
        UniqueFd local;        // non-blocking
        UniqueFd diagnostics;  // a socket that takes what comes on stderr; may be empty
        std::string name;      // "ssh alice@web1"
        std::chrono::seconds keepAlive{0};
        int keepAliveMax = 3;
        Log log;
        std::shared_ptr<std::string> lastWords;           // gets why it ended
        std::shared_ptr<const std::string> carrierWords;  // of what carries the connection, likewise; may be missing
    };
    ChannelPump(io::Broker& broker, Parts parts);
    ~ChannelPump();
    ChannelPump(const ChannelPump&) = delete;
    ChannelPump& operator=(const ChannelPump&) = delete;

private:
    // Where one of the channel's two streams goes.
    struct Outlet {
        UniqueFd fd;
        std::string rest;      // taken from libssh, not yet by the descriptor
        std::size_t kept = 0;  // bytes that libssh still holds
        bool blocked = false;
        bool empty() const { return rest.empty() && kept == 0; }
        std::size_t send(std::string_view data);  // how much of it is done with
    };

    void service();
    bool takePackets();
    void acknowledgeAtOnce();
    void drain(Outlet& outlet, bool isError);
    bool feed();
    bool feedBy(std::span<char> buffer, std::size_t& used);
    bool writeToChannel(std::string_view data);
    bool writePending() const;
    bool connected() const;
    void passEnds();
    void setInterests();
    void armTick();
    void onTick();
    std::string lossText() const;
    void finish(std::string_view lastWords);

    static int onData(ssh_session, ssh_channel, void* data, std::uint32_t size, int isError, void* self);
    static void onExitStatus(ssh_session, ssh_channel, int status, void* self);
    static void onExitSignal(ssh_session, ssh_channel, const char* signal, int core, const char* text,
                             const char* language, void* self);
    static void onClose(ssh_session, ssh_channel, void* self);

    io::Broker& m_broker;
    Parts m_parts;
    Outlet m_output;
    Outlet m_errors;
    ssh_channel_callbacks_struct m_callbacks{};
    EventPtr m_event;
    io::FdWatch m_sessionWatch;
    io::FdWatch m_localWatch;
    io::FdWatch m_errorsWatch;
    io::Timer m_begin;
    io::Timer m_tick;

    std::string m_unsent;         // taken from the socket, not yet by the channel
    bool m_localEnded = false;    // the socket's end was passed on
    bool m_channelEnded = false;  // likewise the channel's
    bool m_channelClosed = false;
    bool m_finished = false;
    std::string m_exit;         // how the far program ended, unless well
    std::uint64_t m_heard = 0;  // bytes that had come at the last tick
    int m_silentTicks = 0;
};

}  // namespace rz::connect::ssh
