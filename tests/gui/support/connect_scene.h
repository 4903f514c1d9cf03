#pragma once

#include "app/connect/connect_dialog.h"
#include "tests/gui/support/fake_engine.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>
#include <QToolButton>

namespace rz::test {

using namespace Qt::StringLiterals;

// The dialog as a person meets it.
struct ConnectScene {
    explicit ConnectScene(const QString& method = u"ssh"_s, qt::NodeKey under = qt::RootNode, bool python = false)
        : dialog(new app::ConnectDialog(
              engine, {.under = under, .path = u"desktop"_s, .method = method, .python = python},
              {.methods = {u"ssh"_s, u"local"_s, u"docker"_s}, .hosts = {u"web1"_s}, .recent = {}, .saved = {}},
              nullptr)),
          chosen(dialog.data(), &app::ConnectDialog::chosen)
    {
        dialog->show();
    }
    ~ConnectScene() { delete dialog.data(); }

    template <class T>
    T& find(const QString& name)
    {
        auto* found = dialog->findChild<T*>(name);
        if (found == nullptr)
            qFatal("no %s", qPrintable(name));
        return *found;
    }
    QLineEdit& line() { return find<QLineEdit>(u"chainLine"_s); }
    QLineEdit& field(const QString& option) { return find<QLineEdit>(option + u"Control"_s); }
    QComboBox& targets() { return find<QComboBox>(u"containerControl"_s); }
    // What stands below a field; empty when nothing does.
    QString note(const QString& option)
    {
        const auto* label = dialog->findChild<QLabel*>(option + u"Note"_s);
        return label == nullptr || !label->isVisible() ? QString() : label->text();
    }
    QString outcome()
    {
        const auto& label = find<QLabel>(u"containerOutcome"_s);
        return label.isVisible() ? label.text() : QString();
    }
    bool listIsOpen() { return targets().view()->isVisible(); }
    void look() { QTest::mouseClick(&find<QToolButton>(u"containerLook"_s), Qt::LeftButton); }
    QPushButton& connectButton() { return find<QPushButton>(u"connectButton"_s); }
    connect::Chain chain() { return chosen.at(0).at(1).value<connect::Chain>(); }
    void show(int hop) { find<QTabBar>(u"hops"_s).setCurrentIndex(hop); }
    // Two hops, and a password for the second.
    void typeSecond()
    {
        type(line(), u"ssh:alice@bastion|ssh:alice@web1"_s);
        type(field(u"password"_s), u"second"_s);
    }
    // At once, as by pasting.
    void replaceLine(const QString& text)
    {
        line().selectAll();
        line().insert(text);
    }
    static void type(QLineEdit& into, const QString& text)
    {
        into.selectAll();
        QTest::keyClicks(&into, text);
    }

    FakeEngine engine;
    QPointer<app::ConnectDialog> dialog;
    QSignalSpy chosen;
};

}  // namespace rz::test
