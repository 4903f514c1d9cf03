#include "core/connect/discover_function.h"

#include "core/connect/discovery.h"
#include "core/routing/router.h"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>

namespace rz::connect {

namespace {

// One search under way; keeps itself alive until it has answered. Broker thread.
class DiscoverJob : public std::enable_shared_from_this<DiscoverJob> {
public:
    static void begin(const rpc::CallContext& context, const Hop& hop, rpc::Answer answer)
    {
        const std::shared_ptr<DiscoverJob> job(new DiscoverJob(std::move(answer)));
        job->m_self = job;
        io::Broker& broker = context.router.broker();
        job->m_discovery = Discovery::start(broker, hop, [job = job.get()](Result<std::vector<Candidate>> found) {
            job->end(found ? Result<Value>(toValue(*found)) : std::unexpected(std::move(found).error()));
        });
        job->m_stop.emplace(context.cancelled, [weak = std::weak_ptr(job), &broker] {
            broker.deferLater([weak] {
                if (const auto alive = weak.lock())
                    alive->end(fail(ErrorKind::Cancelled, "the search was cancelled"));
            });
        });
    }

private:
    explicit DiscoverJob(rpc::Answer answer) : m_answer(std::move(answer)) {}

    void end(Result<Value> result)
    {
        const auto self = std::exchange(m_self, nullptr);
        if (self == nullptr)
            return;
        m_stop.reset();
        m_answer(std::move(result));
    }

    rpc::Answer m_answer;
    std::unique_ptr<Discovery> m_discovery;
    std::optional<std::stop_callback<std::function<void()>>> m_stop;
    std::shared_ptr<DiscoverJob> m_self;
};

void discover(rpc::CallContext& context, std::vector<Value> args, const Dict& kwargs, rpc::Answer answer)
{
    const Value* method = args.empty() ? kwargs.find("method_name") : args.data();
    const Value* options = args.size() < 2 ? kwargs.find("kwargs") : &args[1];
    if (method == nullptr || !method->is<std::string>()) {
        answer(fail(ErrorKind::Argument, "rhizome.discover needs method_name (text)"));
        return;
    }
    Hop hop{.method = *method->as<std::string>(), .options = {}};
    if (const Kwargs* given = options == nullptr ? nullptr : options->as<Kwargs>())
        hop.options = given->dict;
    DiscoverJob::begin(context, hop, std::move(answer));
}

}  // namespace

void addDiscover(rpc::Registry& registry)
{
    registry.add({
        .description = {.name = "rhizome.discover",
                        .help = "What could be connected to from this context by a method: containers, pods, users.",
                        .result = "list",
                        .parameters = {{.name = "method_name", .type = "text", .help = "Connection method."},
                                       {.name = "kwargs",
                                        .type = "dict",
                                        .help = "Options of the method that say how to look.",
                                        .optional = true}}},
        .start = discover,
    });
}

rpc::Call discoverCall(const Hop& hop)
{
    return rpc::Call::byName("rhizome.discover", {Value(hop.method), Value(Kwargs{hop.options})});
}

}  // namespace rz::connect
