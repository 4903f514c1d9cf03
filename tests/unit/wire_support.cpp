#include "tests/unit/wire_support.h"

#include "core/base/str.h"
#include "core/base/utf8.h"
#include "tests/support/paths.h"

#include <QDebug>
#include <QFile>
#include <QJsonDocument>
#include <QTest>

namespace rz::test {

namespace {

std::string textOf(const QJsonObject& typed)
{
    if (!typed.contains(u"codepoints"))
        return typed[u"value"].toString().toStdString();
    std::string text;
    for (const auto& codepoint : typed[u"codepoints"].toArray())
        appendUtf8(text, static_cast<char32_t>(codepoint.toInt()));
    return text;
}

double realOf(const QString& text)
{
    return text == u"inf" ? qInf() : text == u"-inf" ? -qInf() : text == u"nan" ? qQNaN() : text.toDouble();
}

Value integerOf(const QString& decimal)
{
    const auto number = BigInt::fromDecimal(decimal.toStdString()).value();
    if (const auto small = number.toInt64())
        return *small;
    return number;
}

std::optional<std::vector<Value>> itemsOf(const QJsonArray& typed)
{
    std::vector<Value> items;
    for (const auto& item : typed) {
        auto value = valueFromTyped(item.toObject());
        if (!value)
            return std::nullopt;
        items.push_back(*std::move(value));
    }
    return items;
}

std::optional<Value> dictOf(const QJsonArray& typed)
{
    Dict dict;
    for (const auto& pair : typed) {
        auto both = itemsOf(pair.toArray());
        if (!both)
            return std::nullopt;
        dict.set((*both)[0], (*both)[1]);
    }
    return dict;
}

// Keyword names arrive as bytes from Python 2 and leave the decoder as text.
Value kwargsOf(const Dict& dict)
{
    Kwargs kwargs;
    for (const auto& [key, value] : dict.items)
        kwargs.dict.set(key.is<Bytes>() ? Value(key.as<Bytes>()->toString()) : key, value);
    return kwargs;
}

std::optional<Value> objectOf(const QString& type, const std::vector<Value>& arguments)
{
    const auto number = [&arguments](std::size_t i) {
        return static_cast<std::uint32_t>(*arguments[i].as<std::int64_t>());
    };
    if (type == u"Blob")
        return Blob{*arguments[0].as<Bytes>()};
    if (type == u"Secret")
        return Secret(*arguments[0].as<std::string>());
    if (type == u"CallError")
        return CallErrorValue{*arguments[0].as<std::string>()};
    if (type == u"Kwargs")
        return kwargsOf(*arguments[0].as<Dict>());
    if (type == u"Sender")
        return SenderRef{.context = ContextId{number(0)}, .handle = Handle{number(1)}};
    if (type == u"Context") {
        ContextRef context{.id = ContextId{number(0)}, .name = {}};
        if (const auto* name = arguments[1].as<std::string>())
            context.name = *name;
        return context;
    }
    return std::nullopt;
}

}  // namespace

Bytes fromHex(const QByteArray& hex)
{
    return Bytes(QByteArray::fromHex(hex).toStdString());
}

QByteArray toHex(const Bytes& bytes)
{
    return toHex(bytes.view());
}

QByteArray toHex(std::string_view bytes)
{
    return QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())).toHex();
}

QByteArray rowName(const QString& name)
{
    return name.toUtf8();
}

QJsonArray goldenFile(const char* name)
{
    QFile file(QString::fromStdString(test::sourcePath("tests/golden/")) + QString::fromUtf8(name));
    if (!file.open(QIODevice::ReadOnly)) {
        QTest::qFail("a golden file cannot be read", __FILE__, __LINE__);
        return {};
    }
    return QJsonDocument::fromJson(file.readAll()).array();
}

std::optional<Value> valueFromTyped(const QJsonObject& typed)
{
    const QString type = typed[u"type"].toString();
    if (type == u"none")
        return Value();
    if (type == u"bool")
        return Value(typed[u"value"].toBool());
    if (type == u"int")
        return integerOf(typed[u"value"].toString());
    if (type == u"float")
        return Value(realOf(typed[u"value"].toString()));
    if (type == u"bytes")
        return Value(fromHex(typed[u"hex"].toString().toLatin1()));
    if (type == u"str")
        return Value(textOf(typed));
    if (type == u"dict")
        return dictOf(typed[u"items"].toArray());
    if (type == u"list" || type == u"tuple") {
        auto items = itemsOf(typed[u"items"].toArray());
        if (!items)
            return std::nullopt;
        return type == u"list" ? Value(List{*std::move(items)}) : Value(Tuple{*std::move(items)});
    }
    const auto arguments = itemsOf(typed[u"args"].toArray());
    return arguments ? objectOf(type, *arguments) : std::nullopt;
}

Bytes pickleOf(std::string_view opcodes)
{
    return Bytes(str("\x80\x02", opcodes, "."));
}

bool says(const std::string& given, std::string_view part)
{
    if (given.find(part) != std::string::npos)
        return true;
    qWarning() << "the answer was" << given.c_str();
    return false;
}

}  // namespace rz::test
