#include "app/calls/value_order.h"

#include <algorithm>
#include <cmath>

namespace rz::app {

namespace {

enum class Kind { Nothing, Number, Text, Sequence, Other };

Kind kindOf(const Value& value)
{
    if (value.is<None>())
        return Kind::Nothing;
    if (value.is<bool>() || value.is<std::int64_t>() || value.is<double>() || value.is<BigInt>())
        return Kind::Number;
    if (value.is<std::string>() || value.is<Bytes>())
        return Kind::Text;
    return value.is<List>() || value.is<Tuple>() ? Kind::Sequence : Kind::Other;
}

std::string_view textOf(const Value& value)
{
    const auto* text = value.as<std::string>();
    return text != nullptr ? std::string_view(*text) : value.as<Bytes>()->view();
}

double toDouble(const BigInt& number)
{
    double result = number.negative() ? -1 : 0;
    const std::string& bytes = number.twosComplement();
    for (auto at = bytes.rbegin(); at != bytes.rend(); ++at)
        result = result * 256 + static_cast<unsigned char>(*at);
    return result;
}

double numberOf(const Value& value)
{
    if (const auto* number = value.as<double>())
        return *number;
    if (const auto* number = value.as<std::int64_t>())
        return static_cast<double>(*number);
    if (const auto* number = value.as<BigInt>())
        return toDouble(*number);
    return *value.as<bool>() ? 1 : 0;
}

std::weak_ordering compareNumbers(const Value& left, const Value& right)
{
    const auto* leftInteger = left.as<std::int64_t>();
    const auto* rightInteger = right.as<std::int64_t>();
    if (leftInteger != nullptr && rightInteger != nullptr)
        return *leftInteger <=> *rightInteger;
    // Not-a-number goes last, so that the order stays one.
    const double one = numberOf(left);
    const double other = numberOf(right);
    if (std::isnan(one) || std::isnan(other))
        return std::isnan(one) <=> std::isnan(other);
    return one < other   ? std::weak_ordering::less
           : one > other ? std::weak_ordering::greater
                         : std::weak_ordering::equivalent;
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

char folded(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Takes a run of digits off the front, without its leading zeros.
std::string_view takeNumber(std::string_view& text)
{
    const auto end = std::ranges::find_if_not(text, isDigit);
    std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(digits.size());
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
    return digits;
}

const std::vector<Value>& sequenceOf(const Value& value)
{
    const auto* list = value.as<List>();
    return list != nullptr ? list->items : value.as<Tuple>()->items;
}

std::weak_ordering compareSequences(const std::vector<Value>& left, const std::vector<Value>& right)
{
    if (left.size() != right.size())
        return left.size() <=> right.size();
    for (std::size_t i = 0; i < left.size(); ++i) {
        if (const auto order = compareValues(left[i], right[i]); order != 0)
            return order;
    }
    return std::weak_ordering::equivalent;
}

std::weak_ordering compareOthers(const Value& left, const Value& right)
{
    if (const auto order = left.typeName() <=> right.typeName(); order != 0)
        return order;
    if (const auto* dict = left.as<Dict>())
        return dict->items.size() <=> right.as<Dict>()->items.size();
    return repr(left) <=> repr(right);
}

}  // namespace

std::weak_ordering compareNaturally(std::string_view left, std::string_view right)
{
    const std::string_view wholeLeft = left;
    const std::string_view wholeRight = right;
    while (!left.empty() && !right.empty()) {
        if (isDigit(left.front()) && isDigit(right.front())) {
            const std::string_view one = takeNumber(left);
            const std::string_view other = takeNumber(right);
            if (one.size() != other.size())
                return one.size() <=> other.size();
            if (one != other)
                return one <=> other;
            continue;
        }
        const auto one = static_cast<unsigned char>(folded(left.front()));
        const auto other = static_cast<unsigned char>(folded(right.front()));
        if (one != other)
            return one <=> other;
        left.remove_prefix(1);
        right.remove_prefix(1);
    }
    if (left.empty() != right.empty())
        return right.empty() <=> left.empty();
    return wholeLeft <=> wholeRight;
}

std::weak_ordering compareValues(const Value& left, const Value& right)
{
    const Kind kind = kindOf(left);
    if (const auto order = kind <=> kindOf(right); order != 0)
        return order;
    switch (kind) {
    case Kind::Nothing: return std::weak_ordering::equivalent;
    case Kind::Number: return compareNumbers(left, right);
    case Kind::Text: return compareNaturally(textOf(left), textOf(right));
    case Kind::Sequence: return compareSequences(sequenceOf(left), sequenceOf(right));
    case Kind::Other: break;
    }
    return compareOthers(left, right);
}

}  // namespace rz::app
