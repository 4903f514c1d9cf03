#include "core/base/str.h"
#include "core/connect/bootstrap/agent_file.h"
#include "core/connect/bootstrap/agent_store.h"

#include <map>
#include <mutex>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

namespace rz::connect {

namespace {

constexpr std::string_view AgentName = "rhizome-agent";

Result<Bytes> gzip(const Bytes& data)
{
    constexpr int GzipWindow = 15 + 16;
    z_stream stream{};
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return fail(ErrorKind::System, "cannot compress the agent: out of memory");
    std::string out(deflateBound(&stream, data.size()), '\0');
    // zlib's interface lacks const; it does not write there.
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(data.data()));
    stream.avail_in = static_cast<uInt>(data.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int outcome = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    if (outcome != Z_STREAM_END)
        return fail(ErrorKind::System, "cannot compress the agent");
    return Bytes(std::move(out));
}

class InstalledAgentStore final : public AgentStore {
public:
    explicit InstalledAgentStore(std::vector<std::string> directories)
        : m_directories(std::move(directories)), m_ownMachine(ownMachine())
    {
    }

    Result<AgentImage> image(std::string_view machine, bool takesGzip) override
    {
        const std::lock_guard lock(m_mutex);
        Cache& cache = takesGzip ? m_compressed : m_executables;
        const auto known = cache.find(machine);
        if (known != cache.end())
            return AgentImage{.content = known->second, .gzipped = takesGzip};
        RZ_TRY(const std::string path, find(machine));
        RZ_TRY(Bytes content, takesGzip ? readCompressed(path) : readAgent(path));
        cache.emplace(machine, content);
        return AgentImage{.content = std::move(content), .gzipped = takesGzip};
    }

    Result<std::string> localPath() override { return find(m_ownMachine); }

private:
    using Cache = std::map<std::string, Bytes, std::less<>>;

    static Result<Bytes> readCompressed(const std::string& path)
    {
        const std::string packed = path + ".gz";
        if (isCurrent(packed, path))
            return readAgent(packed);
        RZ_TRY(const Bytes agent, readAgent(path));
        return gzip(agent);
    }

    static bool isCurrent(const std::string& packed, const std::string& original)
    {
        struct stat packedStatus{};
        struct stat originalStatus{};
        return ::stat(packed.c_str(), &packedStatus) == 0 && ::stat(original.c_str(), &originalStatus) == 0 &&
               packedStatus.st_mtime >= originalStatus.st_mtime;
    }

    Result<std::string> find(std::string_view machine) const
    {
        // The name comes from a remote machine and becomes part of a path.
        if (machine.empty() || machine.find_first_of("/.") != std::string_view::npos)
            return std::unexpected(noAgentError(machine, {}));
        for (const std::string& directory : m_directories) {
            std::string path = str(directory, '/', machine, '/', AgentName);
            if (::access(path.c_str(), X_OK) == 0)
                return path;
            path = str(directory, '/', AgentName);
            if (machine == m_ownMachine && ::access(path.c_str(), X_OK) == 0)
                return path;
        }
        return std::unexpected(noAgentError(machine, m_directories));
    }

    std::vector<std::string> m_directories;
    std::string m_ownMachine;
    std::mutex m_mutex;
    Cache m_executables;
    Cache m_compressed;
};

}  // namespace

std::unique_ptr<AgentStore> makeInstalledAgentStore(std::vector<std::string> directories)
{
    return std::make_unique<InstalledAgentStore>(std::move(directories));
}

std::vector<std::string> installedAgentDirectories()
{
    std::vector<std::string> directories;
    char path[4096];
    const ssize_t length = ::readlink("/proc/self/exe", path, sizeof path);
    if (length > 0) {
        const std::string_view program(path, static_cast<std::size_t>(length));
        directories.emplace_back(program.substr(0, program.rfind('/')));
    }
    directories.emplace_back(RZ_AGENTS_DIR);
    return directories;
}

}  // namespace rz::connect
