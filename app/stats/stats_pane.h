#pragma once

#include <QWidget>

class QLabel;
class QStackedWidget;
class QTabBar;

namespace rz::qt {
class EngineApi;
}

namespace rz::app {

class ContextDirectory;
class LinksPage;
class ModulesPage;
class Selection;

// What the links carry, which modules went over them, and what the desktop itself costs. The engine counts only while the
// pane is shown.
class StatsPane : public QWidget {
    Q_OBJECT
public:
    // All three must outlive the pane.
    StatsPane(qt::EngineApi& engine, const ContextDirectory& contexts, Selection& selection, QWidget* parent = nullptr);

    // With room for the totals on two lines, which docks do not think of.
    QSize minimumSizeHint() const override;

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void layOut();
    void load();
    void showPage(int page);
    void showTotals();

    qt::EngineApi& m_engine;
    QTabBar* m_tabs;
    QStackedWidget* m_pages;
    LinksPage* m_links;
    ModulesPage* m_modules;
    QLabel* m_totals;
    QLabel* m_cost;
    QMetaObject::Connection m_counting;
};

}  // namespace rz::app
