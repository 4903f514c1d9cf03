#pragma once

#include "core/qt/snapshots.h"

#include <QDialog>

class QAction;
class QLineEdit;
class QPlainTextEdit;
class QStackedWidget;
class QTableView;

namespace rz::qt {
class EngineApi;
}

namespace rz::app {

class ClientModel;
class Notice;

// What there is to know while other programs may use these contexts: where they find them, how a script begins, and which do.
// Not modal; follows the engine.
class ScriptsDialog : public QDialog {
    Q_OBJECT
public:
    // `share` is the switch; all must outlive it.
    ScriptsDialog(qt::EngineApi& engine, QAction* share, QWidget* parent = nullptr);

signals:
    // The user wants to answer this question now.
    void answerWanted(std::uint64_t promptId);

private:
    QWidget* makeHowTo();
    QWidget* makeClients();
    void setUpTable();
    void refresh();
    void followChoice();

    qt::EngineApi& m_engine;
    QAction* m_share;
    ClientModel* m_model;
    Notice* m_notice;
    QLineEdit* m_path;
    QPlainTextEdit* m_script;
    QTableView* m_table;
    QStackedWidget* m_clients;
    QStackedWidget* m_pages;
    QAction* m_answer;
    QAction* m_dismiss;
};

// A whole script that lists the contexts of the program that listens at `path`, and calls a function in each.
QString exampleScript(const QString& path);

}  // namespace rz::app
