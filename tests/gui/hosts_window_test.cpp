// Saved hosts as a person meets them: the pane in the real window, its dialogs, and what the quick line makes of them.
#include "tests/gui/support/window_scene.h"

#include <QApplication>
#include <QComboBox>
#include <QCompleter>
#include <QDialog>
#include <QDockWidget>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;
using test::WindowScene;

namespace {

struct HostsScene : WindowScene {
    HostsScene() { action(u"goToHosts"_s).trigger(); }

    QTreeView& hosts() { return find<QTreeView>(u"hostTree"_s); }
    QString file() { return settingsFolder.filePath(u"hosts.json"_s); }
    QByteArray content()
    {
        QFile stored(file());
        return stored.open(QIODevice::ReadOnly) ? stored.readAll() : QByteArray();
    }
    bool chooseHost(const QString& name)
    {
        const auto found = hosts().model()->match(hosts().model()->index(0, 0), Qt::DisplayRole, name, 1,
                                                  Qt::MatchExactly | Qt::MatchRecursive);
        hosts().setCurrentIndex(found.value(0));
        return !found.isEmpty();
    }
    static void type(QLineEdit& line, const QString& text)
    {
        line.selectAll();
        QTest::keyClicks(&line, text);
    }
    // A dialog of this name, once it is there.
    QDialog& dialog(const QString& name) { return find<QDialog>(name); }
    template <class T>
    T& in(QDialog& dialog, const QString& name)
    {
        auto* found = dialog.findChild<T*>(name);
        if (found == nullptr)
            qFatal("no %s", qPrintable(name));
        return *found;
    }
    void saveHost(const QString& name, const QString& chain)
    {
        action(u"newHost"_s).trigger();
        QDialog& opened = dialog(u"hostDialog"_s);
        type(in<QLineEdit>(opened, u"hostName"_s), name);
        type(in<QLineEdit>(opened, u"chainLine"_s), chain);
        QTest::mouseClick(&in<QPushButton>(opened, u"saveHost"_s), Qt::LeftButton);
        QCoreApplication::sendPostedEvents(&opened, QEvent::DeferredDelete);
    }
    // Another program writes the file with one host more; returns once that is seen.
    void addByAnother(const QString& name)
    {
        QJsonObject object = QJsonDocument::fromJson(content()).object();
        QJsonArray hosts = object[u"hosts"_s].toArray();
        hosts.append(QJsonObject{{u"name"_s, name}, {u"chain"_s, u"local"_s}});
        object[u"hosts"_s] = hosts;
        write(object);
        [&] { QTRY_VERIFY(chooseHost(name)); }();
    }
    void write(const QJsonObject& object)
    {
        QFile stored(file());
        if (!stored.open(QIODevice::WriteOnly) || stored.write(QJsonDocument(object).toJson()) < 0)
            qFatal("cannot write %s", qPrintable(file()));
    }
    // Names at the top of the file.
    QStringList names()
    {
        QStringList found;
        const QJsonArray hosts = QJsonDocument::fromJson(content()).object()[u"hosts"_s].toArray();
        for (const QJsonValue entry : hosts) {
            const QJsonObject object = entry.toObject();
            found << object[object.contains(u"group"_s) ? u"group"_s : u"name"_s].toString();
        }
        return found;
    }
    void saveGroup(const QString& name, const QString& user)
    {
        action(u"newGroup"_s).trigger();
        QDialog& opened = dialog(u"groupDialog"_s);
        type(in<QLineEdit>(opened, u"groupName"_s), name);
        type(in<QLineEdit>(opened, u"usernameControl"_s), user);
        QTest::mouseClick(&in<QPushButton>(opened, u"saveGroup"_s), Qt::LeftButton);
        QCoreApplication::sendPostedEvents(&opened, QEvent::DeferredDelete);
    }
    std::string connected(std::size_t at) { return connect::toString(engine.connected.at(at).second); }
};

}  // namespace

class HostsWindowTest : public QObject {
    Q_OBJECT
private slots:
    // No ~/.ssh/config of whoever runs the tests.
    void initTestCase() { qputenv("HOME", m_home.path().toLocal8Bit()); }

    void aHostIsSavedAndConnectedByEnter()
    {
        HostsScene f;
        f.saveHost(u"shop"_s, u"ssh:alice@web1|local"_s);
        QVERIFY(f.content().contains("\"shop\""));
        QVERIFY(f.chooseHost(u"shop"_s));
        f.hosts().setFocus();
        QTest::keyClick(&f.hosts(), Qt::Key_Return);
        QCOMPARE(f.engine.connected.size(), 1u);
        QCOMPARE(f.connected(0), "ssh:alice@web1|local");
        QCOMPARE(f.engine.connected[0].first, qt::RootNode);
    }

