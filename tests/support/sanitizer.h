#pragma once

namespace rz::test {

// It keeps what is freed for a while, and its own books beside: what is resident or lies in memory is not ours then.
#ifdef __SANITIZE_ADDRESS__
inline constexpr bool UnderAddressSanitizer = true;
#else
inline constexpr bool UnderAddressSanitizer = false;
#endif

// It does not follow threads of a process that was forked beside other threads.
#ifdef __SANITIZE_THREAD__
inline constexpr bool UnderThreadSanitizer = true;
#else
inline constexpr bool UnderThreadSanitizer = false;
#endif

// Any: what is linked with this library needs its own, too, and a process has memory that is not the program's.
inline constexpr bool Sanitized = UnderAddressSanitizer || UnderThreadSanitizer;

}  // namespace rz::test
