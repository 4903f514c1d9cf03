#pragma once

namespace rz::test {

// It keeps what is freed for a while, and its own books beside: what is resident or lies in memory is not ours then.
#ifdef __SANITIZE_ADDRESS__
inline constexpr bool UnderAddressSanitizer = true;
#else
inline constexpr bool UnderAddressSanitizer = false;
#endif

}  // namespace rz::test