    void aDoubleClickConnects()
    {
        HostsScene f;
        f.saveHost(u"shop"_s, u"ssh:alice@web1"_s);
        QVERIFY(f.chooseHost(u"shop"_s));
        const QPoint where = f.hosts().visualRect(f.hosts().currentIndex()).center();
        QTest::mouseClick(f.hosts().viewport(), Qt::LeftButton, {}, where);
        QTest::mouseDClick(f.hosts().viewport(), Qt::LeftButton, {}, where);
        QCOMPARE(f.engine.connected.size(), 1u);
    }

    void whatIsInheritedIsSeenAndUsed()
    {
        HostsScene f;
        f.saveGroup(u"Production"_s, u"deploy"_s);
        QVERIFY(f.chooseHost(u"Production"_s));
        f.action(u"newHost"_s).trigger();
        QDialog& dialog = f.dialog(u"hostDialog"_s);
        QCOMPARE(f.in<QComboBox>(dialog, u"hostGroup"_s).currentText(), u"Production"_s);
        HostsScene::type(f.in<QLineEdit>(dialog, u"hostName"_s), u"web1"_s);
        HostsScene::type(f.in<QLineEdit>(dialog, u"hostnameControl"_s), u"web1"_s);
        QCOMPARE(f.in<QLineEdit>(dialog, u"usernameControl"_s).placeholderText(), u"deploy"_s);
        QCOMPARE(f.in<QLabel>(dialog, u"usernameNote"_s).text(), u"From Production."_s);
        QVERIFY(dialog.findChild<QWidget*>(u"passwordControl"_s) == nullptr);
        QTest::mouseClick(&f.in<QPushButton>(dialog, u"saveHost"_s), Qt::LeftButton);
        QVERIFY(f.content().contains("\"ssh:web1\""));
        QVERIFY(f.chooseHost(u"web1"_s));
        f.action(u"connectHost"_s).trigger();
        QCOMPARE(f.connected(0), "ssh:deploy@web1");
    }

    void aChangedGroupChangesItsHosts()
    {
        HostsScene f;
        f.saveGroup(u"Production"_s, u"deploy"_s);
        QVERIFY(f.chooseHost(u"Production"_s));
        f.saveHost(u"web1"_s, u"ssh:web1"_s);
        QVERIFY(f.chooseHost(u"Production"_s));
        f.action(u"editHost"_s).trigger();
        QDialog& dialog = f.dialog(u"groupDialog"_s);
        QCOMPARE(f.in<QLineEdit>(dialog, u"usernameControl"_s).text(), u"deploy"_s);
        QVERIFY(dialog.findChild<QWidget*>(u"hostnameControl"_s) == nullptr);
        HostsScene::type(f.in<QLineEdit>(dialog, u"usernameControl"_s), u"ops"_s);
        QTest::mouseClick(&f.in<QPushButton>(dialog, u"saveGroup"_s), Qt::LeftButton);
        QVERIFY(f.chooseHost(u"web1"_s));
        QCOMPARE(f.hosts().currentIndex().siblingAtColumn(1).data().toString(), u"ssh ops@web1"_s);
    }

    void nothingIsSavedThatCannotBe()
    {
        HostsScene f;
        f.action(u"newHost"_s).trigger();
        QDialog& dialog = f.dialog(u"hostDialog"_s);
        auto& save = f.in<QPushButton>(dialog, u"saveHost"_s);
        QVERIFY(!save.isEnabled());
        QCOMPARE(save.toolTip(), u"A name is needed."_s);
        HostsScene::type(f.in<QLineEdit>(dialog, u"hostName"_s), u"web1"_s);
        QCOMPARE(save.toolTip(), u"Host is needed."_s);
        HostsScene::type(f.in<QLineEdit>(dialog, u"chainLine"_s), u"ssh:web1"_s);
        QVERIFY(save.isEnabled());
    }

    // What is edited is not known again among what another program wrote.
    void anEditedHostIsNotSavedTwice()
    {
        HostsScene f;
        f.saveHost(u"web1"_s, u"ssh:alice@web1"_s);
        QVERIFY(f.chooseHost(u"web1"_s));
        f.action(u"editHost"_s).trigger();
        QDialog& dialog = f.dialog(u"hostDialog"_s);
        auto& save = f.in<QPushButton>(dialog, u"saveHost"_s);
        QVERIFY(save.isEnabled());
        f.addByAnother(u"db1"_s);
        QVERIFY(!save.isEnabled());
        QVERIFY(f.in<QLabel>(dialog, u"hostProblem"_s).text().contains(u"changed meanwhile"_s));
        dialog.accept();
        QVERIFY(dialog.isVisible());
        QCOMPARE(f.names(), QStringList({u"web1"_s, u"db1"_s}));
    }

