#include "app/ctl/commands.h"
#include "app/ctl/exit_code.h"

#include "core/base/str.h"
#include "core/io/stoppable_write.h"
#include "core/services/fetch_file.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace rz::ctl {

namespace {

constexpr std::int64_t FilePieceSize = 4 * 1024 * 1024;
constexpr Duration Patience = std::chrono::minutes(1);

// Where a fetched file goes: standard output, a device, or a new file that takes the old one's place when it is whole.
class Target {
public:
    static Result<Target> open(const std::string& path)
    {
        if (path.empty() || path == "-")
            return Target();
        struct stat status{};
        const bool exists = ::stat(path.c_str(), &status) == 0;
        if (exists && !S_ISREG(status.st_mode)) {
            UniqueFd file(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
            return file ? Result<Target>(Target(path, {}, std::move(file))) : failErrno(path, errno);
        }
        const std::unique_ptr<char, decltype(&::free)> real(exists ? ::realpath(path.c_str(), nullptr) : nullptr,
                                                            &::free);
        std::string place = real ? real.get() : path;  // a link stays one
        std::string draft = place + ".XXXXXX";
        UniqueFd file(::mkostemp(draft.data(), O_CLOEXEC));
        if (!file)
            return failErrno(path, errno);
        const mode_t mask = ::umask(0);
        ::umask(mask);
        return Target(std::move(place), std::move(draft), std::move(file),
                      exists ? status.st_mode & 07777 : 0666 & ~mask);
    }
    Target(Target&&) noexcept = default;
    Target& operator=(Target&&) = delete;
    ~Target()
    {
        if (m_file && !m_draft.empty())
            ::unlink(m_draft.c_str());
    }

    int descriptor() const { return m_file ? m_file.get() : STDOUT_FILENO; }
    // With the rights of the file that was there, or those that any new one gets.
    Result<> keep()
    {
        if (m_draft.empty())
            return {};
        if (::fchmod(m_file.get(), m_mode) != 0 || ::rename(m_draft.c_str(), m_path.c_str()) != 0)
            return failErrno(m_path, errno);
        m_file.reset();
        return {};
    }

private:
    Target() = default;
    Target(std::string path, std::string draft, UniqueFd file, mode_t mode = 0)
        : m_path(std::move(path)), m_draft(std::move(draft)), m_file(std::move(file)), m_mode(mode)
    {
    }

    std::string m_path;
    std::string m_draft;
    UniqueFd m_file;
    mode_t m_mode = 0;
};

// Of a native context, by its own function; a Python one has Mitogen's service.
Result<> fetchNative(Session& session, const rpc::Context& context, const CommandLine& line, const Target& target)
{
    const std::string& path = line.arguments.front();
    for (std::int64_t offset = 0;;) {
        auto piece =
            callAndWait(session, context,
                        rpc::Call::byName("fs.read", {Value(path), Value(offset), Value(FilePieceSize)}), line.timeout);
        if (!piece)
            return std::unexpected(std::move(piece).error());
        const auto* const bytes = piece->as<Bytes>();
        if (bytes == nullptr)
            return fail(ErrorKind::Stream, "the context gave no bytes");
        RZ_CHECK(io::writeUnlessStopped(target.descriptor(), bytes->view(), session.interruption()));
        offset += std::ssize(*bytes);
        if (std::ssize(*bytes) < FilePieceSize)
            return {};
    }
}

Result<> fetch(Session& session, const CommandLine& line)
{
    RZ_TRY(const rpc::Context context, session.connectChain(line.chains.front()));
    RZ_TRY(Target target, Target::open(line.arguments.size() > 1 ? line.arguments[1] : std::string()));
    if (session.isNative(context.id())) {
        RZ_CHECK(fetchNative(session, context, line, target));
        return target.keep();
    }
    session.disconnectWhenInterrupted();
    const auto fetched = services::fetchFile(context, line.arguments.front(), target.descriptor(),
                                             line.timeout.value_or(Patience), session.interruption());
    if (session.interrupted())
        return fail(ErrorKind::Cancelled, "interrupted");
    if (!fetched) {
        ErrorDetails details = fetched.error().details();
        details.hop = session.pathTo(context.id());
        details.step = "fetch " + line.arguments.front();
        return std::unexpected(Error(fetched.error()).withDetails(std::move(details)));
    }
    return target.keep();
}

}  // namespace

int fetchCommand(Session& session, const CommandLine& line)
{
    const auto fetched = fetch(session, line);
    if (fetched)
        return static_cast<int>(ExitCode::Success);
    reportError(fetched.error(), line.json);
    return static_cast<int>(exitCodeFor(fetched.error()));
}

}  // namespace rz::ctl
