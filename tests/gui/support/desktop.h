#pragma once

#include "app/common/theme.h"
#include "app/window/main_window.h"
#include "tests/gui/support/fake_keyring.h"
#include "tests/gui/support/real_engine.h"
#include "tests/support/ssh_server.h"
#include "tests/support/test_user.h"

#include <QAction>
#include <QDir>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScreen>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

#include <memory>
#include <string>

namespace rz::test {

// The desktop as it is, before a real sshd on loopback: driven as a person would, by what is on the screen.
struct Desktop {
    explicit Desktop(qt::LivenessOptions liveness = {})
    {
        qt::EngineOptions options;
        options.ssh.knownHostsFile = knownHosts().toStdString();
        options.liveness = liveness;
        engine = makeEngine(options);
        window = std::make_unique<app::MainWindow>(*engine, theme, keyring, settings);
        window->show();
        window->activateWindow();
        (void)QTest::qWaitForWindowActive(window.get());
    }
    ~Desktop() { window.reset(); }

    QString knownHosts() const { return folder.filePath(QStringLiteral("known_hosts")); }
    template <class T>
    T* find(const QString& name) const
    {
        return window->findChild<T*>(name);
    }
    QString text(const QString& name) const
    {
        const auto* label = find<QLabel>(name);
        return label == nullptr ? QString() : label->text();
    }
    QString state() const { return text(QStringLiteral("pathState")); }
    void type(const std::string& chain)
    {
        auto* line = find<QLineEdit>(QStringLiteral("quickConnectLine"));
        line->setFocus();
        QTest::keyClicks(line, QString::fromStdString(chain));
        QTest::keyClick(line, Qt::Key_Return);
    }
    // What stands in the sheet, as soon as there is one.
    template <class T>
    T* inSheet(const QString& name)
    {
        T* found = nullptr;
        [&] {
            QTRY_VERIFY_WITH_TIMEOUT((found = find<QWidget>(QStringLiteral("promptSheet"))->findChild<T*>(name)) !=
                                             nullptr &&
                                         found->isVisible(),
                                     Deadline);
        }();
        return found;
    }
    void press(const QString& button)
    {
        if (auto* found = inSheet<QPushButton>(button))
            QTest::mouseClick(found, Qt::LeftButton);
    }
    void answer(const std::string& secret)
    {
        auto* field = inSheet<QLineEdit>(QStringLiteral("promptField0"));
        if (field == nullptr)
            return;
        // Not while something else is being typed, as the chain was a moment ago.
        [&] { QTRY_VERIFY_WITH_TIMEOUT(field->window()->focusWidget() == field, Deadline); }();
        QTest::keyClicks(field, QString::fromStdString(secret));
        QTest::keyClick(field, Qt::Key_Return);
    }
    // As a person finds it: by its name in the filter, then Enter and the arrow.
    void chooseFunction(const QString& name)
    {
        auto* tree = find<QTreeView>(QStringLiteral("functions"));
        QTRY_VERIFY_WITH_TIMEOUT(tree->isVisible(), Deadline);
        auto* filter = find<QLineEdit>(QStringLiteral("functionFilter"));
        filter->setFocus();
        QTest::keyClicks(filter, name);
        QTest::keyClick(filter, Qt::Key_Return);
        tree->setCurrentIndex(tree->model()->index(0, 0, tree->model()->index(0, 0)));
        QTRY_VERIFY_WITH_TIMEOUT(find<QPushButton>(QStringLiteral("runForm"))->isVisible(), Deadline);
    }
    // Types the call of a function and gives what became of it: "done …", "failed …".
    QString call(const QString& typed) const
    {
        find<QAction>(QStringLiteral("showCalls"))->trigger();
        auto* line = find<QLineEdit>(QStringLiteral("callLine"));
        [&] { QTRY_VERIFY_WITH_TIMEOUT(line->isEnabled(), Deadline); }();
        line->clear();
        QTest::keyClicks(line, typed);
        QTest::keyClick(line, Qt::Key_Return);
        const auto outcome = [this] { return text(QStringLiteral("resultState")); };
        [&] {
            QTRY_VERIFY_WITH_TIMEOUT(
                text(QStringLiteral("resultCall")).startsWith(typed.section(QLatin1Char(' '), 0, 0)) &&
                    (outcome().startsWith(QStringLiteral("done")) || outcome().startsWith(QStringLiteral("failed"))),
                Deadline);
        }();
        return outcome();
    }
    // The last result, where it is text.
    QString shownText() const
    {
        return find<QWidget>(QStringLiteral("valueView"))
            ->findChild<QPlainTextEdit*>(QStringLiteral("valueText"))
            ->toPlainText();
    }
    // On a real screen, what is there to see stays beside the test.
    void keepPicture(const QString& name) const
    {
        if (QGuiApplication::platformName() == QStringLiteral("offscreen"))
            return;
        const QDir beside(QCoreApplication::applicationDirPath());
        QVERIFY(beside.mkpath(QStringLiteral("pictures")));
        QTest::qWait(200);  // for the last repaint
        QVERIFY(window->screen()
                    ->grabWindow(window->winId())
                    .save(beside.filePath(QStringLiteral("pictures/%1.png").arg(name))));
    }
    void connectTo(const SshServer& server, const TestUser& user)
    {
        type("ssh:" + user.name() + "@127.0.0.1:" + std::to_string(server.port()));
        press(QStringLiteral("acceptRememberButton"));
        answer(user.password());
        QTRY_VERIFY_WITH_TIMEOUT(state().startsWith(QStringLiteral("Connected")), Deadline);
    }

    QTemporaryDir folder;
    QSettings settings{folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat};
    FakeKeyring keyring;
    app::Theme theme;
    std::unique_ptr<qt::Engine> engine;
    std::unique_ptr<app::MainWindow> window;
};

}  // namespace rz::test
