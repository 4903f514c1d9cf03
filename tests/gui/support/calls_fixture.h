#pragma once

#include "app/calls/call_history.h"
#include "app/calls/calls_page.h"
#include "app/calls/value_view.h"
#include "app/common/context_directory.h"
#include "app/common/file_chooser.h"
#include "app/common/selection.h"
#include "tests/gui/support/fake_engine.h"
#include "tests/gui/support/sample_functions.h"

#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

namespace rz::test {

using namespace Qt::StringLiterals;

// Chooses this file whenever one is asked for.
class FixedFile final : public app::FileChooser {
public:
    explicit FixedFile(QString path) : m_path(std::move(path)) {}
    void askToSave(QWidget*, const QString&, const QString&, const QString&, Chosen chosen) override { chosen(m_path); }
    void askToOpen(QWidget*, const QString&, Chosen chosen) override { chosen(m_path); }

private:
    QString m_path;
};

// The page of calls before one connected context, with an empty history.
struct CallsFixture {
    CallsFixture()
    {
        web = engine.addNode(qt::RootNode, "ssh:alice@web1");
        engine.setFunctions(sampleFunctions());
        makePage();
    }

    // With what the history's file says now.
    void makePage()
    {
        page.reset();
        history = std::make_unique<app::CallHistory>(historyFile());
        page = std::make_unique<app::CallsPage>(engine, contexts, selection, *history);
        page->resize(1200, 700);
        page->show();
        (void)QTest::qWaitForWindowActive(page.get());
    }

    template <class T>
    T& find(const QString& name)
    {
        auto* found = page->findChild<T*>(name);
        if (found == nullptr)
            qFatal("no %s", qPrintable(name));
        return *found;
    }

    // A part of the view of results; that of streamed tables has the same parts.
    template <class T>
    T& result(const QString& name)
    {
        return *find<app::ValueView>(u"valueView"_s).findChild<T*>(name);
    }

    void chooseWeb()
    {
        selection.choose(web);
        QTRY_VERIFY(find<QTreeView>(u"functions"_s).isVisible());
    }
    void choose(const QString& function)
    {
        chooseWeb();
        page->chooseFunction(function);
    }
    void run() { QTest::mouseClick(&find<QPushButton>(u"runForm"_s), Qt::LeftButton); }
    void type(const QString& call)
    {
        auto& line = find<QLineEdit>(u"callLine"_s);
        line.setText(call);
        QTest::keyClick(&line, Qt::Key_Return);
    }
    QPlainTextEdit& text(const QString& parameter) { return find<QPlainTextEdit>(u"parameter_"_s + parameter); }
    QString historyFile() const { return folder.filePath(u"calls.jsonl"_s); }
    QString state() { return find<QLabel>(u"resultState"_s).text(); }
    FakeCall& last() { return *engine.calls.back(); }

    QTemporaryDir folder;
    FakeEngine engine;
    app::ContextDirectory contexts{engine};
    app::Selection selection;
    qt::NodeKey web{};
    std::unique_ptr<app::CallHistory> history;
    std::unique_ptr<app::CallsPage> page;
};

inline Value fileRow(const char* name, int size)
{
    return Dict{{{"name", name}, {"size", size}}};
}

}  // namespace rz::test
