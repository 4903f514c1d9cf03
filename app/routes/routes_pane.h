#pragma once

#include "core/qt/snapshots.h"

#include <QWidget>

#include <memory>

namespace rz::qt {
class EngineApi;
}

namespace rz::app {

class ContextDirectory;

// The routing table as it is now.
class RoutesPane : public QWidget {
    Q_OBJECT
public:
    // Both must outlive the pane.
    RoutesPane(qt::EngineApi& engine, const ContextDirectory& contexts, QWidget* parent = nullptr);
    ~RoutesPane() override;

    // The context chosen elsewhere; its route is marked.
    void setNode(qt::NodeKey node);

signals:
    // The user chose a route; its target is to be shown.
    void nodeActivated(rz::qt::NodeKey node);

private:
    class Private;
    std::unique_ptr<Private> d;
};

}  // namespace rz::app
