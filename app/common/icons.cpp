#include "app/common/icons.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

class LineIconEngine final : public QIconEngine {
public:
    LineIconEngine(const QString& name, Tone tone) : m_name(name), m_tone(tone) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State /*state*/) override
    {
        const int side = std::min(rect.width(), rect.height());
        QRect square(0, 0, side, side);
        square.moveCenter(rect.center());
        const qreal ratio = painter->device()->devicePixelRatio();
        QPixmap drawn = drawing(qRound(side * ratio), color(mode));
        drawn.setDevicePixelRatio(ratio);
        painter->drawPixmap(square.topLeft(), drawn);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }

    QIconEngine* clone() const override { return new LineIconEngine(m_name, m_tone); }  // the icon owns it
    bool isNull() override { return m_name.isEmpty(); }

private:
    QColor color(QIcon::Mode mode) const
    {
        const Colors& colors = colorsOf(QGuiApplication::palette());
        if (mode == QIcon::Disabled)
            return colors.disabledText;
        return mode == QIcon::Selected ? colors.highlightedText : colors.of(m_tone);
    }

    QPixmap drawing(int side, const QColor& color) const
    {
        const QString key = u"line-icon/%1/%2/%3"_s.arg(m_name, color.name()).arg(side);
        QPixmap pixmap;
        if (QPixmapCache::find(key, &pixmap))
            return pixmap;
        pixmap = QPixmap(side, side);
        pixmap.fill(Qt::transparent);
        QFile file(u":/icons/%1.svg"_s.arg(m_name));
        if (file.open(QIODevice::ReadOnly)) {
            QSvgRenderer svg(file.readAll().replace("currentColor", color.name().toLatin1()));
            QPainter painter(&pixmap);
            svg.render(&painter, QRectF(0, 0, side, side));
        }
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    }

    QString m_name;
    Tone m_tone;
};

}  // namespace

QIcon icon(QStringView name, Tone tone)
{
    return QIcon(new LineIconEngine(name.toString(), tone));  // the icon owns it
}

QIcon methodIcon(std::string_view method)
{
    const QString name = u"method-"_s + QString::fromUtf8(method.data(), static_cast<qsizetype>(method.size()));
    return icon(QFile::exists(u":/icons/%1.svg"_s.arg(name)) ? name : u"method-other"_s);
}

}  // namespace rz::app
