#include "app/calls/value_text.h"

#include "app/common/control_pictures.h"
#include "core/base/utf8.h"
#include "core/qt/json.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {

namespace {

struct ValueTextTr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::ValueText)
};

QString decoded(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QString decodedStart(std::string_view text, int limit)
{
    const std::size_t limitBytes = static_cast<std::size_t>(limit) * 4;
    QString start = decoded(text.substr(0, limitBytes));
    if (start.size() > limit || text.size() > limitBytes) {
        start.truncate(limit - 1);
        start += u'…';
    }
    return start;
}

QString hexStart(std::string_view bytes, int limit)
{
    const auto shown = std::min<std::size_t>(bytes.size(), static_cast<std::size_t>(limit) / 3);
    const QByteArray start = QByteArrayView(bytes.substr(0, shown)).toByteArray();
    return QString::fromLatin1(start.toHex(' ')) + (shown < bytes.size() ? u"…"_s : QString());
}

QString bytesCell(std::string_view bytes, int limit)
{
    return isReadableText(bytes) ? onOneLine(decodedStart(bytes, limit)) : hexStart(bytes, limit);
}

int itemCount(std::size_t count)
{
    return static_cast<int>(std::min<std::size_t>(count, 1'000'000'000));
}

}  // namespace

bool isReadableText(std::string_view bytes)
{
    const bool controls = std::ranges::any_of(bytes, [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\x1b') ||
               c == 0x7f;
    });
    return !controls && isUtf8(bytes);
}

QString hexDump(std::string_view bytes)
{
    constexpr std::size_t Width = 16;
    QString out;
    out.reserve((static_cast<qsizetype>(bytes.size() / Width) + 1) * 79);
    for (std::size_t at = 0; at < bytes.size(); at += Width) {
        const std::string_view line = bytes.substr(at, Width);
        QString hex;
        QString characters;
        for (const char c : line) {
            hex += u"%1 "_s.arg(static_cast<unsigned char>(c), 2, 16, QChar(u'0'));
            characters += c >= 0x20 && c < 0x7f ? QChar::fromLatin1(c) : QChar(u'.');
        }
        out += u"%1  %2 |%3|\n"_s.arg(static_cast<qulonglong>(at), 8, 16, QChar(u'0'))
                   .arg(hex, -static_cast<int>(3 * Width))
                   .arg(characters);
    }
    return out;
}

QString cellText(const Value& value, int limit)
{
    if (const auto* text = value.as<std::string>())
        return onOneLine(decodedStart(*text, limit));
    if (const auto* bytes = value.as<Bytes>())
        return bytesCell(bytes->view(), limit);
    if (const auto* truth = value.as<bool>())
        return *truth ? ValueTextTr::tr("yes") : ValueTextTr::tr("no");
    if (value.is<None>())
        return ValueTextTr::tr("none");
    if (const auto* error = value.as<CallErrorValue>())
        return onOneLine(decodedStart(error->text, limit));
    return onOneLine(decoded(repr(value, static_cast<std::size_t>(limit))));
}

QString fullText(const Value& value)
{
    if (const auto* text = value.as<std::string>())
        return withControlPictures(decoded(*text));
    if (const auto* bytes = value.as<Bytes>())
        return isReadableText(bytes->view()) ? withControlPictures(decoded(bytes->view())) : hexDump(bytes->view());
    if (value.is<bool>() || value.is<None>())
        return cellText(value);
    if (const auto* error = value.as<CallErrorValue>())
        return withControlPictures(decoded(error->text));
    return decoded(toJson(value, JsonLayout::Indented));
}

QString describeValue(const Value& value)
{
    struct Describe {
        QString operator()(const None&) const { return ValueTextTr::tr("none"); }
        QString operator()(bool) const { return ValueTextTr::tr("yes or no"); }
        QString operator()(std::int64_t) const { return ValueTextTr::tr("integer"); }
        QString operator()(const BigInt&) const { return ValueTextTr::tr("integer"); }
        QString operator()(double) const { return ValueTextTr::tr("number"); }
        QString operator()(const Bytes& bytes) const
        {
            return ValueTextTr::tr("%Ln byte(s)", nullptr, itemCount(bytes.size()));
        }
        QString operator()(const std::string& text) const
        {
            return ValueTextTr::tr("text, %Ln character(s)", nullptr, itemCount(countCharacters(text)));
        }
        QString operator()(const List& list) const
        {
            return ValueTextTr::tr("list, %Ln item(s)", nullptr, itemCount(list.items.size()));
        }
        QString operator()(const Tuple& tuple) const
        {
            return ValueTextTr::tr("tuple, %Ln item(s)", nullptr, itemCount(tuple.items.size()));
        }
        QString operator()(const Dict& dict) const
        {
            if (const Value* name = describesObject(dict) ? &dict.items[0].second : nullptr; name != nullptr)
                return name->is<std::string>() ? ValueTextTr::tr("object of %1").arg(cellText(*name))
                                               : ValueTextTr::tr("object");
            return ValueTextTr::tr("dictionary, %Ln entry(s)", nullptr, itemCount(dict.items.size()));
        }
        QString operator()(const Blob& blob) const
        {
            return ValueTextTr::tr("blob, %Ln byte(s)", nullptr, itemCount(blob.data.size()));
        }
        QString operator()(const Secret&) const { return ValueTextTr::tr("secret"); }
        QString operator()(const CallErrorValue&) const { return ValueTextTr::tr("error"); }
        QString operator()(const ContextRef&) const { return ValueTextTr::tr("context"); }
        QString operator()(const SenderRef&) const { return ValueTextTr::tr("sender"); }
        QString operator()(const Kwargs& kwargs) const
        {
            return ValueTextTr::tr("keywords, %Ln entry(s)", nullptr, itemCount(kwargs.dict.items.size()));
        }
    };
    return std::visit(Describe{}, value.storage());
}

}  // namespace rz::app
