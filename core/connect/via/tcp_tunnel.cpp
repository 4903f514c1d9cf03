#include "core/connect/via/tcp_tunnel.h"

#include "core/base/str.h"
#include "core/connect/diagnosis.h"
#include "core/io/address.h"
#include "core/io/process.h"

#include <string_view>
#include <utility>

namespace rz::connect {

namespace {

// How what a context tells begins when it can connect for others, but not there (protocol 5.3).
constexpr std::string_view CannotReach = "mitogen.core.StreamError: ";
constexpr std::string_view NotInTime = "mitogen.core.TimeoutError: ";
constexpr std::string_view CannotFind = "cannot find the address";
constexpr std::string_view CannotConnect = "cannot connect";

// Only what looks like one: it is shown.
std::string addressIn(const Value& value)
{
    const auto* text = value.as<std::string>();
    const auto address = text == nullptr ? std::nullopt : io::Address::parse(*text, 0);
    return address ? address->text : std::string();
}

std::vector<std::string> addressesIn(const List& list)
{
    std::vector<std::string> addresses;
    for (const Value& item : list.items) {
        if (std::string address = addressIn(item); !address.empty())
            addresses.push_back(std::move(address));
    }
    return addresses;
}

// What a CallError says, without the class before it.
std::string_view withoutClass(std::string_view text)
{
    const std::size_t end = text.find(": ");
    return end == std::string_view::npos ? text : text.substr(end + 2);
}

}  // namespace

TcpTunnel::TcpTunnel(const rpc::Context& through, std::string label, Target target, OnFound onFound, OnDone onDone,
                     OnBroken onBroken)
    : m_through(through),
      m_label(std::move(label)),
      m_target(std::move(target)),
      m_onFound(std::move(onFound)),
      m_onDone(std::move(onDone)),
      m_onBroken(std::move(onBroken))
{
    routing::Router& router = through.router();
    auto receiver = rpc::Receiver::create(router, {.respondent = through.id(), .traffic = io::Traffic::Bulk});
    m_receiver = receiver ? std::move(*receiver) : rpc::Receiver::failed(router, receiver.error());
    m_receiver->setNotify([this, &router, alive = std::weak_ptr(m_alive)] {
        router.broker().deferLater([this, alive] {
            if (!alive.expired())
                onMessages();
        });
    });
    const rpc::Call call = rpc::Call::byName(
        "tcp.connect", {Value(m_target.host), Value(m_target.port), Value(m_receiver->toSender(through.id()))});
    m_call = through.callAsync(call, [this, alive = std::weak_ptr(m_alive)](const Result<Value>& answer) {
        if (!alive.expired() && !answer)
            onCallFailed(answer.error());
    });
}

// Until the bytes begin, which are the relay's.
void TcpTunnel::onMessages()
{
    while (m_onDone && !m_relay) {
        auto message = m_receiver->getValue(Duration::zero());
        if (!message)
            return;  // nothing more yet, or ever: then the call tells why
        const Value* addresses = message->find("addresses");
        const Value* sender = message->find("sender");
        if (const auto* list = addresses == nullptr ? nullptr : addresses->as<List>(); list != nullptr && m_onFound)
            std::exchange(m_onFound, nullptr)(addressesIn(*list));
        else if (sender != nullptr && sender->is<SenderRef>())
            onConnected(*sender->as<SenderRef>());
    }
}

void TcpTunnel::onConnected(const SenderRef& sender)
{
    if (sender.context != m_through.id()) {
        finish(fail(ErrorKind::Decode, str(m_label, " wants bytes sent to somebody else")));
        return;
    }
    auto ends = io::makeSocketPair();
    if (!ends) {
        finish(std::unexpected(std::move(ends).error()));
        return;
    }
    auto& [ours, theirs] = *ends;
    routing::Router& router = m_through.router();
    m_relay.emplace(router.broker(), std::move(ours), std::move(m_receiver), rpc::Sender(router, sender),
                    [this](const Result<>& end) { onRelayEnd(end); });
    finish(std::move(theirs));
}

void TcpTunnel::onRelayEnd(const Result<>& end)
{
    m_ended = true;
    if (end)
        return;
    // That who has the near end closed it is no news. What the call told is nearer to the cause than that nothing comes.
    const bool far = end.error().kind() == ErrorKind::Channel || end.error().kind() == ErrorKind::Decode;
    if (far)
        broken(end.error());
    m_call.cancel();
}

void TcpTunnel::onCallFailed(const Error& error)
{
    if (!m_onDone) {
        if (!m_ended)
            broken(error);
        return;
    }
    // Such an answer may overtake what was told before it.
    if (m_onFound && withoutClass(error.text()).starts_with(CannotConnect))
        std::exchange(m_onFound, nullptr)({});
    finish(std::unexpected(explained(error)));
}

void TcpTunnel::broken(const Error& error)
{
    if (m_onBroken)
        std::exchange(m_onBroken, nullptr)(lostText(error));
}

std::string TcpTunnel::lostText(const Error& error) const
{
    std::string_view text = error.text();
    if (error.kind() == ErrorKind::Call)
        text = withoutClass(text);
    return str("the tunnel through ", m_label, " broke off: ", text);
}

Error TcpTunnel::explained(const Error& error) const
{
    if (error.kind() != ErrorKind::Call)
        return Error(error.kind(), lostText(error));
    const bool late = error.text().starts_with(NotInTime);
    if (!late && !error.text().starts_with(CannotReach)) {
        return Error(ErrorKind::Stream, str(m_label, " makes no connections for others"))
            .withDetails({.seen = error.text(),
                          .cause = "It is no Rhizome agent, or one of another version.",
                          .fix = "Connect without a tunnel: the ssh program there is used then."});
    }
    std::string text(withoutClass(error.text()));
    // What getent means by it.
    if (const std::size_t status = text.find("getent exited with status 2"); status != std::string::npos)
        text.replace(status, std::string::npos, "getent knows no such host");
    ErrorDetails details{.seen = text};
    if (text.starts_with(CannotFind)) {
        details.cause = str("There is no host called ", m_target.host, " as seen from ", m_label,
                            ", or its name server does not answer.");
        details.fix = "Check the spelling, or give an address instead of a name.";
    } else {
        Diagnosis diagnosis = diagnose("ssh", {}, {text});
        details.cause = std::move(diagnosis.cause);
        details.fix = std::move(diagnosis.fix);
    }
    return Error(late ? ErrorKind::Timeout : ErrorKind::Stream, str(m_label, " ", text))
        .withDetails(std::move(details));
}

void TcpTunnel::finish(Result<UniqueFd> result)
{
    if (m_onDone)
        std::exchange(m_onDone, nullptr)(std::move(result));
}

}  // namespace rz::connect
