// Functions of <cstring> on texts that end with a zero, as the agent needs them.
//
// glibc has each five times, for as many generations of processors, which would be a thirtieth of the agent. It compares
// names of variables and options with them when it starts, and opens paths; our own texts know their length. What works on
// bytes, memcpy() before all, stays glibc's, and strlen() too.
//
// All are weak, as in c_library.cpp and for the same reason.

#include <cstddef>  // <cstring> has overloads of its own for C++

namespace {

// Beyond any text; not SIZE_MAX, which added to an address would be less than it.
constexpr std::size_t NoLimit = static_cast<std::size_t>(-1) >> 1;

int compare(const char* left, const char* right, std::size_t limit)
{
    for (std::size_t i = 0; i < limit; ++i) {
        const int difference = static_cast<unsigned char>(left[i]) - static_cast<unsigned char>(right[i]);
        if (difference != 0 || left[i] == '\0')
            return difference;
    }
    return 0;
}

std::size_t lengthOf(const char* text)
{
    std::size_t length = 0;
    while (text[length] != '\0')
        ++length;
    return length;
}

// Where `letter` is first, or where the text ends.
const char* find(const char* text, char letter)
{
    while (*text != letter && *text != '\0')
        ++text;
    return text;
}

}  // namespace

// NOLINTBEGIN(bugprone-reserved-identifier): names of the C library's own
extern "C" {

[[gnu::weak]] int strcmp(const char* left, const char* right) noexcept
{
    return compare(left, right, NoLimit);
}

[[gnu::weak]] int strncmp(const char* left, const char* right, std::size_t limit) noexcept
{
    return compare(left, right, limit);
}

[[gnu::weak]] char* strcpy(char* to, const char* from) noexcept
{
    std::size_t at = 0;
    while ((to[at] = from[at]) != '\0')
        ++at;
    return to;
}

[[gnu::weak]] char* __strchrnul(const char* text, int letter) noexcept
{
    return const_cast<char*>(find(text, static_cast<char>(letter)));
}

[[gnu::weak]] char* strchrnul(const char* text, int letter) noexcept
{
    return __strchrnul(text, letter);
}

[[gnu::weak]] char* strchr(const char* text, int letter) noexcept
{
    char* const found = __strchrnul(text, letter);
    return *found == static_cast<char>(letter) ? found : nullptr;
}

[[gnu::weak]] char* strrchr(const char* text, int letter) noexcept
{
    const char* at = text + lengthOf(text);
    while (*at != static_cast<char>(letter)) {
        if (at == text)
            return nullptr;
        --at;
    }
    return const_cast<char*>(at);
}

[[gnu::weak]] char* strstr(const char* text, const char* wanted) noexcept
{
    const std::size_t length = lengthOf(wanted);
    for (; compare(text, wanted, length) != 0; ++text) {
        if (*text == '\0')
            return nullptr;
    }
    return const_cast<char*>(text);
}

[[gnu::weak]] std::size_t strnlen(const char* text, std::size_t limit) noexcept
{
    std::size_t length = 0;
    while (length < limit && text[length] != '\0')
        ++length;
    return length;
}

// The letter is there.
[[gnu::weak]] void* __rawmemchr(const void* bytes, int letter) noexcept
{
    const char* at = static_cast<const char*>(bytes);
    while (*at != static_cast<char>(letter))
        ++at;
    return const_cast<char*>(at);
}

}  // extern "C"
// NOLINTEND(bugprone-reserved-identifier)
