#include "app/common/secret_edit.h"

#include "app/common/icons.h"

#include <QAction>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace rz::app {

SecretEdit::SecretEdit(Echo echo, QWidget* parent) : QLineEdit(parent)
{
    setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    if (echo == Echo::Plain)
        return;
    setEchoMode(Password);
    QAction* show = addAction(icon(u"show", Tone::Muted), TrailingPosition);
    show->setCheckable(true);
    show->setText(tr("Show what is typed"));
    show->setToolTip(tr("Show what is typed"));
    connect(show, &QAction::toggled, this, [this](bool shown) { setEchoMode(shown ? Normal : Password); });
}

SecretEdit::~SecretEdit()
{
    // Whoever follows the text may be gone in part: a card goes before the fields in it.
    const QSignalBlocker quiet(this);
    take();
}

Secret SecretEdit::take()
{
    QByteArray bytes = text().toUtf8();
    Secret secret(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
    bytes.fill('\0');
    // The line control shares its string with us: overwriting it in place reaches what the field holds.
    const QString typed = text();
    std::fill_n(const_cast<QChar*>(typed.constData()), typed.size(), QChar(u'\0'));
    clear();
    return secret;
}

}  // namespace rz::app
