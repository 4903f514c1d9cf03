#include "app/ctl/print_line.h"

#include "core/connect/prompt.h"

#include <cstdio>
#include <string>
#include <string_view>

namespace rz::ctl {

void printLine(std::FILE* to, std::string_view text)
{
    const std::string line = connect::shownLine(text) + '\n';
    std::fwrite(line.data(), 1, line.size(), to);
}

}  // namespace rz::ctl
