#include "core/connect/via/tcp_function.h"

#include "core/base/str.h"
#include "core/connect/openers/program_output.h"
#include "core/io/tcp_connect.h"
#include "core/routing/router.h"
#include "core/rpc/socket_relay.h"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>

namespace rz::connect {

namespace {

constexpr std::size_t MaxHostName = 1024;
constexpr std::size_t MaxAddresses = 16;
// Of each step. Who calls has less patience, as a rule, and cancels.
constexpr Duration StepPatience = std::chrono::minutes(2);

// One connection, from the call until its answer; keeps itself alive until then. Broker thread.
class TcpJob : public std::enable_shared_from_this<TcpJob> {
public:
    TcpJob(const rpc::CallContext& context, std::string host, std::uint16_t port, SenderRef output, rpc::Answer answer)
        : m_router(context.router),
          m_caller(context.caller),
          m_host(std::move(host)),
          m_port(port),
          m_output(context.router, output),
          m_answer(std::move(answer))
    {
    }

    void begin(const std::stop_token& cancelled)
    {
        m_self = shared_from_this();
        m_stop.emplace(cancelled, [weak = weak_from_this(), &broker = m_router.broker()] {
            broker.deferLater([weak] {
                if (const auto alive = weak.lock())
                    alive->end(fail(ErrorKind::Cancelled, "the connection was closed by the caller"));
            });
        });
        if (const auto address = io::Address::parse(m_host, m_port)) {
            connect({*address});
            return;
        }
        m_lookup = ProgramOutput::start(m_router.broker(), {"getent", "ahosts", m_host}, StepPatience,
                                        [this](const Result<std::string>& output) { lookedUp(output); });
    }

private:
    void lookedUp(const Result<std::string>& output)
    {
        auto addresses = output ? addressesIn(*output, m_port) : std::vector<io::Address>();
        if (addresses.empty()) {
            const std::string_view why = output ? "getent gave none" : std::string_view(output.error().text());
            end(fail(ErrorKind::Stream, str("cannot find the address of ", m_host, ": ", why)));
            return;
        }
        connect(std::move(addresses));
    }

    void connect(std::vector<io::Address> addresses)
    {
        List texts;
        for (const io::Address& address : addresses)
            texts.items.emplace_back(address.text);
        tell("addresses", std::move(texts));
        m_connect.emplace(m_router.broker(), std::move(addresses),
                          io::TcpOptions{.host = m_host, .port = m_port, .limit = StepPatience},
                          [this](Result<UniqueFd> socket) {
                              if (socket)
                                  relay(std::move(*socket));
                              else
                                  end(std::unexpected(std::move(socket).error()));
                          });
    }

    void relay(UniqueFd socket)
    {
        auto receiver = rpc::Receiver::create(m_router, {.respondent = m_caller, .traffic = io::Traffic::Bulk});
        if (!receiver) {
            end(std::unexpected(std::move(receiver).error()));
            return;
        }
        tell("sender", (*receiver)->toSender(m_caller));
        m_relay.emplace(m_router.broker(), std::move(socket), std::move(*receiver), std::move(m_output),
                        [this](Result<> done) {
                            if (done)
                                end(Value());
                            else
                                end(std::unexpected(std::move(done).error()));
                        });
    }

    // Whether anybody listens is seen soon enough.
    void tell(std::string_view key, Value value)
    {
        Dict dict;
        dict.set(key, std::move(value));
        static_cast<void>(m_output.send(Value(std::move(dict))));
    }

    void end(Result<Value> result)
    {
        const auto self = std::exchange(m_self, nullptr);
        if (self == nullptr)
            return;
        m_stop.reset();
        m_answer(std::move(result));
    }

    routing::Router& m_router;
    const ContextId m_caller;
    const std::string m_host;
    const std::uint16_t m_port;
    rpc::Sender m_output;
    rpc::Answer m_answer;
    std::unique_ptr<ProgramOutput> m_lookup;
    std::optional<io::TcpConnect> m_connect;
    std::optional<rpc::SocketRelay> m_relay;
    std::optional<std::stop_callback<std::function<void()>>> m_stop;
    std::shared_ptr<TcpJob> m_self;
};

void tcpConnect(rpc::CallContext& context, std::vector<Value> args, const Dict& kwargs, rpc::Answer answer)
{
    const auto argument = [&args, &kwargs](std::size_t i, std::string_view name) {
        return args.size() > i ? &args[i] : kwargs.find(name);
    };
    const Value* host = argument(0, "host");
    const Value* port = argument(1, "port");
    const Value* output = argument(2, "output");
    const auto* name = host == nullptr ? nullptr : host->as<std::string>();
    const auto* number = port == nullptr ? nullptr : port->as<std::int64_t>();
    const auto* sender = output == nullptr ? nullptr : output->as<SenderRef>();
    const bool numbered = number != nullptr && *number > 0 && *number <= 0xffff;
    // What begins with a hyphen would be an option of the program that looks names up.
    const bool named = name != nullptr && !name->empty() && name->size() <= MaxHostName && name->front() != '-' &&
                       name->find('\0') == std::string::npos;
    if (!named || !numbered || sender == nullptr) {
        answer(fail(ErrorKind::Argument,
                    "tcp.connect needs host (a name or address), port (1 to 65535) and output (a sender)"));
        return;
    }
    std::make_shared<TcpJob>(context, *name, static_cast<std::uint16_t>(*number), *sender, std::move(answer))
        ->begin(context.cancelled);
}

}  // namespace

std::vector<io::Address> addressesIn(std::string_view ahosts, std::uint16_t port)
{
    std::vector<io::Address> addresses;
    std::string_view last;  // the kinds of socket stand on lines of their own, one after the other
    eachLine(ahosts, [&](std::string_view line) {
        const std::string_view word = line.substr(0, line.find_first_of(" \t"));
        if (word == std::exchange(last, word) || addresses.size() == MaxAddresses)
            return;
        if (const auto address = io::Address::parse(std::string(word), port))
            addresses.push_back(*address);
    });
    return addresses;
}

void addTcp(rpc::Registry& registry)
{
    registry.add({
        .description =
            {.name = "tcp.connect",
             .help = "Connects to a port from this context and carries bytes both ways.",
             .result = "none",
             .parameters = {{.name = "host", .type = "text", .help = "Name or address, as this context knows it."},
                            {.name = "port", .type = "int", .help = "TCP port."},
                            {.name = "output",
                             .type = "sender",
                             .help = "Gets the addresses, a sender for bytes to send, then bytes."}}},
        .start = tcpConnect,
    });
}

}  // namespace rz::connect
