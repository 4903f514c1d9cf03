#pragma once

#include <QPlainTextEdit>

namespace rz::app {

// A text field of one line that becomes taller with its content, up to eight lines. Tab leaves it. Where Enter is
// `Leaves`, it leaves too and Shift+Enter begins a new line.
class GrowingEdit : public QPlainTextEdit {
    Q_OBJECT
public:
    enum class Enter : std::uint8_t { Leaves, BeginsLine };
    enum class Font : std::uint8_t { Plain, Fixed };
    GrowingEdit(Enter enter, Font font, int leastLines, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {120, sizeHint().height()}; }

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    Enter m_enter;
    int m_leastLines;
};

}  // namespace rz::app
