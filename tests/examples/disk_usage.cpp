// How much the files below a directory take, on many hosts at once; each is told as soon as it has counted:
//   disk_usage /var ssh:web1 ssh:web2 "ssh:db|sudo"

#include <rhizome/rhizome.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <ftw.h>
#include <map>
#include <memory>
#include <string>

namespace {

// Runs on the hosts. What cannot be looked at counts nothing.
rz::Result<std::int64_t> bytesBelow(const std::string& path)
{
    // nftw() has no place for what belongs to the caller.
    static thread_local std::int64_t bytes;
    bytes = 0;
    const auto add = [](const char*, const struct stat* file, int kind, FTW*) {
        if (kind == FTW_F)
            bytes += std::int64_t{file->st_blocks} * 512;
        return 0;
    };
    if (::nftw(path.c_str(), add, 32, FTW_PHYS | FTW_MOUNT) != 0)
        return rz::failErrno(path, errno);
    return bytes;
}

}  // namespace

template <>
inline constexpr auto rz::rpc::describe<&bytesBelow> = rz::rpc::FunctionInfo<1>{
    "example.bytesBelow", "What files take.", rz::rpc::Runs::Worker, {{{"path", "Of a directory."}}}};

int main(int argc, char** argv)
{
    using namespace rz;
    return rhizome::main<&bytesBelow>(argc, argv, [](rhizome::Program& program) {
        const auto arguments = program.arguments();
        if (arguments.size() < 2) {
            std::fputs("usage: disk_usage DIRECTORY CHAIN...\n", stderr);
            return 2;
        }
        const std::vector<std::string> chains(arguments.begin() + 1, arguments.end());
        const auto contexts = program.connectAll(chains);

        int status = 0;
        const auto tell = [&status](const std::string& host, const Error& error) {
            std::fprintf(stderr, "%s: %s\n", host.c_str(), error.text().c_str());
            status = 1;
        };
        std::map<const rpc::Selectable*, std::string> hosts;
        std::vector<std::unique_ptr<rpc::Receiver>> calls;
        for (std::size_t i = 0; i < chains.size(); ++i) {
            if (!contexts[i]) {
                tell(chains[i], contexts[i].error());
                continue;
            }
            calls.push_back(contexts[i]->callAsync(rpc::makeCall<&bytesBelow>(arguments[0])));
            hosts[calls.back().get()] = chains[i];
        }
        std::int64_t total = 0;
        rpc::Select select(calls);
        for (rpc::Event& event : select) {
            const std::string& host = hosts[event.source];
            const auto bytes = rpc::resultAs<&bytesBelow>(event.message()->unpickle());
            if (!bytes) {
                tell(host, bytes.error());
                continue;
            }
            std::printf("%12lld %s\n", static_cast<long long>(*bytes), host.c_str());
            std::fflush(stdout);
            total += *bytes;
        }
        std::printf("%12lld total\n", static_cast<long long>(total));
        return status;
    });
}
