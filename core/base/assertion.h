#pragma once

namespace rz {
[[noreturn]] void assertionFailed(const char* expression, const char* file, int line);
}

// For our own bugs only, on in release too; bytes from a peer never reach it.
#define RZ_ASSERT(expression) \
    ((expression) ? static_cast<void>(0) : ::rz::assertionFailed(#expression, __FILE__, __LINE__))
