#pragma once

#include "app/logs/log_pattern.h"
#include "core/qt/snapshots.h"

#include <QWidget>

#include <memory>

class QAction;
class QComboBox;
class QLabel;
class QPlainTextEdit;
class QStackedWidget;

namespace rz::qt {
class EngineApi;
}

namespace rz::app {

class ContextDirectory;
class EmptyState;
class FileChooser;
class FilterEdit;
class LogDelegate;
class LogFinder;
class LogModel;
class LogView;
class Selection;

// What all contexts log and print, merged, with filters by context, level and text. It collects from the moment it is
// made, shown or not.
class LogPane : public QWidget {
    Q_OBJECT
public:
    // All three must outlive the pane.
    LogPane(qt::EngineApi& engine, const ContextDirectory& contexts, Selection& selection, QWidget* parent = nullptr);
    ~LogPane() override;

    void setFileChooser(std::shared_ptr<FileChooser> files);
    LogModel& model() const { return *m_model; }

private:
    void makeActions();
    void layOut();
    QWidget* makeTopBar();
    void connectAll();
    void fillScopes();

    LogPattern patternFromFields() const;
    void applyPattern();
    void applyCriteria();
    void showAllLines();
    void findNext(bool down);
    void showFound(int row, bool wrapped);
    void showStatus();
    void showContent();
    void showDetails();
    void chooseContextOf(int row);
    void copy(bool textOnly);
    void save();
    void writeTo(const QString& path);

    const ContextDirectory& m_contexts;
    Selection& m_selection;
    std::shared_ptr<FileChooser> m_files;
    LogModel* m_model;
    LogFinder* m_finder;
    LogView* m_view;
    LogDelegate* m_delegate;
    FilterEdit* m_filter;
    QComboBox* m_scope;
    QComboBox* m_level;
    QLabel* m_problem;
    QLabel* m_status;
    QLabel* m_detailsHead;
    QPlainTextEdit* m_detailsText;
    QWidget* m_details;
    EmptyState* m_empty;
    EmptyState* m_noMatch;
    QStackedWidget* m_pages;

    QAction* m_matchCase;
    QAction* m_regex;
    QAction* m_onlyMatches;
    QAction* m_follow;
    QAction* m_pause;
    QAction* m_clear;
    QAction* m_save;
    QAction* m_showDetails;
    QAction* m_findNext;
    QAction* m_findPrevious;
    QAction* m_copy;
    QAction* m_copyText;
    QAction* m_chooseContext;
    QAction* m_onlyThisContext;
    QAction* m_showAll;
    QString m_note;  // of the last search or saving, until something else happens
    bool m_saving = false;
};

}  // namespace rz::app
