// What a remote side prints while an agent is started never does more than fail the connection.
#include "core/connect/bootstrap/native_bootstrap.h"

#include <cstddef>
#include <cstdint>

namespace {

class Host final : public rz::connect::NativeBootstrap::Host {
    void send(rz::Bytes) override {}
    void beginStep(std::string_view) override {}
    void note(std::string_view) override {}
    void output(std::string_view) override {}
    bool takePython(std::string_view) override { return true; }
    void sendPreamble() override {}
    rz::Result<rz::connect::AgentImage> agent(std::string_view, bool gzipped) override
    {
        return rz::connect::AgentImage{.content = rz::Bytes::fromStatic("agent"), .gzipped = gzipped};
    }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using rz::connect::NativeBootstrap;
    Host host;
    NativeBootstrap bootstrap(host, size % 2 == 0 ? NativeBootstrap::State::AwaitingFirstStage
                                                  : NativeBootstrap::State::AwaitingAgent);
    // Cut in two places, as reads cut it.
    const auto bytes = std::as_bytes(std::span(data, size));
    const std::size_t cut = size / 3;
    if (auto first = bootstrap.feed(bytes.first(cut)); first && !*first)
        static_cast<void>(bootstrap.feed(bytes.subspan(cut)));
    return 0;
}
