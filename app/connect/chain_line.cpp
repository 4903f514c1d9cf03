#include "app/connect/chain_line.h"

#include "app/common/icons.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QStandardItemModel>

namespace rz::app {
namespace {

constexpr int ChainRole = Qt::UserRole;

}  // namespace

ChainLine::ChainLine(QWidget* parent) : QLineEdit(parent), m_suggestions(new QStandardItemModel(this))
{
    setClearButtonEnabled(true);
    setInputMethodHints(Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    auto* completions = new QCompleter(m_suggestions, this);
    completions->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    completions->setCompletionRole(ChainRole);
    setCompleter(completions);
    connect(this, &QLineEdit::textEdited, this, &ChainLine::suggest);
    // What follows may want the keys, which an open list would keep.
    connect(this, &QLineEdit::returnPressed, completions, [completions] { completions->popup()->hide(); });
}

void ChainLine::setSources(const ChainSources& sources)
{
    m_sources = sources;
}

void ChainLine::suggest(const QString& text)
{
    m_suggestions->clear();
    if (text.isEmpty())
        return;
    for (const NamedChain& suggestion : namedSuggestions(text, m_sources)) {
        auto* item = new QStandardItem;  // the model owns it
        item->setData(suggestion.chain, ChainRole);
        item->setText(suggestion.name.isEmpty()
                          ? suggestion.chain
                          : tr("%1 – %2", "name of a saved host and its chain").arg(suggestion.name, suggestion.chain));
        item->setIcon(suggestion.name.isEmpty() ? QIcon() : icon(u"pane-hosts", Tone::Muted));
        m_suggestions->appendRow(item);
    }
}

}  // namespace rz::app
