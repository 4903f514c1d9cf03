#pragma once

#include "core/connect/bootstrap/bootstrap.h"
#include "core/connect/bootstrap/first_stage.h"
#include "core/connect/bootstrap/line_buffer.h"

#include <cstdint>
#include <string_view>

namespace rz::connect {

// Starts an agent. States and what each awaits:
//
//   AwaitingFirstStage  line "RZI0 system machine tools…"   (only when a shell answers)
//   AwaitingAgent       line "RZIA"; "RZI2 place": send the agent again; "RZI3 why": nowhere to run
//   AwaitingHello       one frame on handle HELLO
//   Finished            what follows are frames for the router
//   HandedOver          a Python context is made instead
class NativeBootstrap final : public Bootstrap {
public:
    enum class State : std::uint8_t { AwaitingFirstStage, AwaitingAgent, AwaitingHello, Finished, HandedOver };

    NativeBootstrap(Host& host, State begin);

    Result<bool> feed(std::span<const std::byte> data) override;
    bool answered() const override { return m_state != State::AwaitingFirstStage; }
    const Dict& facts() const override { return m_facts; }
    Bytes takeRest() override { return m_input.takeRest(); }

    State state() const { return m_state; }

private:
    static constexpr std::size_t MaxHello = 64 * 1024;
    // As often as the second stage may lose the agent: in memory, and in each of its five directories.
    static constexpr int MaxResends = 6;

    Result<> onLine(std::string_view line);
    Result<> onFirstStage(std::string_view line);
    Result<AgentImage> imageForTarget();
    Result<> onResend(std::string_view place);
    Result<> onHello();
    void sendAgent();

    Host& m_host;
    State m_state;
    LineBuffer m_input;
    Target m_target;
    Bytes m_agent;
    int m_resends = 0;
    Dict m_facts;
};

}  // namespace rz::connect
