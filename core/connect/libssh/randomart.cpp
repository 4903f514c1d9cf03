#include "core/connect/libssh/randomart.h"

#include "core/base/str.h"

#include <algorithm>
#include <array>

namespace rz::connect::ssh {

namespace {

constexpr int Width = 17;
constexpr int Height = 9;
// By how often a field was visited; then the fields of the beginning and of the end.
constexpr std::string_view Symbols = " .o+=*BOX@%&#/^SE";
constexpr unsigned char MostVisits = Symbols.size() - 3;

std::string edge(std::string_view text)
{
    const std::string label = text.empty() ? std::string() : str('[', text, ']');
    const std::size_t room = Width - std::min<std::size_t>(Width, label.size());
    return str('+', std::string(room / 2, '-'), label.substr(0, Width), std::string(room - room / 2, '-'), '+');
}

}  // namespace

std::string randomart(std::span<const unsigned char> hash, std::string_view title, std::string_view hashName)
{
    std::array<std::array<unsigned char, Width>, Height> field{};
    int x = Width / 2;
    int y = Height / 2;
    for (unsigned char byte : hash) {
        for (int step = 0; step < 4; ++step, byte = static_cast<unsigned char>(byte >> 2)) {
            x = std::clamp(x + ((byte & 1) != 0 ? 1 : -1), 0, Width - 1);
            y = std::clamp(y + ((byte & 2) != 0 ? 1 : -1), 0, Height - 1);
            unsigned char& visits = field[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)];
            visits = std::min<unsigned char>(static_cast<unsigned char>(visits + 1), MostVisits);
        }
    }
    field[Height / 2][Width / 2] = MostVisits + 1;
    field[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)] = MostVisits + 2;

    std::string picture = edge(title) + '\n';
    for (const auto& row : field) {
        picture += '|';
        for (const unsigned char visits : row)
            picture += Symbols[visits];
        picture += "|\n";
    }
    return picture + edge(hashName);
}

}  // namespace rz::connect::ssh
