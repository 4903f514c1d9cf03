#include "core/connect/explain.h"

#include "core/base/str.h"
#include "core/connect/prompt.h"

#include <string_view>

namespace rz::connect {

namespace {

void addLine(std::string& to, std::string_view title, std::string_view text)
{
    if (!text.empty())
        to += str("\n  ", title, text);
}

// What may have lines of its own.
void addLines(std::string& to, std::string_view title, std::string_view text)
{
    if (text.empty())
        return;
    to += str("\n  ", title, "\n    ");
    for (const char c : text) {
        to += c;
        if (c == '\n')
            to += "    ";
    }
}

}  // namespace

std::string explain(const Error& error)
{
    const ErrorDetails& details = error.details();
    std::string text = error.text();
    addLine(text, "hop:   ", details.hop);
    addLine(text, "step:  ", details.step);
    addLines(text, "seen:", details.seen);
    addLine(text, "cause: ", details.cause);
    addLine(text, "try:   ", details.fix);
    addLines(text, "trace:", details.trace);
    return shownText(text);
}

}  // namespace rz::connect
