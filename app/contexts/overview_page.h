#pragma once

#include "app/common/context_directory.h"
#include "app/common/selection.h"
#include "app/contexts/overview.h"
#include "core/qt/engine_api.h"

#include <QWidget>

class QAction;
class QGridLayout;
class QLabel;

namespace rz::app {

class EmptyState;
class Notice;

// The page of the chosen context: what is wrong with it, if anything, and what is known of it. Follows the selection.
class OverviewPage : public QWidget {
    Q_OBJECT
public:
    OverviewPage(const qt::EngineApi& engine, const ContextDirectory& contexts, const ContextCounts& counts,
                 const Selection& selection, QWidget* parent = nullptr);

    // What is offered in the notice of a context that needs help; each shows while it is enabled.
    void setRemedies(const QList<QAction*>& actions);
    void setConnectAction(QAction* action);

private:
    void refresh();
    void showNotice(const qt::NodeSnapshot* node);
    bool showProgramNotice(const qt::NodeSnapshot& node);
    void showSections(const std::vector<OverviewSection>& sections);
    void rebuild(const std::vector<OverviewSection>& sections);
    void addSection(const OverviewSection& section);

    const qt::EngineApi& m_engine;
    const ContextDirectory& m_contexts;
    const ContextCounts& m_counts;
    const Selection& m_selection;
    EmptyState* m_empty;
    QWidget* m_content;
    Notice* m_notice;
    QWidget* m_factsWidget;
    QGridLayout* m_facts;
    std::vector<OverviewSection> m_shown;
    std::vector<QLabel*> m_values;  // one for each fact of m_shown, in order
};

}  // namespace rz::app
