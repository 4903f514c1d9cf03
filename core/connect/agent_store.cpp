#include "core/base/str.h"
#include "core/base/unique_fd.h"
#include "core/connect/connector.h"

#include <cerrno>
#include <fcntl.h>
#include <map>
#include <mutex>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>
#include <zlib.h>

namespace rz::connect {

namespace {

constexpr std::string_view AgentName = "rhizome-agent";

std::string ownMachine()
{
    utsname names{};
    return ::uname(&names) == 0 ? names.machine : "";
}

Result<Bytes> readFile(const std::string& path)
{
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status{};
    if (!fd || ::fstat(fd.get(), &status) != 0)
        return failErrno(path, errno);
    std::string content(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t filled = 0;
    while (filled < content.size()) {
        const ssize_t count = ::read(fd.get(), content.data() + filled, content.size() - filled);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failErrno(path, errno);
        if (count == 0)
            break;
        filled += static_cast<std::size_t>(count);
    }
    content.resize(filled);
    return Bytes(std::move(content));
}

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

Error noAgent(std::string_view machine, const std::vector<std::string>& directories)
{
    std::string looked;
    for (const std::string& directory : directories)
        looked += str(looked.empty() ? "" : ", ", directory);
    return Error(ErrorKind::Stream, str("there is no agent for ", machine))
        .withDetails({.step = "agent upload",
                      .seen = looked.empty() ? std::string() : "looked in " + looked,
                      .cause = str("No rhizome-agent built for ", machine, " is installed."),
                      .fix = "Install the agent for that architecture beside the others."});
}

// Finds executables as DIR/MACHINE/rhizome-agent, or DIR/rhizome-agent for this machine's own kind, and a
// gzip'ed one beside it.
class InstalledAgentStore final : public AgentStore {
public:
    explicit InstalledAgentStore(std::vector<std::string> directories)
        : m_directories(std::move(directories)), m_ownMachine(ownMachine())
    {
    }

    Result<Bytes> executable(std::string_view machine) override
    {
        const std::lock_guard lock(m_mutex);
        return cached(m_executables, machine, [this, machine]() -> Result<Bytes> {
            RZ_TRY(const std::string path, find(machine));
            return readFile(path);
        });
    }

    Result<Bytes> compressed(std::string_view machine) override
    {
        const std::lock_guard lock(m_mutex);
        return cached(m_compressed, machine, [this, machine]() -> Result<Bytes> {
            RZ_TRY(const std::string path, find(machine));
            const std::string packed = path + ".gz";
            if (isCurrent(packed, path))
                return readFile(packed);
            RZ_TRY(const Bytes agent, readFile(path));
            return gzip(agent);
        });
    }

    Result<std::string> localPath() override { return find(m_ownMachine); }

private:
    using Cache = std::map<std::string, Bytes, std::less<>>;

    template <class Make>
    static Result<Bytes> cached(Cache& cache, std::string_view machine, Make make)
    {
        if (const auto known = cache.find(machine); known != cache.end())
            return known->second;
        RZ_TRY(Bytes made, make());
        return cache.emplace(std::string(machine), std::move(made)).first->second;
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
            return std::unexpected(noAgent(machine, {}));
        for (const std::string& directory : m_directories) {
            std::string path = str(directory, '/', machine, '/', AgentName);
            if (::access(path.c_str(), X_OK) == 0)
                return path;
            path = str(directory, '/', AgentName);
            if (machine == m_ownMachine && ::access(path.c_str(), X_OK) == 0)
                return path;
        }
        return std::unexpected(noAgent(machine, m_directories));
    }

    std::vector<std::string> m_directories;
    std::string m_ownMachine;
    std::mutex m_mutex;
    Cache m_executables;
    Cache m_compressed;
};

class SelfAgentStore final : public AgentStore {
public:
    Result<Bytes> executable(std::string_view machine) override
    {
        if (machine != ownMachine())
            return std::unexpected(noAgent(machine, {}));
        return readFile(std::string(Path));
    }

    Result<Bytes> compressed(std::string_view machine) override
    {
        RZ_TRY(const Bytes agent, executable(machine));
        return gzip(agent);
    }

    Result<std::string> localPath() override { return std::string(Path); }

private:
    // Works for an unlinked file and for memory as well.
    static constexpr std::string_view Path = "/proc/self/exe";
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

std::unique_ptr<AgentStore> makeSelfAgentStore()
{
    return std::make_unique<SelfAgentStore>();
}

}  // namespace rz::connect
