#pragma once

#include "app/logs/log_pattern.h"

#include <QFont>
#include <QStyledItemDelegate>

namespace rz::app {

// Draws a cell of the log: levels in their tone, text in a monospaced font with what was searched for marked. Only as
// much of a long line is laid out as fits.
class LogDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit LogDelegate(QObject* parent = nullptr);

    void setPattern(const LogPattern& pattern) { m_pattern = pattern; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void drawText(QPainter& painter, const QRect& area, QString text, const QPalette& palette) const;

    LogPattern m_pattern;
    QFont m_font;
};

}  // namespace rz::app