    void aDeletedHostIsNotBroughtBackByItsDialog()
    {
        HostsScene f;
        f.saveHost(u"web1"_s, u"ssh:alice@web1"_s);
        QVERIFY(f.chooseHost(u"web1"_s));
        f.action(u"editHost"_s).trigger();
        QDialog& dialog = f.dialog(u"hostDialog"_s);
        f.hosts().setFocus();
        f.action(u"deleteHost"_s).trigger();
        QVERIFY(!f.in<QPushButton>(dialog, u"saveHost"_s).isEnabled());
        dialog.accept();
        QVERIFY(f.names().isEmpty());
    }

    void anEditedGroupIsNotSavedTwice()
    {
        HostsScene f;
        f.saveGroup(u"Production"_s, u"deploy"_s);
        QVERIFY(f.chooseHost(u"Production"_s));
        f.action(u"editHost"_s).trigger();
        QDialog& dialog = f.dialog(u"groupDialog"_s);
        f.addByAnother(u"db1"_s);
        QVERIFY(!f.in<QPushButton>(dialog, u"saveGroup"_s).isEnabled());
        dialog.accept();
        QCOMPARE(f.names(), QStringList({u"Production"_s, u"db1"_s}));
    }

    void aNewHostGoesIntoItsGroupThoughTheFileWasReadAnew()
    {
        HostsScene f;
        f.saveGroup(u"Production"_s, u"deploy"_s);
        QVERIFY(f.chooseHost(u"Production"_s));
        f.action(u"newHost"_s).trigger();
        QDialog& dialog = f.dialog(u"hostDialog"_s);
        HostsScene::type(f.in<QLineEdit>(dialog, u"hostName"_s), u"web1"_s);
        HostsScene::type(f.in<QLineEdit>(dialog, u"hostnameControl"_s), u"web1"_s);
        f.addByAnother(u"db1"_s);
        auto& group = f.in<QComboBox>(dialog, u"hostGroup"_s);
        auto& save = f.in<QPushButton>(dialog, u"saveHost"_s);
        QCOMPARE(group.currentText(), u"Production"_s);
        QCOMPARE(f.in<QLineEdit>(dialog, u"hostnameControl"_s).text(), u"web1"_s);
        QVERIFY2(save.isEnabled(), qPrintable(save.toolTip()));
        // Without its group there is nowhere it is to go.
        const QJsonObject before = QJsonDocument::fromJson(f.content()).object();
        f.write(QJsonObject{{u"hosts"_s, QJsonArray()}});
        QTRY_VERIFY(!save.isEnabled());
        QVERIFY2(save.toolTip().contains(u"“Production”"_s), qPrintable(save.toolTip()));
        f.write(before);
        QTRY_VERIFY(save.isEnabled());
        dialog.accept();
        QCOMPARE(f.names(), QStringList({u"Production"_s, u"db1"_s}));
        QVERIFY(f.content().contains("ssh:web1"));
    }

    void deletingIsTakenBack()
    {
        HostsScene f;
        f.saveHost(u"shop"_s, u"ssh:alice@web1"_s);
        QVERIFY(f.chooseHost(u"shop"_s));
        f.hosts().setFocus();
        QTest::keyClick(&f.hosts(), Qt::Key_Delete);
        QVERIFY(!f.content().contains("shop"));
        QVERIFY(f.find<QWidget>(u"undoDeleteBar"_s).isVisible());
        QCOMPARE(f.find<QLabel>(u"undoDeleteText"_s).text(), u"“shop” was deleted."_s);
        QTest::mouseClick(&f.find<QToolButton>(u"undoDeleteButton"_s), Qt::LeftButton);
        QVERIFY(f.content().contains("shop"));
        QVERIFY(!f.find<QWidget>(u"undoDeleteBar"_s).isVisible());
    }

    void aHostIsRenamedInItsRow()
    {
        HostsScene f;
        f.saveHost(u"shop"_s, u"ssh:alice@web1"_s);
        QVERIFY(f.chooseHost(u"shop"_s));
        f.hosts().setFocus();
        QTest::keyClick(&f.hosts(), Qt::Key_F2);
        auto* editor = qobject_cast<QLineEdit*>(QApplication::focusWidget());
        QVERIFY(editor != nullptr);
        HostsScene::type(*editor, u"market"_s);
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_VERIFY(f.content().contains("market"));
    }

