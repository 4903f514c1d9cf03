#pragma once

#include "core/qt/snapshots.h"

#include <QWidget>

#include <memory>

namespace rz::qt {
class EngineApi;
}

namespace rz::app {

class ContextDirectory;

// What all contexts log and print, merged, with filters by context, level and text.
class LogPane : public QWidget {
    Q_OBJECT
public:
    // Both must outlive the pane. It collects from now on, shown or not.
    LogPane(qt::EngineApi& engine, const ContextDirectory& contexts, QWidget* parent = nullptr);
    ~LogPane() override;

    // The context chosen elsewhere: the pane offers to show only what comes from it.
    void setNode(qt::NodeKey node);

signals:
    // The user chose a line; its context is to be shown.
    void nodeActivated(rz::qt::NodeKey node);

private:
    class Private;
    std::unique_ptr<Private> d;
};

}  // namespace rz::app
