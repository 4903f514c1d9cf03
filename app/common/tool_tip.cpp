#include "app/common/tool_tip.h"

#include "app/common/control_pictures.h"

#include <QTextDocument>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr qsizetype LongLine = 120;  // characters; only markup is wrapped

}  // namespace

QString plainToolTip(const QString& text)
{
    QString shown = withControlPictures(text);
    if (shown.size() <= LongLine && !Qt::mightBeRichText(shown))
        return shown;
    return u"<p style='white-space:pre-wrap'>%1</p>"_s.arg(shown.toHtmlEscaped());
}

}  // namespace rz::app
