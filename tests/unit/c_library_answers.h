#pragma once

#include <array>
#include <cctype>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

// What the C library this is linked with says to a set of questions, a line each.
inline std::string cLibraryAnswers()
{
    std::string lines;
    const auto add = [&lines](std::string question, const std::string& answer) {
        lines += std::move(question) + ": " + answer + "\n";
    };

    constexpr std::array texts = {"42",
                                  " \t\n\v\f\r-42x",
                                  "+7",
                                  "0x1fG",
                                  "0X1F",
                                  "0xg",
                                  "0x",
                                  "0778",
                                  "zZ!",
                                  "",
                                  " -",
                                  "--1",
                                  "-1",
                                  "9223372036854775807",
                                  "9223372036854775808",
                                  "-9223372036854775808",
                                  "-9223372036854775809",
                                  "18446744073709551615",
                                  "18446744073709551616",
                                  "-18446744073709551616",
                                  "99999999999999999999999"};
    for (const char* const text : texts) {
        for (const int base : {0, 8, 10, 16, 36}) {
            const std::string question = std::string(text) + " to base " + std::to_string(base);
            char* end = nullptr;
            errno = 0;
            const long number = std::strtol(text, &end, base);
            add("strtol " + question,
                std::to_string(number) + " " + std::to_string(end - text) + " " + std::to_string(errno));
            errno = 0;
            const unsigned long natural = std::strtoul(text, &end, base);
            add("strtoul " + question,
                std::to_string(natural) + " " + std::to_string(end - text) + " " + std::to_string(errno));
        }
    }

    for (const int errnum : {0, 1, 2, 28, 110, 133, 134, 4711, -1})
        add("strerror " + std::to_string(errnum), std::strerror(errnum));

    constexpr std::array kinds = {&isupper, &islower, &isdigit, &isalpha, &isalnum, &isxdigit,
                                  &isspace, &iscntrl, &isgraph, &isprint, &ispunct};
    for (int letter = -1; letter < 256; ++letter) {
        std::string answer;
        for (const auto isKind : kinds)
            answer += isKind(letter) != 0 ? '1' : '0';
        answer += " " + std::to_string(tolower(letter)) + " " + std::to_string(toupper(letter));
        add("letter " + std::to_string(letter), answer);
    }

    const auto sign = [](int order) { return std::to_string((order > 0) - (order < 0)); };
    const auto place = [](const char* in, const void* at) {
        return at == nullptr ? std::string("nowhere") : std::to_string(static_cast<const char*>(at) - in);
    };
    constexpr std::array words = {"", "a", "aa", "aab", "ab", "b", "abcabd", "abd", "\xff", "a\xff", "/usr/bin/env"};
    for (const char* const one : words) {
        for (const char* const other : words) {
            std::string answer = sign(std::strcmp(one, other)) + " " + place(one, std::strstr(one, other));
            for (const std::size_t limit : {std::size_t{0}, std::size_t{1}, std::size_t{2}, SIZE_MAX})
                answer += " " + sign(std::strncmp(one, other, limit));
            add(std::string(one) + " and " + other, answer);
        }
        for (const int letter : {0, int{'a'}, int{'b'}, int{'/'}, 0xff, -1}) {
            add(std::string(one) + " letter " + std::to_string(letter), place(one, std::strchr(one, letter)) + " " +
                                                                            place(one, std::strrchr(one, letter)) +
                                                                            " " + place(one, ::strchrnul(one, letter)));
        }
        std::array<char, 32> copy{};
        copy.fill('x');
        const bool same = std::strcpy(copy.data(), one) == copy.data();
        add(std::string(one) + " alone", std::string(copy.data()) + (same ? " " : "!") +
                                             std::to_string(::strnlen(one, 3)) + " " +
                                             std::to_string(::strnlen(one, 100)));
    }
    return lines;
}
