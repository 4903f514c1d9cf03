#pragma once

#include "app/calls/call_line.h"
#include "app/calls/value_meaning.h"
#include "core/qt/snapshots.h"
#include "core/rpc/function.h"

#include <QWidget>

#include <memory>
#include <optional>
#include <string>
#include <vector>

class QAction;
class QLabel;
class QLineEdit;
class QListView;
class QPushButton;
class QStackedWidget;
class QTabBar;

namespace rz::qt {
class EngineApi;
}

namespace rz::app {

class CallHistory;
class CallListModel;
class CallRun;
class ContextDirectory;
class EmptyState;
class FileChooser;
class FunctionForm;
class FunctionList;
class ResultPane;
class Selection;

// The functions of the chosen context, a form for one of them, and the calls made from it with their results. Calls go
// on and keep their results while another context is chosen; they end with the page.
class CallsPage : public QWidget {
    Q_OBJECT
public:
    // All must outlive the page.
    CallsPage(qt::EngineApi& engine, const ContextDirectory& contexts, Selection& selection, CallHistory& history,
              QWidget* parent = nullptr);
    ~CallsPage() override;

    // Before anything is shown.
    void setFileChooser(std::shared_ptr<FileChooser> files);
    // Shows the form of a function ("proc.run"), for the command palette.
    void chooseFunction(const QString& name);

private:
    QWidget* makeLineBar();
    QWidget* makeFormPanel();
    QWidget* makeCallsPanel();
    QWidget* makeHistory();
    void layOut();
    void connectAll();
    // Again for each function, whose fields are new.
    void orderTabs();

    void contextsChanged(const qt::TreeChanges& changes);
    void load();
    void showFunctions(Result<std::vector<rpc::FunctionDescription>> functions);
    void showFunction(const rpc::FunctionDescription& function);
    void showState();
    void showRuntime(const qt::NodeSnapshot* node);

    void runForm();
    void runLine();
    void run(CallLine line, std::string streamParameter, qt::NodeKey node, Meanings meanings);
    void runAgain(CallRun& run);
    void edit(const CallLine& line);
    void editHistory(int row);
    void recall(int step);
    bool eventFilter(QObject* watched, QEvent* event) override;

    qt::EngineApi& m_engine;
    const ContextDirectory& m_contexts;
    Selection& m_selection;
    std::shared_ptr<FileChooser> m_files;
    CallListModel* m_calls;
    CallHistory& m_history;

    FunctionList* m_functions;
    QLineEdit* m_line;
    QPushButton* m_runLine;
    QLabel* m_lineProblem;
    QLabel* m_signature;
    FunctionForm* m_form;
    QPushButton* m_runForm;
    EmptyState* m_noFunction;
    QStackedWidget* m_formPages;
    QTabBar* m_listTabs;
    QListView* m_callList;
    QListView* m_historyList;
    QStackedWidget* m_lists;
    ResultPane* m_result;
    QAction* m_removeFinished;
    QAction* m_editEntry;
    QAction* m_removeEntry;
    QAction* m_clearHistory;
    QAction* m_undoClear;

    qt::NodeKey m_node = qt::RootNode;
    std::optional<ContextId> m_loaded;  // whose functions are shown or asked for
    bool m_loadedNative = false;
    int m_recalled = -1;  // row of the history in the line; -1: what was typed
};

}  // namespace rz::app
