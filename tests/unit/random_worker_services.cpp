// Methods of services that a RandomWorker calls, itself or through another context, while pools end and others begin.
#include "core/base/str.h"
#include "core/rpc/service_request.h"
#include "tests/unit/random_services.h"
#include "tests/unit/random_worker.h"

#include <algorithm>
#include <array>
#include <utility>

namespace rz::test {

namespace {

constexpr std::array Services = {ServiceSideBySide, ServiceOneByOne, ServiceOnceForAll, ServiceLater};
constexpr std::array<std::string_view, 10> Methods = {"next",      "further",   "further", "guarded", "guarded",
                                                      "forbidden", "unguarded", "fails",   "wait",    "silent"};

bool isMadeLater(std::string_view service)
{
    return service == ServiceLater || service == ServiceNever;
}

rpc::Call callThrough(ContextId to, std::string_view service, std::string_view method, std::int64_t number)
{
    return rpc::makeCall<&askService>(raw(to), std::string(service), std::string(method), number);
}

}  // namespace

Result<Value> RandomWorker::Request::ask() const
{
    if (through)
        return from->context(*through).tryCall(callThrough(to, service, method, number), deadline);
    return from->context(to).tryCallService(service, method, numberedArgument(number), deadline);
}

rpc::PendingCall RandomWorker::Request::start(rpc::Context::OnResult onResult) const
{
    if (through)
        return from->context(*through).callAsync(callThrough(to, service, method, number), std::move(onResult),
                                                 deadline);
    return from->context(to).callServiceAsync(service, method, numberedArgument(number), std::move(onResult), deadline);
}

RandomWorker::Request RandomWorker::drawRequest(ContextId to, Way way)
{
    ++m_common.calls;
    Request request;
    request.service = Services[below(Services.size())];
    request.method = Methods[below(Methods.size())];
    request.from = &anyLasting();
    request.to = to;
    // Who asks for it would not hear of the end of what is silent.
    if (way == Way::Any && !request.is("silent") && oneIn(2)) {
        // The guests are below the first two.
        request.from = m_tree.lasting()[below(2)];
        do {
            request.through = anyId();
        } while (!m_tree.mayCall(request.from->id(), *request.through));
    }
    // What runs once for all cannot be told to stop.
    if (request.is("wait") && request.service == ServiceOnceForAll)
        request.service = ServiceOneByOne;
    if (request.service == ServiceLater && !isAuthorized(request) && oneIn(2))
        request.service = ServiceNever;
    request.number = nextNumber();
    if (oneIn(4))
        request.deadline = std::chrono::microseconds(below(3000));
    request.poolChanges = m_tree.poolChanges(request.to);
    return request;
}

void RandomWorker::callService()
{
    enum class Then : std::uint8_t { Ask, Detach, Cancel, Drop, Stop };
    Request request = drawRequest(anyId(), Way::Any);
    const Then then{static_cast<std::uint8_t>(below(5))};
    request.mayBeEnded = then == Then::Cancel || then == Then::Drop || then == Then::Stop;
    // Something has to end what waits.
    if (request.waits() && !request.deadline && (!request.mayBeEnded || (request.is("silent") && then == Then::Stop)))
        request.method = "next";
    if (then == Then::Ask) {
        check(request, request.ask());
        return;
    }
    auto [ends, onResult] = awaited();
    rpc::PendingCall pending = request.start(std::move(onResult));
    pause();
    switch (then) {
    case Then::Ask: break;
    case Then::Detach: pending.detach(); break;
    case Then::Cancel: pending.cancel(); break;
    case Then::Drop: pending = {}; break;
    case Then::Stop: pending.stop(); break;
    }
    check(request, endOf(*ends));
}

// Several ask for the same at once, and others may have before.
void RandomWorker::remember()
{
    const ContextId to = anyId();
    const auto key = static_cast<std::int64_t>(below(200));
    Dict arguments;
    arguments.set("key", key);
    std::vector<Asked> asked;
    for (std::size_t i = 1 + below(4); i > 0; --i) {
        Request request = drawRequest(to, Way::Direct);
        request.service = ServiceOnceForAll;
        request.method = "remember";
        request.number = key;
        request.mayBeEnded = oneIn(3);
        auto [ends, onResult] = awaited();
        rpc::PendingCall pending = request.from->context(to).callServiceAsync(
            request.service, request.method, arguments, std::move(onResult), request.deadline);
        asked.push_back({.request = request, .ends = std::move(ends), .pending = std::move(pending)});
    }
    pause();
    for (Asked& one : asked) {
        if (one.request.mayBeEnded)
            oneIn(2) ? one.pending.cancel() : one.pending.stop();
    }
    for (const Asked& one : asked)
        check(one.request, endOf(*one.ends));
}

// Nobody waits for an answer, whether or not there would be one.
void RandomWorker::tellService()
{
    Request request = drawRequest(anyId(), Way::Direct);
    request.method = oneIn(2) ? "silent" : "further";
    routing::Message message;
    message.handle = wire::CallService;
    message.data = rpc::encodeServiceCall(request.service, request.method, numberedArgument(request.number)).value();
    request.from->context(request.to).send(std::move(message));
    ++m_common.answered;
    m_told.push_back(request);
}

bool RandomWorker::toldAreDone() const
{
    return std::ranges::all_of(m_told, [this](const Request& request) {
        return m_common.runs.has(request.number) || lost(request) || poolMayHaveEnded(request) ||
               (isMadeLater(request.service) && !isAuthorized(request));
    });
}

// A pool ends while it has something to do, or more than it has threads for.
void RandomWorker::endPoolAtWork()
{
    // That of the last stays, so that it shows if callers who are gone are not forgotten.
    ThreadedContext& context = *m_tree.lasting()[below(m_tree.lasting().size() - 1)];
    std::vector<Asked> asked;
    for (std::size_t i = below(2 * ServiceThreads); i > 0; --i) {
        Request request = drawRequest(context.id(), Way::Any);
        request.mayBeEnded = true;
        if (request.is("silent") && !request.deadline)
            request.method = "next";
        auto [ends, onResult] = awaited();
        rpc::PendingCall pending = request.start(std::move(onResult));
        asked.push_back({.request = request, .ends = std::move(ends), .pending = std::move(pending)});
    }
    pause();
    m_common.newPools += context.replacePool() ? 1 : 0;
    // Some may have reached the next pool only.
    for (Asked& one : asked) {
        one.pending.stop();
        check(one.request, endOf(*one.ends));
    }
}

void RandomWorker::check(const Request& request, const Result<Value>& result)
{
    ++m_common.answered;
    if (result ? !isRight(request, *result) : !mayEndWith(request, result.error()))
        fail(str("call ", request.number, " of ", request.method, " of ", request.service, " from ",
                 raw(request.caller()), " to ", raw(request.to), " ended with ",
                 result ? repr(*result) : str(toString(result.error().kind()), ": ", result.error().text())));
    if (result && !request.is("remember"))
        m_done.push_back(request.number);
}

bool RandomWorker::isRight(const Request& request, const Value& answer) const
{
    if (request.is("remember"))
        return isOfKey(answer, request.number);
    const bool answers =
        request.is("next") || request.is("further") || (request.is("guarded") && isAuthorized(request));
    return answers && answer == Value(request.number + 1);
}

bool RandomWorker::mayEndWith(const Request& request, const Error& error)
{
    struct Ending {
        std::string_view text;
        bool fits;
        bool hasRun;  // or may have
    };
    const bool poolEnded = poolMayHaveEnded(request);
    const bool unauthorized = !isAuthorized(request);
    const Ending endings[] = {
        {.text = "is not authorized to invoke",
         .fits = request.is("forbidden") || (request.is("guarded") && unauthorized),
         .hasRun = false},
        {.text = "has no policies set", .fits = request.is("unguarded"), .hasRun = false},
        {.text = "is not yet activated", .fits = unauthorized && isMadeLater(request.service), .hasRun = false},
        {.text = "invalid handle", .fits = poolEnded, .hasRun = false},
        {.text = "the service pool stopped before the call began", .fits = poolEnded, .hasRun = false},
        {.text = "the call was cancelled before it began", .fits = request.mayBeEnded, .hasRun = false},
        {.text = "as it should", .fits = request.is("fails"), .hasRun = true},
        {.text = "CancelledError", .fits = request.mayBeEnded || poolEnded, .hasRun = true},
    };
    for (const Ending& ending : endings) {
        if (!error.text().contains(ending.text))
            continue;
        if (!ending.hasRun && !request.is("remember"))
            m_refused.push_back(request.number);
        return ending.fits || lost(request);
    }
    return lost(request) || (error.kind() == ErrorKind::Timeout && request.deadline) ||
           (error.kind() == ErrorKind::Cancelled && request.mayBeEnded);
}

bool RandomWorker::lost(const Request& request) const
{
    return m_tree.lost(request.to) || (request.through && m_tree.lost(*request.through));
}

bool RandomWorker::poolMayHaveEnded(const Request& request) const
{
    return request.poolChanges % 2 != 0 || m_tree.poolChanges(request.to) != request.poolChanges;
}

bool RandomWorker::isAuthorized(const Request& request) const
{
    return m_tree.hasAuthority(request.caller(), request.to);
}

}  // namespace rz::test
