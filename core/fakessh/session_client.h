#pragma once

#include "core/fakessh/escape_keys.h"
#include "core/fakessh/inflow.h"
#include "core/fakessh/outflow.h"
#include "core/fakessh/session_opener.h"

#include <functional>
#include <memory>
#include <optional>

namespace rz::fakessh {

struct Stdio {
    UniqueFd in;
    UniqueFd out;
    UniqueFd err;
};

// What the program ssh is to its session: carries three descriptors to a program in another context and back. Dropping it
// hangs up. Broker thread.
class SessionClient {
public:
    // Runs once, from the loop, when the program has ended and all it printed is written, or when it is lost; may destroy
    // the client, which closes the descriptors.
    using OnEnd = std::move_only_function<void(Result<SessionEnd>)>;

    // `escapes`: of the input; they must not destroy the client.
    static Result<std::unique_ptr<SessionClient>> start(SessionOpener& opener, const SessionRequest& request,
                                                        Stdio stdio, OnEnd onEnd,
                                                        std::optional<EscapeKeys> escapes = {});
    ~SessionClient();
    SessionClient(const SessionClient&) = delete;
    SessionClient& operator=(const SessionClient&) = delete;

    void resize(const WindowSize& size);
    // What comes from now on is for others who read the same.
    void stopReading();
    std::uint64_t sent() const { return m_outflow ? m_outflow->bytes() : 0; }
    std::uint64_t received() const { return m_inflow->bytes(); }

private:
    SessionClient(routing::Router& router, ContextId destination, OnEnd onEnd);
    void onOther(const Value& value);
    void inputChanged();
    void outputEnded();
    void tell(std::string_view key);
    void finish(Result<SessionEnd> result);
    void maybeFinish();

    routing::Router& m_router;
    const ContextId m_destination;
    OnEnd m_onEnd;
    UniqueFd m_input;  // until it is known where it goes
    std::optional<EscapeKeys> m_escapes;
    std::optional<WindowSize> m_size;  // told before it was known where to
    std::unique_ptr<Inflow> m_inflow;
    std::unique_ptr<Outflow> m_outflow;
    std::shared_ptr<void> m_session;
    std::optional<SessionEnd> m_programEnd;
    bool m_outputEnded = false;
    bool m_over = false;
    io::Timer m_late;  // the program runs on without output
    io::Timer m_end;
};

}  // namespace rz::fakessh
