#include "tests/unit/service_support.h"

#include "core/base/error.h"
#include "core/rpc/latch.h"
#include "core/rpc/select.h"
#include "core/rpc/sender.h"

#include <algorithm>
#include <cstdint>
#include <expected>
#include <optional>
#include <stdexcept>
#include <thread>

namespace rz::test {

namespace {

template <class T>
Result<> asResult(const Result<T>& result)
{
    return result ? Result<>() : std::unexpected(result.error());
}

}  // namespace

void Probe::visit(const std::stop_token& cancelled)
{
    ++calls;
    most = std::max(most.load(), ++running);
    while (!open && !cancelled.stop_requested())
        std::this_thread::yield();
    if (cancelled.stop_requested())
        ++stopped;
    --running;
}

Shop::Shop(Probe& probe, std::string name, Invoker invoker) : Service(std::move(name), invoker), m_probe(probe)
{
    expose("add", {rpc::allowAny}, {"a", "b"},
           [](std::int64_t a, std::optional<std::int64_t> b) { return a + b.value_or(0); });
    expose("secret", {rpc::allowParents}, {}, [] { return std::string("told"); });
    expose("forgotten", {}, {}, [] {});
    expose("fails", {rpc::allowAny}, {"why"},
           [](const std::string& why) -> Result<> { return fail(ErrorKind::Error, why); });
    expose("throws", {rpc::allowAny}, {}, [] { throw std::runtime_error("thrown"); });
    expose("who", {rpc::allowAny}, {}, [](rpc::CallContext& context) { return raw(context.caller); });
    expose("repeat", {rpc::allowAny}, {"text"}, [this](const std::string& text) {
        ++m_probe.calls;
        return text;
    });
    expose("hide", {rpc::allowAny}, {"what"}, [this](const Value&) { return ++m_probe.calls; });
    // Waits for what never comes.
    expose("wait", {rpc::allowAny}, {"how", "handle"},
           [this](rpc::CallContext& context, const std::string& how, std::uint32_t handle) -> Result<> {
               const auto receiver = rpc::Receiver::create(context.router).value();
               ++m_probe.running;
               if (how == "call") {
                   routing::Message message;
                   message.handle = Handle{handle};
                   return asResult(rpc::Context(context.router, MasterId).trySendAwait(std::move(message)));
               }
               if (how == "sender") {
                   const auto full = rpc::Receiver::create(context.router, {.window = 1}).value();
                   rpc::Sender sender(context.router, full->toSender(context.router.id()));
                   RZ_CHECK(sender.send(Value(1)));
                   return sender.send(Value(2));
               }
               if (how == "receiver")
                   return asResult(receiver->get());
               if (how == "latch")
                   return asResult(rpc::Latch<int>().get());
               rpc::Select select{receiver.get()};
               return asResult(select.getEvent());
           });
    expose("visit", {rpc::allowAny}, {"number"}, [this](rpc::CallContext& context, std::int64_t number) {
        m_probe.visit(context.cancelled);
        return number;
    });
    // Regardless of who wants it to stop.
    expose("linger", {rpc::allowAny}, {"number"}, [this](std::int64_t) { m_probe.visit({}); });
    expose(
        "silent", {rpc::allowAny}, {"fails"},
        [](bool fails) -> Result<> { return fails ? fail(ErrorKind::Error, "unheard") : Result<>(); }, Replies::No);
    expose(
        "answers", {rpc::allowAny}, {},
        [](rpc::CallContext& context) {
            context.router.route(context.message->replyWith(routing::Message::pickled("early").value()));
        },
        Replies::No);
}

void Shop::onShutdown()
{
    m_probe.shutDown = true;
}

}  // namespace rz::test
