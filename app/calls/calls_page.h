#pragma once

#include <QWidget>

#include <memory>

namespace rz::qt {
class EngineApi;
}

namespace rz::app {

class ContextDirectory;
class Selection;

// The functions of the chosen context, a form for one of them, and the calls made from it with their results. Calls go
// on and keep their results while another context is chosen; they end with the page.
class CallsPage : public QWidget {
    Q_OBJECT
public:
    // All three must outlive the page.
    CallsPage(qt::EngineApi& engine, const ContextDirectory& contexts, Selection& selection, QWidget* parent = nullptr);
    ~CallsPage() override;

    // Shows the form of a function ("proc.run"), for the command palette.
    void chooseFunction(const QString& name);

private:
    class Private;
    std::unique_ptr<Private> d;
};

}  // namespace rz::app
