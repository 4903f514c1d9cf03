#include "core/connect/libssh/revoked_keys.h"

#include "core/base/base64.h"
#include "core/base/str.h"
#include "core/connect/host_key_rules.h"
#include "core/connect/libssh/run_program.h"
#include "core/io/read_file.h"

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <sys/mman.h>
#include <unistd.h>

namespace rz::connect::ssh {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view KrlMagic = "SSHKRL\n\0"sv;
constexpr Duration KeygenTime = std::chrono::seconds(20);
// Of `ssh-keygen -Q` for a key that is revoked.
constexpr io::ExitStatus Revoked{.code = 1};

// The blob of a key begins with its type.
bool isKey(std::string_view type, std::string_view blob)
{
    constexpr std::size_t LengthSize = 4;
    const auto bytes = fromBase64(blob);
    return bytes && bytes->size() > LengthSize && std::string_view(*bytes).substr(LengthSize).starts_with(type);
}

Result<bool> isInList(std::string_view content, const HostKey& key)
{
    for (int number = 1; !content.empty(); ++number) {
        const std::size_t end = std::min(content.find('\n'), content.size());
        std::string_view line = content.substr(0, end);
        content.remove_prefix(std::min(end + 1, content.size()));
        const std::string_view type = takeWord(line);
        if (type.empty() || type.starts_with('#'))
            continue;
        const std::string_view blob = takeWord(line);
        if (type == key.type && blob == key.blob)
            return true;
        if (!isKey(type, blob))
            return fail(ErrorKind::Decode, str("line ", number, " is no public key"));
    }
    return false;
}

Result<bool> isInKrl(const std::string& file, const HostKey& key, const CancelToken& cancel)
{
    const std::string line = str(key.type, ' ', key.blob, '\n');
    const UniqueFd shown(::memfd_create("host_key", MFD_CLOEXEC));
    if (!shown || ::write(shown.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size()))
        return failErrno("memfd_create", errno);
    const std::string name = str("/proc/", ::getpid(), "/fd/", shown.get());
    RZ_TRY(const ProgramOutput ran, runProgram({"ssh-keygen", "-Q", "-f", file, name}, KeygenTime, cancel));
    if (ran.status == io::ExitStatus{} || ran.status == Revoked)
        return ran.status == Revoked;
    std::string said = ran.errors;
    said.erase(said.find_last_not_of('\n') + 1);
    return fail(ErrorKind::Decode, said);
}

}  // namespace

Result<bool> isRevokedBy(const std::string& file, const HostKey& key, const CancelToken& cancel)
{
    RZ_TRY(const std::string content, io::readFile(file));
    return content.starts_with(KrlMagic) ? isInKrl(file, key, cancel) : isInList(content, key);
}

}  // namespace rz::connect::ssh
