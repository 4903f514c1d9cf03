#pragma once

#include "app/common/context_directory.h"
#include "app/common/selection.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace rz::app {

class Badge;

// Says at all times where one is and as whom: the hops to the chosen context from the desktop, or from the program that this
// one is attached to, each a way back; then its identity, its marks and its state. When there is little room, the first hops
// fold into "…".
class PathBar : public QWidget {
    Q_OBJECT
public:
    PathBar(const ContextDirectory& contexts, Selection& selection, QWidget* parent = nullptr);

protected:
    void resizeEvent(QResizeEvent* event) override;
    QSize minimumSizeHint() const override;

private:
    void refresh();
    void rebuildHops(const std::vector<qt::NodeKey>& path);
    void foldHops();
    void showState(const qt::NodeSnapshot* node);

    const ContextDirectory& m_contexts;
    Selection& m_selection;
    std::vector<qt::NodeKey> m_path;
    QStringList m_names;  // of its hops: that of a program is another once it has answered
    QWidget* m_hopsWidget;
    QHBoxLayout* m_hops;
    QToolButton* m_folded;
    std::vector<QToolButton*> m_buttons;
    std::vector<QLabel*> m_separators;
    QLabel* m_identity;
    Badge* m_root;
    Badge* m_python;
    Badge* m_attached;
    QLabel* m_stateIcon;
    QLabel* m_state;
    QString m_wholeState;
    QString m_shortState;
};

}  // namespace rz::app
