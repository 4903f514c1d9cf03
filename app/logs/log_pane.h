#pragma once

#include <QWidget>

#include <memory>

namespace rz::qt {
class EngineApi;
}

namespace rz::app {

class ContextDirectory;
class Selection;

// What all contexts log and print, merged, with filters by context, level and text.
class LogPane : public QWidget {
    Q_OBJECT
public:
    // All three must outlive the pane. It collects from now on, shown or not.
    LogPane(qt::EngineApi& engine, const ContextDirectory& contexts, Selection& selection, QWidget* parent = nullptr);
    ~LogPane() override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

}  // namespace rz::app
