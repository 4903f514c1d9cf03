#include "core/modules/main_module.h"

namespace rz::modules {

namespace {

// Blanks may stand between the words, and either kind of quotes around the name.
bool isGuard(std::string_view line)
{
    const auto accept = [&line](std::string_view word) {
        while (line.starts_with(' ') || line.starts_with('\t'))
            line.remove_prefix(1);
        if (!line.starts_with(word))
            return false;
        line.remove_prefix(word.size());
        return true;
    };
    return accept("if") && accept("__name__") && accept("==") && (accept("'__main__'") || accept("\"__main__\"")) &&
           accept(":");
}

}  // namespace

std::optional<std::string_view> neutralizedMain(std::string_view source)
{
    std::size_t begin = 0;
    while (begin < source.size()) {
        const std::string_view rest = source.substr(begin);
        const std::string_view line = rest.substr(0, rest.find('\n'));
        if (line.starts_with("if") && isGuard(line))
            return source.substr(0, begin);
        begin += line.size() + 1;
    }
    if (source.find("mitogen.main(") != std::string_view::npos)
        return source;
    return std::nullopt;
}

}  // namespace rz::modules
