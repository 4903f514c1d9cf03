// Sources that nobody has looked at, and what other contexts ask for: both do no more than give nothing. The first byte says
// which.
#include "core/modules/import_scan.h"
#include "core/modules/main_module.h"
#include "core/modules/minimize.h"
#include "core/modules/module_messages.h"
#include "core/modules/module_name.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

void readSource(std::string_view source)
{
    using namespace rz::modules;
    const std::string minimized = minimizeSource(source);
    // Every statement stays on its line.
    if (std::count(source.begin(), source.end(), '\n') != std::count(minimized.begin(), minimized.end(), '\n'))
        std::abort();
    for (const std::string& name : scanImports(source, "a.b", true)) {
        if (!isModuleName(name))
            std::abort();
    }
    static_cast<void>(neutralizedMain(source));
}

void readMessage(std::string_view message)
{
    using namespace rz::modules;
    const rz::Payload payload{rz::Bytes(message)};
    static_cast<void>(moduleHead(payload));
    static_cast<void>(moduleSource(payload));
    static_cast<void>(resourceName(payload));
    static_cast<void>(loadedResource(payload));
    if (!encodeAbsence(message))
        std::abort();  // every question is answered
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (data[0] == 's')
        readSource(rest);
    else
        readMessage(rest);
    return 0;
}
