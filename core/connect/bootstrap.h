#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/value.h"
#include "core/connect/agent_store.h"
#include "core/connect/first_stage.h"
#include "core/wire/frame.h"

#include <deque>
#include <functional>
#include <optional>
#include <string>

namespace rz::connect {

// The parent's half of starting an agent over a byte stream, up to its hello. A pure machine: it is fed what arrives, and
// asks its host to send. States and what each awaits:
//
//   AwaitingFirstStage  line "RZI0 system machine tools…"   (only when a shell answers)
//   AwaitingAgent       line "RZIA"; "RZI2 place": send the agent again; "RZI3 why": nowhere to run
//   AwaitingHello       one frame on handle HELLO
//   Finished            what follows are frames for the router
class Bootstrap {
public:
    enum class State : std::uint8_t { AwaitingFirstStage, AwaitingAgent, AwaitingHello, Finished };

    class Host {
    public:
        virtual ~Host() = default;
        virtual void send(Bytes data) = 0;
        virtual void beginStep(std::string_view name) = 0;
        virtual void note(std::string_view text) = 0;
        virtual void output(std::string_view line) = 0;
        // The agent for a machine that understands gzip or does not.
        virtual Result<AgentImage> agent(std::string_view machine, bool takesGzip) = 0;
    };

    Bootstrap(Host& host, State begin);

    // Takes what arrived; true once the hello is there. Fails with why it cannot work, as a person would say it.
    Result<bool> feed(std::span<const std::byte> data);

    State state() const { return m_state; }
    // Of the hello. Finished only.
    const Dict& facts() const { return m_facts; }
    // Bytes after the hello frame, which belong to the router. Finished only.
    Bytes takeRest();

private:
    static constexpr std::size_t MaxLine = 64 * 1024;
    static constexpr std::size_t MaxHello = 64 * 1024;

    Result<> onLine(std::string_view line);
    Result<> onFirstStage(std::string_view line);
    Result<> onHello();
    void sendAgent();

    Host& m_host;
    State m_state;
    std::string m_buffer;
    Target m_target;
    Bytes m_agent;
    Dict m_facts;
};

}  // namespace rz::connect
