#include "app/calls/stream_view.h"

#include "app/common/colors.h"

#include <QEvent>
#include <QFontDatabase>
#include <QMimeData>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextCursor>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr QChar Arrow = QChar(0x21aa);

}  // namespace

StreamView::StreamView(QWidget* parent) : QPlainTextEdit(parent)
{
    setObjectName(u"streamView"_s);
    setAccessibleName(tr("Output"));
    setReadOnly(true);
    setFrameShape(QFrame::NoFrame);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setUndoRedoEnabled(false);
    setFormats();
}

void StreamView::setFormats()
{
    const Colors& colors = colorsOf(palette());
    m_errorFormat.setForeground(colors.warning);
    m_errorFormat.setFontItalic(true);
    m_errorFormat.setToolTip(tr("Standard error"));
    m_ownFormat.setForeground(colors.of(Tone::Muted));
    m_ownFormat.setToolTip(tr("Not part of the output"));
}

void StreamView::changeEvent(QEvent* event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        setFormats();
}

void StreamView::startOver()
{
    clear();
    m_text = {};
    m_skipped = false;
}

void StreamView::append(std::span<const Value> values)
{
    // What would be dropped at once is not even read.
    std::size_t size = 0;
    auto first = values.end();
    while (first != values.begin() && size < MaxCharacters)
        size += streamTextSize(*--first);
    if (first != values.begin()) {
        startOver();
        m_skipped = true;
    }
    for (; first != values.end(); ++first) {
        if (streamTextSize(*first) > MaxCharacters)
            m_skipped = true;
        m_text.add(*first, MaxCharacters);
    }
    flush();
}

void StreamView::finish()
{
    m_text.finish();
    flush();
}

// All that came together is one change of the document. What is dropped is another: together they would reach over all of it,
// which would be laid out anew.
void StreamView::flush()
{
    const std::vector<StreamText::Piece> pieces = m_text.take();
    if (pieces.empty())
        return;
    QScrollBar* bar = verticalScrollBar();
    const bool following = bar->value() == bar->maximum();
    QTextCursor cursor(document());
    cursor.beginEditBlock();
    cursor.movePosition(QTextCursor::End);
    for (const StreamText::Piece& piece : pieces)
        insert(cursor, piece.text, piece.channel == StreamText::Channel::Errors ? m_errorFormat : m_outputFormat);
    cursor.endEditBlock();
    dropOldest();
    if (following)
        bar->setValue(bar->maximum());
}

void StreamView::insert(QTextCursor& cursor, QStringView text, const QTextCharFormat& format) const
{
    qsizetype length = cursor.block().length() - 1;  // of the line so far
    qsizetype begin = 0;
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (text[at] == u'\n') {
            length = 0;
            continue;
        }
        if (++length <= MaxLineLength || text[at].isLowSurrogate())
            continue;
        cursor.insertText(text.sliced(begin, at - begin).toString(), format);
        begin = at;
        cursor.insertBlock();
        cursor.block().setUserState(GoesOn);
        cursor.insertText(Arrow, m_ownFormat);
        length = 2;
    }
    cursor.insertText(text.sliced(begin).toString(), format);
}

bool StreamView::hasDropped() const
{
    return document()->begin().userState() == OwnWords;
}

void StreamView::dropOldest()
{
    QTextBlock first = document()->begin();
    if (hasDropped())
        first = first.next();
    const int lines = blockCount() - MaxLines;
    const int characters = document()->characterCount() - MaxCharacters;
    QTextBlock kept = first;
    if (lines > 0)
        kept = document()->findBlockByNumber(first.blockNumber() + lines);
    if (characters > 0) {
        const QTextBlock next = document()->findBlock(first.position() + characters).next();
        if (next.isValid() && next.blockNumber() > kept.blockNumber())
            kept = next;
    }
    if (kept == first && !m_skipped)
        return;
    const int state = kept.userState();
    QTextCursor cursor(first);
    cursor.setPosition(kept.position(), QTextCursor::KeepAnchor);
    cursor.removeSelectedText();
    if (!hasDropped())
        tellDropped(cursor);
    // Which of two lines that become one leaves its state to it is up to the document.
    document()->begin().setUserState(OwnWords);
    document()->begin().next().setUserState(state);
    m_skipped = false;
}

void StreamView::tellDropped(QTextCursor& cursor) const
{
    cursor.movePosition(QTextCursor::Start);
    cursor.insertText(tr("Earlier output is not shown here. Save or copy the output to have more of it."), m_ownFormat);
    cursor.insertBlock();
}

QMimeData* StreamView::createMimeDataFromSelection() const
{
    const QTextCursor cursor = textCursor();
    QString text;
    for (QTextBlock block = document()->findBlock(cursor.selectionStart());
         block.isValid() && block.position() <= cursor.selectionEnd(); block = block.next()) {
        const bool goesOn = block.userState() == GoesOn;
        const bool isFirst = block.position() <= cursor.selectionStart();
        if (!isFirst && (!goesOn || block.previous().userState() == OwnWords))
            text += u'\n';
        const int begin = std::max(cursor.selectionStart() - block.position(), goesOn ? 1 : 0);
        const int end = std::min(cursor.selectionEnd() - block.position(), block.length() - 1);
        if (begin < end)
            text += block.text().mid(begin, end - begin);
    }
    auto* copied = new QMimeData;  // the clipboard or the drag owns it
    copied->setText(text);
    return copied;
}

}  // namespace rz::app
