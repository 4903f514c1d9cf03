#pragma once

// How clang says what g++ says by __SANITIZE_ADDRESS__ and the like.
#ifdef __has_feature
#define RZ_HAS_FEATURE(feature) __has_feature(feature)
#else
#define RZ_HAS_FEATURE(feature) 0
#endif

namespace rz::test {

// It keeps what is freed for a while, and its own books beside: what is resident or lies in memory is not ours then.
#if defined(__SANITIZE_ADDRESS__) || RZ_HAS_FEATURE(address_sanitizer)
inline constexpr bool UnderAddressSanitizer = true;
#else
inline constexpr bool UnderAddressSanitizer = false;
#endif

// It does not follow threads of a process that was forked beside other threads.
#if defined(__SANITIZE_THREAD__) || RZ_HAS_FEATURE(thread_sanitizer)
inline constexpr bool UnderThreadSanitizer = true;
#else
inline constexpr bool UnderThreadSanitizer = false;
#endif

#undef RZ_HAS_FEATURE

// Any: what is linked with this library needs its own, too, and a process has memory that is not the program's.
inline constexpr bool Sanitized = UnderAddressSanitizer || UnderThreadSanitizer;

}  // namespace rz::test
