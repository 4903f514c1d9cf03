#include "app/calls/stream_view.h"

#include "app/common/colors.h"
#include "app/logs/log_text.h"

#include <QEvent>
#include <QFontDatabase>
#include <QScrollBar>
#include <QTextCursor>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr int MaxLines = 100'000;

// Length of the beginning of a character at the end of `bytes`; 0 when the last one is whole (or was never one).
std::size_t partialCharacter(std::string_view bytes)
{
    for (std::size_t length = 1; length <= 3 && length <= bytes.size(); ++length) {
        const auto lead = static_cast<unsigned char>(bytes[bytes.size() - length]);
        if ((lead & 0xc0) == 0x80)
            continue;
        const std::size_t whole = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
        return whole > length ? length : 0;
    }
    return 0;
}

// Likewise of a terminal's escape sequence, such as the one of a colour.
std::size_t partialEscape(std::string_view bytes)
{
    constexpr std::size_t Longest = 32;
    const std::size_t at = bytes.rfind('\x1b');
    if (at == std::string_view::npos || bytes.size() - at > Longest)
        return 0;
    const std::string_view sequence = bytes.substr(at + 1);
    const bool csi = sequence.starts_with('[');
    const bool whole = csi ? std::ranges::any_of(sequence.substr(1), [](char c) { return c >= 0x40 && c <= 0x7e; })
                           : !sequence.empty();
    return whole ? 0 : bytes.size() - at;
}

// The bytes of text or bytes; nothing for other values.
std::string_view bytesOf(const Value* value)
{
    if (value == nullptr)
        return {};
    if (const auto* text = value->as<std::string>())
        return *text;
    const auto* bytes = value->as<Bytes>();
    return bytes != nullptr ? bytes->view() : std::string_view();
}

}  // namespace

bool isStreamText(const Value& value)
{
    if (value.is<std::string>() || value.is<Bytes>())
        return true;
    const Value* data = value.find("data");
    return value.find("stream") != nullptr && data != nullptr && (data->is<std::string>() || data->is<Bytes>());
}

StreamView::StreamView(QWidget* parent) : QPlainTextEdit(parent)
{
    setObjectName(u"streamView"_s);
    setAccessibleName(tr("Output"));
    setReadOnly(true);
    setFrameShape(QFrame::NoFrame);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setMaximumBlockCount(MaxLines);
    setUndoRedoEnabled(false);
    setFormats();
}

void StreamView::setFormats()
{
    m_formats[Errors].setForeground(colorsOf(palette()).warning);
    m_formats[Errors].setFontItalic(true);
    m_formats[Errors].setToolTip(tr("Standard error"));
}

void StreamView::changeEvent(QEvent* event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        setFormats();
}

void StreamView::append(const std::vector<Value>& values)
{
    for (const Value& value : values) {
        if (const Value* stream = value.find("stream")) {
            const auto* name = stream->as<std::string>();
            insert(name != nullptr && *name == "stderr" ? Errors : Output, bytesOf(value.find("data")));
        } else {
            insert(Output, bytesOf(&value));
            insert(Output, "\n");
        }
    }
    flush();
}

void StreamView::insert(Channel channel, std::string_view bytes)
{
    std::string whole = std::move(m_partial[channel]);
    whole += bytes;
    const std::size_t partial = std::max(partialCharacter(whole), partialEscape(whole));
    m_partial[channel] = whole.substr(whole.size() - partial);
    whole.erase(whole.size() - partial);
    std::string cleaned;
    appendCleaned(cleaned, whole);
    if (cleaned.empty())
        return;
    QString text = QString::fromStdString(cleaned);
    if (!m_pending.empty() && m_pending.back().first == channel)
        m_pending.back().second += text;
    else
        m_pending.emplace_back(channel, std::move(text));
}

// All that came together is one change of the document.
void StreamView::flush()
{
    if (m_pending.empty())
        return;
    QScrollBar* bar = verticalScrollBar();
    const bool following = bar->value() == bar->maximum();
    QTextCursor cursor(document());
    cursor.movePosition(QTextCursor::End);
    cursor.beginEditBlock();
    for (const auto& [channel, text] : m_pending)
        cursor.insertText(text, m_formats[channel]);
    cursor.endEditBlock();
    m_pending.clear();
    if (following)
        bar->setValue(bar->maximum());
}

void StreamView::finish()
{
    for (const Channel channel : {Output, Errors}) {
        const std::string rest = std::move(m_partial[channel]);
        m_partial[channel].clear();
        if (!rest.empty())
            m_pending.emplace_back(channel, QString(QChar::ReplacementCharacter));
    }
    flush();
}

}  // namespace rz::app
