#pragma once

namespace rz::test {

// It keeps what is freed for a while, and its own books beside: what is resident or lies in memory is not ours then.
#ifdef __SANITIZE_ADDRESS__
inline constexpr bool UnderAddressSanitizer = true;
#else
inline constexpr bool UnderAddressSanitizer = false;
#endif

// Any: what is linked with this library needs its own, too, and a process has memory that is not the program's.
#ifdef __SANITIZE_THREAD__
inline constexpr bool Sanitized = true;
#else
inline constexpr bool Sanitized = UnderAddressSanitizer;
#endif

}  // namespace rz::test
