#pragma once

#include "core/base/value.h"

#include <QPlainTextEdit>
#include <QTextCharFormat>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rz::app {

// Whether a streamed value is text: text or bytes, or {stream, data} as programs' output comes.
bool isStreamText(const Value& value);

// What a call streams, as text, as it arrives; the last hundred thousand lines. Standard error is set apart by colour and
// slant. Stays at the end while it is there.
class StreamView : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit StreamView(QWidget* parent = nullptr);

    void append(const std::vector<Value>& values);
    // Ends what was cut off in the middle of a character.
    void finish();

protected:
    void changeEvent(QEvent* event) override;

private:
    enum Channel { Output, Errors };
    void insert(Channel channel, std::string_view bytes);
    void flush();
    void setFormats();

    // Bytes of a character that came only in part, for each channel.
    std::string m_partial[2];
    QTextCharFormat m_formats[2];
    std::vector<std::pair<Channel, QString>> m_pending;
};

}  // namespace rz::app
