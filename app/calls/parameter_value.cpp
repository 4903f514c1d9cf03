#include "app/calls/parameter_value.h"

#include "app/calls/json_problem_text.h"
#include "app/common/format.h"
#include "core/qt/json.h"

#include <QCoreApplication>
#include <QFile>
#include <QLocale>

#include <algorithm>
#include <charconv>
#include <limits>

using namespace Qt::StringLiterals;

namespace rz::app {

namespace {

constexpr qint64 MaxArgumentFile = 64 * 1024 * 1024;  // half of the largest message

struct ParameterValueTr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::ParameterValue)
};

std::unexpected<QString> problem(QString text)
{
    return std::unexpected(std::move(text));
}

// The base that a prefix names, and what follows it.
int takeBase(std::string_view& digits)
{
    if (digits.size() > 2 && digits[0] == '0') {
        const char letter = static_cast<char>(digits[1] | 0x20);
        const int base = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 10;
        if (base != 10)
            digits.remove_prefix(2);
        return base;
    }
    return 10;
}

Parsed fileContent(const QString& name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return problem(ParameterValueTr::tr("Cannot read %1: %2").arg(name, file.errorString()));
    const QByteArray content = file.read(MaxArgumentFile + 1);
    if (file.error() != QFileDevice::NoError)
        return problem(ParameterValueTr::tr("Cannot read %1: %2").arg(name, file.errorString()));
    if (content.size() > MaxArgumentFile)
        return problem(ParameterValueTr::tr("%1 is larger than %2, too large for one call.")
                           .arg(name, format::bytes(MaxArgumentFile)));
    return Value(Bytes(std::string_view(content.constData(), static_cast<std::size_t>(content.size()))));
}

Parsed hexBytes(const QString& text)
{
    QByteArray digits = text.toLatin1();
    digits.removeIf([](char c) { return c == ' ' || c == '\n' || c == '\t' || c == ':'; });
    const bool valid = std::ranges::all_of(
        digits, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); });
    if (!valid)
        return problem(ParameterValueTr::tr("Only the digits 0–9 and a–f, with spaces or colons between them."));
    if (digits.size() % 2 != 0)
        return problem(ParameterValueTr::tr("Two digits for each byte; one is missing."));
    return Value(Bytes(QByteArray::fromHex(digits).toStdString()));
}

}  // namespace

ParameterKind parameterKindOf(std::string_view type)
{
    if (type == "int")
        return ParameterKind::Integer;
    if (type == "float")
        return ParameterKind::Number;
    if (type == "bool")
        return ParameterKind::Boolean;
    if (type == "text")
        return ParameterKind::Text;
    if (type == "bytes" || type == "blob")
        return ParameterKind::Bytes;
    if (type == "list of text")
        return ParameterKind::TextList;
    if (type == "secret")
        return ParameterKind::Secret;
    if (type == "sender")
        return ParameterKind::Stream;
    return ParameterKind::Json;
}

Parsed parseInteger(const QString& text)
{
    const std::string whole = text.trimmed().toStdString();
    std::string_view digits = whole;
    const bool negative = digits.starts_with('-');
    if (negative || digits.starts_with('+'))
        digits.remove_prefix(1);
    const int base = takeBase(digits);
    if (digits.empty())
        return problem(ParameterValueTr::tr("A whole number is missing."));
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
    if (end == digits.data() + digits.size() && error == std::errc() &&
        number <= std::numeric_limits<std::int64_t>::max()) {
        const auto small = static_cast<std::int64_t>(number);
        return Value(negative ? -small : small);
    }
    if (base == 10) {
        if (auto big = BigInt::fromDecimal((negative ? "-" : "") + std::string(digits))) {
            if (const auto small = big->toInt64())
                return Value(*small);
            return Value(std::move(*big));
        }
    }
    return problem(ParameterValueTr::tr("Not a whole number. Write it as 420, 0o644 or 0x1a4."));
}

Parsed parseNumber(const QString& text)
{
    const QString trimmed = text.trimmed();
    bool valid = false;
    double number = QLocale::c().toDouble(trimmed, &valid);
    if (!valid)
        number = QLocale().toDouble(trimmed, &valid);
    if (!valid)
        return problem(trimmed.isEmpty() ? ParameterValueTr::tr("A number is missing.")
                                         : ParameterValueTr::tr("Not a number. Write it as 1.5 or 2e-3."));
    return Value(number);
}

Parsed parseBytes(const QString& text, BytesForm form)
{
    switch (form) {
    case BytesForm::Text: return Value(Bytes(text.toStdString()));
    case BytesForm::Hex: return hexBytes(text);
    case BytesForm::File: break;
    }
    if (text.isEmpty())
        return problem(ParameterValueTr::tr("Choose a file."));
    return fileContent(text);
}

Parsed parseTextList(const QString& text)
{
    List list;
    if (text.isEmpty())
        return Value(std::move(list));
    QStringView lines(text);
    if (lines.endsWith(u'\n'))
        lines.chop(1);
    for (const QStringView line : lines.split(u'\n'))
        list.items.emplace_back(line.toUtf8().toStdString());
    return Value(std::move(list));
}

Parsed parseJsonParameter(const QString& text, std::string_view type)
{
    auto value = parseJson(text.toStdString());
    if (!value)
        return problem(jsonProblemText(value.error()));
    if (type.starts_with("dict") && !value->is<Dict>())
        return problem(ParameterValueTr::tr("Must be an object: {\"key\": value}."));
    if (type.starts_with("list") && !value->is<List>())
        return problem(ParameterValueTr::tr("Must be a list: [value, …]."));
    return std::move(*value);
}

}  // namespace rz::app
