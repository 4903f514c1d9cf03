#pragma once

#include "app/logs/log_pattern.h"

#include <QFont>
#include <QHash>
#include <QStyledItemDelegate>

#include <array>

namespace rz::app {

struct Colors;

// Draws a cell of the log: levels in their tone, text in a monospaced font with what was searched for marked. Only as
// much of a long line is laid out as fits.
class LogDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit LogDelegate(QObject* parent = nullptr);

    void setPattern(const LogPattern& pattern) { m_pattern = pattern; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void drawText(QPainter& painter, const QRect& area, QString text) const;
    const QString& elided(int column, const QString& text, int width, const QFontMetrics& metrics) const;
    const Colors& colors(const QPalette& palette) const;

    // Laying out text is most of what a frame costs, so what can be known is not laid out again: the width of plain text
    // in a monospaced font, and the short forms of paths and names, which are few.
    struct Elided {
        int width = 0;
        QHash<QString, QString> texts;
    };

    LogPattern m_pattern;
    QFont m_font;
    mutable std::array<Elided, 5> m_elided;
    mutable qint64 m_palette = 0;
    mutable const Colors* m_colors = nullptr;
};

}  // namespace rz::app
