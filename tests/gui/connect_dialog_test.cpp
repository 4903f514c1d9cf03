#include "app/common/secret_edit.h"
#include "app/connect/connect_dialog.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;

namespace {

// The dialog as a person meets it.
struct Dialog {
    Dialog()
        : dialog(new ConnectDialog(qt::RootNode, u"desktop"_s,
                                   {.methods = {u"ssh"_s, u"local"_s}, .hosts = {u"web1"_s}, .recent = {}}, nullptr)),
          chosen(dialog.data(), &ConnectDialog::chosen)
    {
        dialog->show();
    }
    ~Dialog() { delete dialog.data(); }

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
    QPushButton& connectButton() { return find<QPushButton>(u"connectButton"_s); }
    connect::Chain chain() { return chosen.at(0).at(1).value<connect::Chain>(); }
    static void type(QLineEdit& into, const QString& text)
    {
        into.selectAll();
        QTest::keyClicks(&into, text);
    }

    QPointer<ConnectDialog> dialog;
    QSignalSpy chosen;
};

}  // namespace

class ConnectDialogTest : public QObject {
    Q_OBJECT

private slots:
    void typingTheLineFillsTheForm()
    {
        Dialog f;
        Dialog::type(f.line(), u"ssh:alice@web1:2222"_s);
        QCOMPARE(f.field(u"hostname"_s).text(), u"web1"_s);
        QCOMPARE(f.field(u"username"_s).text(), u"alice"_s);
        QCOMPARE(f.field(u"port"_s).text(), u"2222"_s);
    }

    void typingIntoTheFormWritesTheLine()
    {
        Dialog f;
        Dialog::type(f.field(u"hostname"_s), u"web1"_s);
        Dialog::type(f.field(u"username"_s), u"alice"_s);
        QCOMPARE(f.line().text(), u"ssh:alice@web1"_s);
    }

    void connectIsOfferedOnlyWhenNothingIsWrong()
    {
        Dialog f;
        QVERIFY(!f.connectButton().isEnabled());
        Dialog::type(f.field(u"hostname"_s), u"web1"_s);
        QVERIFY(f.connectButton().isEnabled());
        Dialog::type(f.field(u"port"_s), u"x"_s);
        QVERIFY(!f.connectButton().isEnabled());
        QVERIFY(f.find<QLabel>(u"connectProblem"_s).text().contains(u"“x” is not a whole number"_s));
    }

    void enterConnectsAndEndsTheDialog()
    {
        Dialog f;
        Dialog::type(f.field(u"hostname"_s), u"web1"_s);
        QTest::keyClick(&f.field(u"hostname"_s), Qt::Key_Return);
        QCOMPARE(f.chosen.size(), 1);
        QCOMPARE(connect::toString(f.chain()), "ssh:web1");
        QTRY_VERIFY(f.dialog.isNull());
    }

    void aSecretGoesWithItsOwnHop()
    {
        Dialog f;
        Dialog::type(f.field(u"hostname"_s), u"bastion"_s);
        Dialog::type(f.field(u"password"_s), u"first"_s);
        QTest::mouseClick(&f.find<QToolButton>(u"addHop"_s), Qt::LeftButton);
        QVERIFY(f.field(u"password"_s).text().isEmpty());
        Dialog::type(f.field(u"hostname"_s), u"inner"_s);
        f.dialog->accept();
        const connect::Chain chain = f.chain();
        QVERIFY(*chain[0].options.find("password")->as<Secret>() == Secret("first"));
        QVERIFY(chain[1].options.find("password") == nullptr);
        QVERIFY(!f.line().text().contains(u"first"_s));
    }

    void theMethodChangesTheForm()
    {
        Dialog f;
        auto& method = f.find<QComboBox>(u"method"_s);
        method.setCurrentIndex(method.findData(u"local"_s));
        emit method.activated(method.currentIndex());
        QCOMPARE(f.line().text(), u"local"_s);
        QVERIFY(f.dialog->findChild<QLineEdit*>(u"hostnameControl"_s) == nullptr);
        QVERIFY(f.connectButton().isEnabled());
    }

    void rarerOptionsFoldAway()
    {
        Dialog f;
        QVERIFY(!f.field(u"remote_name"_s).isVisible());
        f.find<QToolButton>(u"moreOptions"_s).click();
        QVERIFY(f.field(u"remote_name"_s).isVisible());
    }

    void hopsAreTabs()
    {
        Dialog f;
        Dialog::type(f.line(), u"ssh:alice@web1|local"_s);
        auto& hops = f.find<QTabBar>(u"hops"_s);
        QCOMPARE(hops.count(), 2);
        QCOMPARE(hops.tabText(0), u"ssh alice@web1"_s);
        hops.setCurrentIndex(0);
        QCOMPARE(f.field(u"hostname"_s).text(), u"web1"_s);
    }

    void everyFieldHasANameForScreenReaders()
    {
        Dialog f;
        for (const auto* field : f.dialog->findChildren<QLineEdit*>())
            QVERIFY2(!field->accessibleName().isEmpty(), qPrintable(field->objectName()));
    }

    void aTakenSecretLeavesNothing()
    {
        SecretEdit edit;
        QTest::keyClicks(&edit, u"hunter2"_s);
        QVERIFY(edit.take() == Secret("hunter2"));
        QVERIFY(edit.text().isEmpty());
        QVERIFY(!edit.isUndoAvailable());
    }
};

QTEST_MAIN(ConnectDialogTest)
#include "connect_dialog_test.moc"
