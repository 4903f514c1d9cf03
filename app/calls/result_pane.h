#pragma once

#include "core/base/value.h"

#include <QPointer>
#include <QWidget>

#include <memory>
#include <vector>

class QAction;
class QComboBox;
class QLabel;
class QPlainTextEdit;
class QStackedWidget;
class QTabBar;
class QTimer;
class QToolButton;

namespace rz::app {

class CallRun;
class EmptyState;
class FileChooser;
class Notice;
class StreamView;
class ValueView;

// What became of one call: its output as it arrives, its result or its error, and what can be done with them.
class ResultPane : public QWidget {
    Q_OBJECT
public:
    explicit ResultPane(std::shared_ptr<FileChooser> files, QWidget* parent = nullptr);

    void setFileChooser(std::shared_ptr<FileChooser> files) { m_files = std::move(files); }
    // How one comes by a result, shown while there is none.
    void setHint(const QString& hint);
    // Null shows that nothing was called yet.
    void setRun(CallRun* run);

signals:
    void againWanted(rz::app::CallRun& run);
    void editWanted(rz::app::CallRun& run);

private:
    enum Page { EmptyPage, WaitingPage, StreamPage, ValuePage, ErrorPage };

    void makeActions();
    QWidget* makeHead();
    QWidget* makeErrorPage();
    void received(const std::vector<Value>& values);
    void ended();
    void showAll();
    void showHead();
    void showTab();
    void showError();
    void copyAsJson() const;
    void copyAsText() const;
    void save();

    std::shared_ptr<FileChooser> m_files;
    QPointer<CallRun> m_run;
    QWidget* m_head = nullptr;
    QToolButton* m_copy = nullptr;
    QLabel* m_call;
    QLabel* m_state;
    QTabBar* m_tabs;
    QComboBox* m_form;
    QStackedWidget* m_pages;
    EmptyState* m_empty;
    EmptyState* m_waiting;
    StreamView* m_stream;
    ValueView* m_streamTable;
    QStackedWidget* m_streamPages;
    ValueView* m_value;
    Notice* m_error;
    QLabel* m_traceTitle;
    QPlainTextEdit* m_trace;
    QAction* m_cancel;
    QAction* m_again;
    QAction* m_edit;
    QAction* m_copyText;
    QAction* m_copyJson;
    QAction* m_save;
    QTimer* m_clock;
    bool m_textStream = true;
};

}  // namespace rz::app
