#pragma once

#include "app/calls/stream_text.h"

#include <QPlainTextEdit>
#include <QTextCharFormat>

#include <cstdint>
#include <span>
#include <vector>

namespace rz::app {

// What a call streams, as text, as it arrives; standard error is set apart by colour and slant. Stays at the end while it is
// there. Its first line says so when what came before is not shown any more. A line without an end is laid out anew with
// every piece, so a long one is broken, and goes on below an arrow. What is copied has neither breaks nor arrows.
class StreamView : public QPlainTextEdit {
    Q_OBJECT
public:
    static constexpr int MaxLines = 100'000;
    static constexpr int MaxLineLength = 8 * 1024;  // characters, the arrow included
    static constexpr int MaxCharacters = 4 * 1024 * 1024;

    explicit StreamView(QWidget* parent = nullptr);

    void append(std::span<const Value> values);
    // Ends what was cut off in the middle of a character.
    void finish();
    // Shows nothing, and knows of nothing.
    void startOver();

protected:
    void changeEvent(QEvent* event) override;
    QMimeData* createMimeDataFromSelection() const override;

private:
    // Of a block, as its user state.
    enum Block { GoesOn = 1, OwnWords };
    void flush();
    void insert(QTextCursor& cursor, QStringView text, const QTextCharFormat& format) const;
    void dropOldest();
    void tellDropped(QTextCursor& cursor) const;
    bool hasDropped() const;
    void setFormats();

    StreamText m_text;
    bool m_skipped = false;  // what came was more than is ever shown
    QTextCharFormat m_outputFormat;
    QTextCharFormat m_errorFormat;
    QTextCharFormat m_ownFormat;  // of what no context sent
};

}  // namespace rz::app
