#include "app/common/tool_tip.h"

#include <QTextDocument>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr qsizetype LongLine = 120;  // characters; only markup is wrapped

}  // namespace

QString plainToolTip(const QString& text)
{
    if (text.size() <= LongLine && !Qt::mightBeRichText(text))
        return text;
    return u"<p style='white-space:pre-wrap'>%1</p>"_s.arg(text.toHtmlEscaped());
}

}  // namespace rz::app
