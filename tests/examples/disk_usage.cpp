// How much a directory and all below it take, on many hosts at once; each is told as soon as it has counted, while others count
// or are still being connected:
//   disk_usage /var ssh:web1 ssh:web2 "ssh:db|sudo"

#include <rhizome/rhizome.h>

#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

// Runs on the hosts, until it is done or nobody waits for it any more. What cannot be looked at counts nothing.
rz::Result<std::int64_t> bytesBelow(rz::rpc::CallContext& call, const std::string& path)
{
    RZ_TRY(const rz::Dict usage, rz::fs::diskUsage(call, path, {}, {}));
    return rz::rpc::valueAs<std::int64_t>(*usage.find("bytes"));
}

}  // namespace

template <>
inline constexpr auto rz::rpc::describe<&bytesBelow> = rz::rpc::FunctionInfo<1>{
    "example.bytesBelow", "What a directory takes.", rz::rpc::Runs::Worker, {{{"path", "Of the directory."}}}};

int main(int argc, char** argv)
{
    using namespace rz;
    return rhizome::main<&bytesBelow>(argc, argv, [](rhizome::Program& program) {
        const auto arguments = program.arguments();
        if (arguments.size() < 2) {
            std::fputs("usage: disk_usage DIRECTORY CHAIN...\n", stderr);
            return 2;
        }
        std::vector<std::shared_ptr<rpc::Selectable>> awaited;  // of each host its connection, and then its answer
        std::map<const rpc::Selectable*, std::string> hosts;
        rpc::Select select;
        const auto await = [&awaited, &hosts, &select](std::shared_ptr<rpc::Selectable> what, const std::string& host) {
            valueOrThrow(select.add(*what));
            hosts[what.get()] = host;
            awaited.push_back(std::move(what));
        };
        for (const char* const chain : arguments.subspan(1))
            await(program.connectAsync(chain), chain);

        int status = 0;
        const auto tell = [&status](const std::string& host, const Error& error) {
            std::fprintf(stderr, "%s: %s\n", host.c_str(), connect::explain(error).c_str());
            status = 1;
        };
        std::int64_t total = 0;
        for (rpc::Event& event : select) {
            const std::string& host = hosts[event.source];
            if (const auto* const context = event.as<Result<rpc::Context>>()) {
                if (*context)
                    await((*context)->callAsync(rpc::makeCall<&bytesBelow>(arguments[0])), host);
                else
                    tell(host, context->error());
                continue;
            }
            const auto bytes = rpc::resultAs<&bytesBelow>(event.message()->unpickle());
            if (!bytes) {
                tell(host, bytes.error());
                continue;
            }
            std::printf("%12lld %s\n", static_cast<long long>(*bytes), host.c_str());
            if (std::fflush(stdout) != 0)
                return 1;  // nobody reads it any more
            total += *bytes;
        }
        std::printf("%12lld total\n", static_cast<long long>(total));
        return status;
    });
}
