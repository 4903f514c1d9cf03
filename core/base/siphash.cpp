#include "core/base/siphash.h"

#include <sys/random.h>

namespace rz {

const SipHash::Key& SipHash::processKey()
{
    static const Key key = [] {
        Key random{};
        // At early boot this may give nothing; a fixed key is still a hash.
        [[maybe_unused]] const auto ignored = ::getrandom(&random, sizeof random, GRND_NONBLOCK);
        return random;
    }();
    return key;
}

}  // namespace rz
