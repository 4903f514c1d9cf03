#pragma once

#include <QWidget>

#include <memory>

namespace rz::qt {
class EngineApi;
}

namespace rz::app {

class ContextDirectory;
class Selection;

// What each link carries, as numbers and small charts, and what the desktop itself costs.
class StatsPane : public QWidget {
    Q_OBJECT
public:
    // All three must outlive the pane. The engine counts only while the pane is shown.
    StatsPane(qt::EngineApi& engine, const ContextDirectory& contexts, Selection& selection, QWidget* parent = nullptr);
    ~StatsPane() override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

}  // namespace rz::app
