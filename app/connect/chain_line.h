#pragma once

#include "app/connect/chain_suggestions.h"

#include <QLineEdit>

class QStandardItemModel;

namespace rz::app {

// A line for a chain such as ssh:alice@web1|local, with completions as one types. What is wrong with the text is told
// below the line by whoever owns it.
class ChainLine : public QLineEdit {
    Q_OBJECT
public:
    explicit ChainLine(QWidget* parent = nullptr);

    void setSources(const ChainSources& sources);

private:
    void suggest(const QString& text);

    ChainSources m_sources;
    QStandardItemModel* m_suggestions;  // shown: with the name of a saved chain; taken over: the chain
};

}  // namespace rz::app
