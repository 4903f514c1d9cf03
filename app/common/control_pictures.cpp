#include "app/common/control_pictures.h"

namespace rz::app {
namespace {

constexpr char16_t Pictures = 0x2400;  // of the control characters, in their order
constexpr char16_t DeletePicture = 0x2421;
constexpr QChar LineEnd = QChar(0x21b5);

}  // namespace

QString withControlPictures(QString text)
{
    for (QChar& character : text) {
        const char16_t code = character.unicode();
        if (code < 0x20 && code != u'\n' && code != u'\t')
            character = QChar(static_cast<char16_t>(Pictures + code));
        else if (code == 0x7f)
            character = QChar(DeletePicture);
        // What turns the direction of text about could make it read as something else.
        else if ((code >= 0x80 && code <= 0x9f) || (code >= 0x202a && code <= 0x202e) ||
                 (code >= 0x2066 && code <= 0x2069))
            character = QChar::ReplacementCharacter;
    }
    return text;
}

QString onOneLine(QString text)
{
    for (QChar& character : text) {
        if (character == u'\n' || character == QChar::LineSeparator || character == QChar::ParagraphSeparator)
            character = LineEnd;
    }
    return withControlPictures(std::move(text));
}

QString startOnOneLine(const QString& text, qsizetype limit)
{
    return onOneLine(text.size() <= limit ? text : text.first(limit - 1) + u'…');
}

}  // namespace rz::app
