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
                if (weak.lock() == nullptr)
                    return;
                if (result)
                    onResult(std::move(result));
                else
                    onResult(std::unexpected(explained(std::move(result).error())));
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

Error explained(Error error)
{
    const std::string& text = error.text();
    if (const std::size_t refusal = text.find(SubsystemRefused); refusal != std::string::npos)
        return Error(ErrorKind::Argument, text.substr(refusal));
    const bool isImport =
        text.find("ImportError") != std::string::npos || text.find("ModuleNotFoundError") != std::string::npos;
    if (error.kind() != ErrorKind::Call || !isImport || text.find("fakessh") == std::string::npos)
        return error;
    return Error(ErrorKind::Argument,
                 "this is a Python context, which has no sessions for ssh; connect it without python_path, or put one "
                 "more hop behind it: local{python_path=PATH}, PATH being a rhizome-agent there");
}

rpc::Call sessionCall(Dict request, SenderRef output)
{
    rpc::Call call = rpc::Call::byName("fakessh.session", {}, std::move(request));
    call.kwargs.set("output", output);
    return call;
}

}  // namespace rz::fakessh
