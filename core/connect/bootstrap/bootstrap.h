#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/value.h"
#include "core/connect/bootstrap/agent_store.h"

#include <span>
#include <string_view>

namespace rz::connect {

// The parent's half of starting a context over a byte stream, up to where frames begin. A pure machine: it is fed what
// arrives, and asks its host to send.
class Bootstrap {
public:
    class Host {
    public:
        virtual ~Host() = default;
        virtual void send(Bytes data) = 0;
        virtual void beginStep(std::string_view name) = 0;
        virtual void note(std::string_view text) = 0;
        virtual void output(std::string_view line) = 0;
        // The agent for a machine that understands gzip or does not.
        virtual Result<AgentImage> agent(std::string_view machine, bool takesGzip) = 0;
        // There is no agent for the machine, but it has python3: true when a Python context will do, for which the host then
        // takes over what arrives.
        virtual bool takePython(std::string_view why) = 0;
        // A Python child waits for its program: it is to be sent as soon as it is there.
        virtual void sendPreamble() = 0;
    };

    virtual ~Bootstrap() = default;

    // Takes what arrived; true once frames follow. Fails with why it cannot work, as a person would say it.
    virtual Result<bool> feed(std::span<const std::byte> data) = 0;
    // Whether what was started has begun to speak with us; before that, what arrives is anybody's.
    virtual bool answered() const = 0;
    // What the child tells of itself. Once frames follow.
    virtual const Dict& facts() const = 0;
    // Bytes that belong to the router. Once frames follow.
    virtual Bytes takeRest() = 0;
};

}  // namespace rz::connect
