// What a client sends to the SFTP server, cut into packets anyhow: it answers what it has to within its limits, or ends. What
// would change files, or wait for one, is not passed on.
#include "core/fakessh/sftp_request.h"
#include "core/fakessh/sftp_server.h"

#include <cstdlib>

namespace {

using namespace rz::fakessh::sftp;

bool isHarmless(const Request& request)
{
    switch (request.type) {
    case Type::Open:
    case Type::SetStat:
    case Type::FSetStat:
    case Type::Remove:
    case Type::MakeDir:
    case Type::RemoveDir:
    case Type::Rename:
    case Type::SymLink: return false;
    case Type::Extended: {
        const std::string_view name = request.extension;
        return !name.starts_with("posix-rename") && !name.starts_with("hardlink") && !name.starts_with("lsetstat");
    }
    default: return true;
    }
}

// Whether each packet that is complete in `bytes` is.
bool isHarmless(std::string_view bytes)
{
    for (;;) {
        PacketReader reader(bytes);
        const std::string_view packet = reader.string();
        if (reader.failed())
            return true;
        Request request;
        if (parseRequest(packet, request) == Verdict::Good && !isHarmless(request))
            return false;
        bytes.remove_prefix(LengthField + packet.size());
    }
}

// The lengths that the packets of an answer claim are their own.
void check(std::string_view output)
{
    while (!output.empty()) {
        PacketReader reader(output);
        const std::string_view packet = reader.string();
        if (reader.failed() || packet.empty() || packet.size() > MaxPacket)
            std::abort();
        output.remove_prefix(LengthField + packet.size());
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size < 1)
        return 0;
    const std::size_t step = data[0] + std::size_t{1};
    const std::string_view all(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (!isHarmless(all))
        return 0;
    rz::fakessh::SftpServer server;
    std::string input;
    for (std::size_t at = 0; at < all.size(); at += step) {
        input += all.substr(at, step);
        for (;;) {
            std::string output;
            std::string_view rest(input);
            const bool good = server.serve(rest, output);
            check(output);
            if (!good)
                return 0;
            input.erase(0, input.size() - rest.size());
            if (output.empty())
                break;
        }
    }
    return 0;
}
