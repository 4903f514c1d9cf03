#pragma once

#include "core/connect/bootstrap/bootstrap.h"
#include "core/connect/bootstrap/line_buffer.h"

#include <cstdint>
#include <string_view>

namespace rz::connect {

// Starts a stock Mitogen child (protocol 4.1). States and what each awaits:
//
//   AwaitingFirstStage  a line that ends in "MITO000"
//   AwaitingContext     one that ends in "MITO002"; "MITO001" tells, once, that the program has arrived
//   Finished            what follows are frames for the router
class PythonBootstrap final : public Bootstrap {
public:
    // `facts`: what is known of the child, which tells nothing itself.
    PythonBootstrap(Host& host, Dict facts) : m_host(host), m_facts(std::move(facts)) {}

    Result<bool> feed(std::span<const std::byte> data) override;
    bool answered() const override { return m_state != State::AwaitingFirstStage; }
    const Dict& facts() const override { return m_facts; }
    Bytes takeRest() override { return m_input.takeRest(); }

private:
    enum class State : std::uint8_t { AwaitingFirstStage, AwaitingContext, Finished };

    void onLine(std::string_view line);

    Host& m_host;
    Dict m_facts;
    State m_state = State::AwaitingFirstStage;
    bool m_arrived = false;  // the program
    LineBuffer m_input;
};

}  // namespace rz::connect
