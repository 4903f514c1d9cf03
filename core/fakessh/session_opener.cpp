#include "core/fakessh/session_opener.h"

#include <utility>

namespace rz::fakessh {

namespace {

class CallOpener final : public SessionOpener {
public:
    explicit CallOpener(const rpc::Context& destination) : m_destination(destination) {}

    routing::Router& router() const override { return m_destination.router(); }
    ContextId destination() const override { return m_destination.id(); }
    std::shared_ptr<void> open(const SessionRequest& request, SenderRef output, OnResult onResult) override
    {
        const auto alive = std::make_shared<bool>(true);
        auto call = m_destination.callAsync(
            sessionCall(toDict(request), output),
            [weak = std::weak_ptr(alive), onResult = std::move(onResult)](Result<Value> result) mutable {
                if (weak.lock() != nullptr)
                    onResult(std::move(result));
            });
        struct Held {
            std::shared_ptr<bool> alive;  // goes after the call, whose end is not told any more then
            rpc::PendingCall call;
        };
        return std::make_shared<Held>(alive, std::move(call));
    }

private:
    rpc::Context m_destination;
};

}  // namespace

std::unique_ptr<SessionOpener> openByCall(const rpc::Context& destination)
{
    return std::make_unique<CallOpener>(destination);
}

rpc::Call sessionCall(Dict request, SenderRef output)
{
    rpc::Call call = rpc::Call::byName("fakessh.session", {}, std::move(request));
    call.kwargs.set("output", output);
    return call;
}

}  // namespace rz::fakessh
