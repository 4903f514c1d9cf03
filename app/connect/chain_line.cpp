#include "app/connect/chain_line.h"

#include <QCompleter>
#include <QStringListModel>

namespace rz::app {

ChainLine::ChainLine(QWidget* parent) : QLineEdit(parent), m_suggestions(new QStringListModel(this))
{
    setClearButtonEnabled(true);
    setInputMethodHints(Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    auto* completions = new QCompleter(m_suggestions, this);
    completions->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    setCompleter(completions);
    connect(this, &QLineEdit::textEdited, this, &ChainLine::suggest);
}

void ChainLine::setSources(const ChainSources& sources)
{
    m_sources = sources;
}

void ChainLine::suggest(const QString& text)
{
    m_suggestions->setStringList(text.isEmpty() ? QStringList() : chainSuggestions(text, m_sources));
}

}  // namespace rz::app
