#include "core/base/float_text.h"

#include "core/base/shortest_decimal.h"
#include "core/base/str.h"

#include <cmath>
#include <cstdlib>

namespace rz {

namespace {

std::string scientific(const Decimal& decimal)
{
    std::string text(decimal.digits, 0, 1);
    if (decimal.digits.size() > 1)
        text.append(".").append(decimal.digits, 1);
    const int size = std::abs(decimal.exponent);
    text += decimal.exponent < 0 ? "e-" : "e+";
    if (size < 10)
        text.push_back('0');
    return text + std::to_string(size);
}

std::string fixed(const Decimal& decimal)
{
    const std::string& digits = decimal.digits;
    if (decimal.exponent < 0)
        return "0." + std::string(static_cast<std::size_t>(-decimal.exponent - 1), '0') + digits;
    const std::size_t whole = static_cast<std::size_t>(decimal.exponent) + 1;
    if (digits.size() <= whole)
        return digits + std::string(whole - digits.size(), '0') + ".0";
    return digits.substr(0, whole) + "." + digits.substr(whole);
}

}  // namespace

std::string floatText(double value)
{
    if (std::isnan(value))
        return "nan";
    const std::string sign = std::signbit(value) ? "-" : "";
    if (std::isinf(value))
        return sign + "inf";
    const Decimal decimal = shortestDecimal(std::fabs(value));
    const bool fits = decimal.exponent >= -4 && decimal.exponent < 16;
    return sign + (fits ? fixed(decimal) : scientific(decimal));
}

void detail::appendTo(std::string& out, double value)
{
    std::string text = floatText(value);
    if (text.ends_with(".0"))
        text.resize(text.size() - 2);
    out += text;
}

}  // namespace rz
