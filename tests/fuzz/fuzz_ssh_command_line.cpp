// Whatever words ssh is started with, they are read or refused, and what is read makes a request that can travel.
#include "core/fakessh/client_request.h"

#include <cstdlib>
#include <unistd.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace rz::fakessh;
    const auto request = standInRequestFrom({reinterpret_cast<const char*>(data), size});
    if (!request)
        return 0;
    const auto line = parseSshCommandLine(request->arguments);
    if (!line)
        return 0;
    if (line->subsystem && !line->command)
        std::abort();
    if (!sessionRequestFrom(toDict(sessionFor(*line, request->environment, -1))))
        std::abort();
    return 0;
}
