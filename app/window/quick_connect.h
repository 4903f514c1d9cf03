#pragma once

#include "app/connect/chain_suggestions.h"
#include "core/connect/method.h"

#include <QWidget>

class QLabel;

namespace rz::app {

class ChainLine;

// The line at the top of the window: a chain or the name of a saved host, Enter connects. What is wrong with the text is said below it.
class QuickConnect : public QWidget {
    Q_OBJECT
public:
    explicit QuickConnect(QWidget* parent = nullptr);

    void setSources(const ChainSources& sources);
    void focusLine();

signals:
    void chosen(const rz::connect::Chain& chain);

private:
    void connectTyped();

    ChainSources m_sources;
    ChainLine* m_line;
    QLabel* m_problem;
};

}  // namespace rz::app
