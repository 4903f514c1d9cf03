#include "app/workspace/restore_bar.h"

#include "app/common/control_pictures.h"
#include "app/common/icons.h"
#include "app/common/style.h"
#include "app/common/tool_tip.h"
#include "app/workspace/workspace.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr int NamesShown = 3;
constexpr qsizetype NameLength = 28;

QString shortened(const QString& name)
{
    const qsizetype half = NameLength / 2;
    return name.size() <= NameLength ? name : name.first(half) + u'…' + name.last(half - 1);
}

// "ssh alice@web1, ssh db1 and 4 more": the first ones at the top say what it was.
QString namesOf(const std::vector<Recipe>& recipes)
{
    QStringList names;
    for (const Recipe& recipe : recipes) {
        if (names.size() == NamesShown)
            break;
        names << shortened(onOneLine(QString::fromStdString(recipe.hop.label())));
    }
    return names.join(u", "_s) + (recipes.size() > NamesShown ? u", …"_s : QString());
}

QString linesOf(const std::vector<Recipe>& recipes, int depth = 0)
{
    QString lines;
    for (const Recipe& recipe : recipes) {
        lines += QString(depth * 2, u' ') + onOneLine(QString::fromStdString(recipe.hop.label())) + u'\n';
        lines += linesOf(recipe.below, depth + 1);
    }
    return lines;
}

}  // namespace

RestoreBar::RestoreBar(Workspace& workspace, QWidget* parent)
    : QFrame(parent), m_workspace(workspace), m_text(new QLabel(this)), m_restore(new QPushButton(this))
{
    setObjectName(u"restoreBar"_s);
    m_text->setObjectName(u"restoreText"_s);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_restore->setObjectName(u"restoreButton"_s);
    m_restore->setIcon(icon(u"reconnect"));
    m_restore->setText(tr("Restore"));
    m_restore->setToolTip(tr("Connect to all of them again, parents first"));
    auto* dismiss = new QPushButton(tr("Dismiss"), this);
    dismiss->setObjectName(u"dismissButton"_s);
    dismiss->setToolTip(tr("Forget what was connected last time"));
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(Margin, Space, Margin, Space);
    line->setSpacing(2 * Space);
    line->addWidget(m_text, 1);
    line->addWidget(m_restore);
    line->addWidget(dismiss);
    connect(m_restore, &QPushButton::clicked, &m_workspace, &Workspace::restore);
    connect(dismiss, &QPushButton::clicked, &m_workspace, &Workspace::dismiss);
    connect(&m_workspace, &Workspace::offerChanged, this, &RestoreBar::follow);
    follow();
}

void RestoreBar::follow()
{
    const auto& offered = m_workspace.offered();
    const QString problem = m_workspace.problem();
    m_restore->setVisible(problem.isEmpty());
    if (problem.isEmpty()) {
        const int count = countOf(offered);
        m_text->setText(
            tr("%n context(s) were connected when Rhizome ended: %1", nullptr, count).arg(namesOf(offered)));
        m_text->setToolTip(plainToolTip(linesOf(offered).trimmed()));
    } else {
        m_text->setText(tr("What was connected when Rhizome ended cannot be read: %1").arg(problem));
        m_text->setToolTip({});
    }
    setAccessibleName(m_text->text());
    setVisible(!offered.empty() || !problem.isEmpty());
}

}  // namespace rz::app