    void aConnectedContextIsSaved()
    {
        HostsScene f;
        f.fillTree();
        f.choose(u"ssh alice@web1"_s);
        f.action(u"saveHost"_s).trigger();
        QDialog& dialog = f.dialog(u"hostDialog"_s);
        QCOMPARE(f.in<QLineEdit>(dialog, u"chainLine"_s).text(), u"ssh:alice@web1"_s);
        QCOMPARE(f.in<QLineEdit>(dialog, u"hostName"_s).text(), u"alice@web1"_s);
        QTest::mouseClick(&f.in<QPushButton>(dialog, u"saveHost"_s), Qt::LeftButton);
        QVERIFY(f.chooseHost(u"alice@web1"_s));
    }

    void theQuickLineKnowsSavedHosts()
    {
        HostsScene f;
        f.saveHost(u"shop"_s, u"ssh:alice@web1"_s);
        auto& line = f.find<QLineEdit>(u"quickConnectLine"_s);
        line.setFocus();
        QTest::keyClicks(&line, u"sho"_s);
        const auto* completions = line.completer()->model();
        QCOMPARE(completions->index(0, 0).data().toString(), u"shop – ssh:alice@web1"_s);
        QCOMPARE(line.completer()->pathFromIndex(completions->index(0, 0)), u"ssh:alice@web1"_s);
        QTest::keyClicks(&line, u"p"_s);
        QTest::keyClick(&line, Qt::Key_Return);
        QCOMPARE(f.connected(0), "ssh:alice@web1");
    }

    void aBrokenFileIsToldInThePane()
    {
        QTemporaryDir folder;
        HostsScene f;
        f.saveHost(u"shop"_s, u"ssh:alice@web1"_s);
        QFile broken(f.file());
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("{\"hosts\": [");
        broken.close();
        QTRY_VERIFY(f.find<QWidget>(u"hostsTrouble"_s).isVisible());
        QVERIFY(!f.action(u"newHost"_s).isEnabled());
        QCOMPARE(f.content(), QByteArray("{\"hosts\": ["));
        QVERIFY(f.chooseHost(u"shop"_s));  // as last read
    }

    void theFilterFindsHosts()
    {
        HostsScene f;
        f.saveHost(u"shop"_s, u"ssh:alice@web1"_s);
        f.saveHost(u"database"_s, u"ssh:bob@db1"_s);
        f.hosts().setFocus();
        QTest::keyClick(&f.hosts(), Qt::Key_F, Qt::ControlModifier);
        auto* filter = qobject_cast<QLineEdit*>(QApplication::focusWidget());
        QVERIFY(filter != nullptr);
        QTest::keyClicks(filter, u"bob"_s);
        QCOMPARE(f.hosts().model()->rowCount(), 1);
        QCOMPARE(f.hosts().model()->index(0, 0).data(Qt::AccessibleTextRole).toString(), u"database, ssh bob@db1"_s);
    }

    void methodsAreOfferedInTheMenusOfAContext()
    {
        HostsScene f;
        f.fillTree();
        f.choose(u"ssh alice@web1"_s);
        auto* menu = f.window.findChild<QMenu*>(u"connectChildBy"_s);
        QVERIFY(f.find<QTreeView>(u"contextTree"_s).actions().contains(menu->menuAction()));
        QVERIFY(menu->isEnabled());
        QCOMPARE(menu->actions().size(), qsizetype(connect::methods().size()));
        menu->findChild<QAction*>(u"by-docker"_s)->trigger();
        QDialog& dialog = f.dialog(u"connectDialog"_s);
        QVERIFY(dialog.windowTitle().contains(u"ssh alice@web1"_s));
        QCOMPARE(f.in<QComboBox>(dialog, u"method"_s).currentData().toString(), u"docker"_s);
        f.engine.candidates = std::vector<connect::Candidate>{{.name = "web", .state = "running", .note = {}}};
        QTest::mouseClick(&f.in<QToolButton>(dialog, u"containerLook"_s), Qt::LeftButton);
        QCOMPARE(f.engine.searches.at(0).first, f.web);
        f.choose(u"ssh bob@db1"_s);  // failed
        QVERIFY(!menu->isEnabled());
    }

    void rootIsMarkedWhateverTheMethod()
    {
        HostsScene f;
        for (const connect::MethodDescription* method : connect::methods()) {
            const auto key = f.engine.add(std::string(method->name) + ":x");
            f.engine.bringUp(key, "root@x");
            const QString label = QString::fromStdString(f.engine.node(key).hop.label());
            f.choose(label);
            QVERIFY2(f.find<QWidget>(u"rootMark"_s).isVisible(), qPrintable(label));
            QVERIFY(f.find<QTreeView>(u"contextTree"_s)
                        .currentIndex()
                        .data(Qt::AccessibleTextRole)
                        .toString()
                        .contains(u"root"_s));
            f.engine.remove(key);
        }
    }

private:
    QTemporaryDir m_home;
};

QTEST_MAIN(HostsWindowTest)
#include "hosts_window_test.moc"
