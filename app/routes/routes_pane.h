#pragma once

#include <QWidget>

#include <memory>

namespace rz::qt {
class EngineApi;
}

namespace rz::app {

class ContextDirectory;
class Selection;

// The routing table as it is now.
class RoutesPane : public QWidget {
    Q_OBJECT
public:
    // All three must outlive the pane.
    RoutesPane(qt::EngineApi& engine, const ContextDirectory& contexts, Selection& selection, QWidget* parent = nullptr);
    ~RoutesPane() override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

}  // namespace rz::app
