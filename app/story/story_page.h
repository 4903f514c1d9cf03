#pragma once

#include "app/common/context_directory.h"
#include "app/common/selection.h"
#include "core/qt/engine_api.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QTableView;
class QPushButton;

namespace rz::app {

class EmptyState;
class Notice;
class StoryModel;

// How the chosen context was connected, step by step, and on failure which step, what was seen, why and what to try.
class StoryPage : public QWidget {
    Q_OBJECT
public:
    StoryPage(const qt::EngineApi& engine, const ContextDirectory& contexts, const Selection& selection,
              QWidget* parent = nullptr);

    // What is offered with a failure; each shows while it is enabled.
    void setRemedies(const QList<QAction*>& actions);

private:
    QWidget* makeHead();
    void setUpTable();
    void refresh();
    void showFailure(const connect::Story& story);
    void showOutput(const connect::Story& story);
    void fitTable();
    void copyReport() const;

    const qt::EngineApi& m_engine;
    const ContextDirectory& m_contexts;
    const Selection& m_selection;
    StoryModel* m_model;
    QLabel* m_summary;
    QPushButton* m_copy;
    QTableView* m_table;
    Notice* m_failure;
    QPlainTextEdit* m_output;
    QLabel* m_outputTitle;
    EmptyState* m_empty;
    QTimer m_tick;  // while a step runs
};

}  // namespace rz::app
