// Parts of the C library as the agent needs them.
//
// In a static program glibc brings half a megabyte that nothing of ours reaches: starting a thread refers to the locks of
// stdio, malloc to the statistics it can print, an assertion to translated messages, and each of these leads on to wide
// characters, character sets, locales and the loading of libraries. Here are the ends of those threads.
//
// All are weak: glibc's own take their place as soon as something else in the agent calls for the part they belong to,
// so a call of snprintf() makes the agent larger, not wrong. What headers declare behaves as they promise, but
// for fprintf(), which ends the agent and says so. With the others, which are glibc's own, stands when it calls them.

#include <array>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <link.h>
#include <string_view>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

namespace {

void writeLine(std::string_view first, std::string_view second = {})
{
    for (const std::string_view text : {first, second, std::string_view("\n")}) {
        [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    }
}

[[noreturn]] void fail(std::string_view first, std::string_view second = {})
{
    writeLine(first, second);
    std::abort();
}

int digitOf(char letter)
{
    if (letter >= '0' && letter <= '9')
        return letter - '0';
    const char small = static_cast<char>(letter | 0x20);
    return small >= 'a' && small <= 'z' ? small - 'a' + 10 : INT_MAX;
}

struct Number {
    std::uint64_t magnitude = 0;
    bool negative = false;
    bool tooLarge = false;
};

Number readNumber(const char* text, char** end, int base)
{
    const char* at = text;
    while (*at == ' ' || (*at >= '\t' && *at <= '\r'))
        ++at;
    Number number{.negative = *at == '-'};
    if (*at == '-' || *at == '+')
        ++at;
    const bool hexadecimal = at[0] == '0' && (at[1] | 0x20) == 'x' && digitOf(at[2]) < 16;
    if (hexadecimal && (base == 0 || base == 16)) {
        base = 16;
        at += 2;
    } else if (base == 0) {
        base = *at == '0' ? 8 : 10;
    }
    const char* const digits = at;
    for (; digitOf(*at) < base; ++at) {
        const auto factor = static_cast<std::uint64_t>(base);
        const auto digit = static_cast<std::uint64_t>(digitOf(*at));
        number.tooLarge |= number.magnitude > (UINT64_MAX - digit) / factor;
        number.magnitude = number.magnitude * factor + digit;
    }
    if (end != nullptr)
        *end = const_cast<char*>(at == digits ? text : at);
    return number;
}

}  // namespace

// NOLINTBEGIN(bugprone-reserved-identifier): names of the C library's own
extern "C" {

// --- what headers declare --------------------------------------------------------------------------------------------

[[gnu::weak]] char* strerror(int errnum) noexcept
{
    if (const char* const text = ::strerrordesc_np(errnum); text != nullptr)
        return const_cast<char*>(text);
    thread_local std::array<char, 32> unknown{"Unknown error "};
    const std::size_t length = sizeof("Unknown error ") - 1;
    *std::to_chars(unknown.data() + length, unknown.data() + unknown.size() - 1, errnum).ptr = '\0';
    return unknown.data();
}

[[gnu::weak]] unsigned long strtoul(const char* text, char** end, int base) noexcept
{
    const Number number = readNumber(text, end, base);
    if (number.tooLarge) {
        errno = ERANGE;
        return ULONG_MAX;
    }
    return number.negative ? 0 - number.magnitude : number.magnitude;
}

[[gnu::weak]] long strtol(const char* text, char** end, int base) noexcept
{
    const Number number = readNumber(text, end, base);
    const std::uint64_t most = static_cast<std::uint64_t>(LONG_MAX) + (number.negative ? 1 : 0);
    if (number.tooLarge || number.magnitude > most) {
        errno = ERANGE;
        return number.negative ? LONG_MIN : LONG_MAX;
    }
    return static_cast<long>(number.negative ? 0 - number.magnitude : number.magnitude);
}

[[gnu::weak, noreturn]] void __assert_fail(const char* what, const char*, unsigned, const char*) noexcept
{
    fail("Assertion failed: ", what);
}

// Messages of the C++ library; there are no translations of them where an agent runs.
[[gnu::weak]] char* gettext(const char* text) noexcept
{
    return const_cast<char*>(text);
}

[[gnu::weak]] char* dcgettext(const char*, const char* text, int) noexcept
{
    return const_cast<char*>(text);
}

[[gnu::weak]] char* __dcgettext(const char*, const char* text, int) noexcept
{
    return const_cast<char*>(text);
}

// malloc_stats() and malloc_info(), which are in one object file with malloc(), would print with these.
[[gnu::weak]] void* stderr = nullptr;

[[gnu::weak, noreturn]] int fprintf(void*, const char* format, ...)
{
    fail("agents have no stdio: ", format);
}

[[gnu::weak, noreturn]] int _IO_fputs(const char* text, void*)
{
    fail("agents have no stdio: ", text);
}

// <cctype> of the "C" locale, which is the only one here.
[[gnu::weak]] int isupper(int letter) noexcept
{
    return letter >= 'A' && letter <= 'Z';
}

[[gnu::weak]] int islower(int letter) noexcept
{
    return letter >= 'a' && letter <= 'z';
}

[[gnu::weak]] int isdigit(int letter) noexcept
{
    return letter >= '0' && letter <= '9';
}

[[gnu::weak]] int isalpha(int letter) noexcept
{
    return isupper(letter) | islower(letter);
}

[[gnu::weak]] int isalnum(int letter) noexcept
{
    return isalpha(letter) | isdigit(letter);
}

[[gnu::weak]] int isxdigit(int letter) noexcept
{
    return isdigit(letter) | ((letter | 0x20) >= 'a' && (letter | 0x20) <= 'f');
}

[[gnu::weak]] int isspace(int letter) noexcept
{
    return letter == ' ' || (letter >= '\t' && letter <= '\r');
}

[[gnu::weak]] int iscntrl(int letter) noexcept
{
    return (letter >= 0 && letter < ' ') || letter == 0x7f;
}

[[gnu::weak]] int isgraph(int letter) noexcept
{
    return letter > ' ' && letter < 0x7f;
}

[[gnu::weak]] int isprint(int letter) noexcept
{
    return letter >= ' ' && letter < 0x7f;
}

[[gnu::weak]] int ispunct(int letter) noexcept
{
    return isgraph(letter) != 0 && isalnum(letter) == 0;
}

[[gnu::weak]] int tolower(int letter) noexcept
{
    return isupper(letter) != 0 ? letter | 0x20 : letter;
}

[[gnu::weak]] int toupper(int letter) noexcept
{
    return islower(letter) != 0 ? letter & ~0x20 : letter;
}

// --- what glibc calls itself ------------------------------------------------------------------------------------------

// Called with the first thread, so that streams lock; and at the end, so that they are flushed.
[[gnu::weak]] void _IO_enable_locks() {}
[[gnu::weak]] void _IO_cleanup() {}

// Sets up the tables of <ctype.h>. Without the tables glibc's own would fail here, at the very start: that is what it looks
// like when something in C calls isspace() and the like through their macros.
[[gnu::weak]] void __ctype_init() {}

// Where a new thread's state of the name resolver would be.
[[gnu::weak]] thread_local void* __libc_resp = nullptr;

// For a program marked as wanting an executable stack.
[[gnu::weak]] int __nptl_change_stack_perm(void*)
{
    return EPERM;
}

[[gnu::weak]] int _dl_make_stack_executable(void**)
{
    return EPERM;
}

// Directories to look for libraries in.
[[gnu::weak]] void _dl_init_paths(const char*, const char*, const char*, const char*) {}

// Errors in the tables of the vDSO, the only library there is.
[[gnu::weak, noreturn]] void _dl_signal_error(int, const char*, const char*, const char* text)
{
    fail("the vDSO: ", text == nullptr ? "" : text);
}

[[gnu::weak, noreturn]] void _dl_signal_exception(int, void*, const char* text)
{
    fail("the vDSO: ", text == nullptr ? "" : text);
}

[[gnu::weak]] void _dl_exception_create_format(void*, const char*, const char* format, ...)
{
    writeLine("the vDSO: ", format);
}

// Makes read-only what is so after relocation. Its argument would be the program's link map.
[[gnu::weak]] void _dl_protect_relro(void*)
{
    // NOLINTNEXTLINE(performance-no-int-to-ptr): the kernel's number
    const auto* const headers = reinterpret_cast<const ElfW(Phdr)*>(::getauxval(AT_PHDR));
    const unsigned long count = ::getauxval(AT_PHNUM);
    for (unsigned long i = 0; headers != nullptr && i < count; ++i) {
        if (headers[i].p_type != PT_GNU_RELRO)
            continue;
        const std::uintptr_t page = ::getauxval(AT_PAGESZ);
        const std::uintptr_t begin = headers[i].p_vaddr & ~(page - 1);
        const std::uintptr_t end = (headers[i].p_vaddr + headers[i].p_memsz) & ~(page - 1);
        if (begin < end)
            ::mprotect(reinterpret_cast<void*>(begin), end - begin, PROT_READ);  // NOLINT(performance-no-int-to-ptr)
    }
}

}  // extern "C"
// NOLINTEND(bugprone-reserved-identifier)
