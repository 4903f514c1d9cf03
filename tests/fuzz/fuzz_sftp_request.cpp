// A packet is read within its bounds or refused; what is read refers to nothing outside it.
#include "core/fakessh/sftp_request.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace rz::fakessh::sftp;
    const std::string_view packet(reinterpret_cast<const char*>(data), size);
    Request request;
    const Verdict verdict = parseRequest(packet, request);
    if (verdict == Verdict::Fatal && size >= 5)
        std::abort();
    for (const std::string_view text : {request.extension, request.path, request.other}) {
        if (!text.empty() && (text.data() < packet.data() || text.data() + text.size() > packet.data() + size))
            std::abort();
    }
    return 0;
}
