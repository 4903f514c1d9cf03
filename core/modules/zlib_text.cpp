#include "core/modules/zlib_text.h"

#include "core/base/assertion.h"

#include <string>
#include <zlib.h>

namespace rz::modules {

Bytes compress(std::string_view text)
{
    uLongf size = ::compressBound(static_cast<uLong>(text.size()));
    std::string packed(size, '\0');
    // The best level makes sources smaller by less than a hundredth, and takes several times as long.
    const int outcome =
        ::compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(text.data()),
                    static_cast<uLong>(text.size()), Z_DEFAULT_COMPRESSION);
    RZ_ASSERT(outcome == Z_OK);  // it only fails for want of room or memory
    packed.resize(size);
    return Bytes(std::move(packed));
}

}  // namespace rz::modules
