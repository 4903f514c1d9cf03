#pragma once

#include "core/qt/snapshots.h"

#include <QWidget>

#include <memory>

namespace rz::qt {
class EngineApi;
}

namespace rz::app {

class ContextDirectory;

// What each link carries, as numbers and small charts, and what the desktop itself costs.
class StatsPane : public QWidget {
    Q_OBJECT
public:
    // Both must outlive the pane. The engine counts only while the pane is shown.
    StatsPane(qt::EngineApi& engine, const ContextDirectory& contexts, QWidget* parent = nullptr);
    ~StatsPane() override;

    // The context chosen elsewhere; its link is marked.
    void setNode(qt::NodeKey node);

signals:
    // The user chose a link; its context is to be shown.
    void nodeActivated(rz::qt::NodeKey node);

private:
    class Private;
    std::unique_ptr<Private> d;
};

}  // namespace rz::app
