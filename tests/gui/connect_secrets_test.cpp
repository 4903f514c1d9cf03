// Secrets typed into the dialog that makes a chain: each goes to the hop that it was typed for.
#include "app/common/secret_edit.h"
#include "tests/gui/support/connect_scene.h"

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;

using SecretsDialog = test::ConnectScene;

class ConnectSecretsTest : public QObject {
    Q_OBJECT

private slots:
    void aSecretGoesWithItsOwnHop()
    {
        SecretsDialog f;
        SecretsDialog::type(f.field(u"hostname"_s), u"bastion"_s);
        SecretsDialog::type(f.field(u"password"_s), u"first"_s);
        QTest::mouseClick(&f.find<QToolButton>(u"addHop"_s), Qt::LeftButton);
        QVERIFY(f.field(u"password"_s).text().isEmpty());
        SecretsDialog::type(f.field(u"hostname"_s), u"inner"_s);
        f.dialog->accept();
        const connect::Chain chain = f.chain();
        QVERIFY(*chain[0].options.find("password")->as<Secret>() == Secret("first"));
        QVERIFY(chain[1].options.find("password") == nullptr);
        QVERIFY(!f.line().text().contains(u"first"_s));
    }

    void aSecretStaysWithItsHopWhileOthersAreShown()
    {
        SecretsDialog f;
        f.typeSecond();
        f.show(0);
        f.show(1);
        f.dialog->accept();
        QVERIFY(*f.chain()[1].options.find("password")->as<Secret>() == Secret("second"));
        QVERIFY(f.chain()[0].options.find("password") == nullptr);
    }

    // Each of them puts another hop where the one was that the secret was typed for, or leads there by another way.
    void aSecretGoesToNoOtherTarget_data()
    {
        QTest::addColumn<QString>("chain");
        QTest::newRow("another host") << u"ssh:alice@bastion|ssh:alice@other"_s;
        QTest::newRow("another user") << u"ssh:alice@bastion|ssh:bob@web1"_s;
        QTest::newRow("another port") << u"ssh:alice@bastion|ssh:alice@web1:2222"_s;
        QTest::newRow("another method") << u"ssh:alice@bastion|sudo:root"_s;
        QTest::newRow("another way") << u"ssh:alice@elsewhere|ssh:alice@web1"_s;
        QTest::newRow("a hop more before it") << u"local|ssh:alice@bastion|ssh:alice@web1"_s;
    }
    void aSecretGoesToNoOtherTarget()
    {
        QFETCH(const QString, chain);
        for (const int shown : {0, 1}) {
            SecretsDialog f;
            f.typeSecond();
            f.show(shown);
            f.replaceLine(chain);
            f.dialog->accept();
            QCOMPARE(QString::fromStdString(connect::toString(f.chain())), chain);
            for (const connect::Hop& hop : f.chain())
                QVERIFY2(hop.options.find("password") == nullptr, qPrintable(QString::fromStdString(hop.label())));
        }
    }

    void aSecretDoesNotGoByAWayThatIsEdited()
    {
        SecretsDialog f;
        f.typeSecond();
        f.show(0);
        SecretsDialog::type(f.field(u"hostname"_s), u"elsewhere"_s);
        f.dialog->accept();
        QCOMPARE(connect::toString(f.chain()), "ssh:alice@elsewhere|ssh:alice@web1");
        QVERIFY(f.chain()[1].options.find("password") == nullptr);
    }

    void aRemovedHopLeavesItsSecretToNobody()
    {
        SecretsDialog f;
        SecretsDialog::type(f.line(), u"ssh:alice@bastion|ssh:alice@web1"_s);
        f.show(0);
        SecretsDialog::type(f.field(u"password"_s), u"first"_s);
        emit f.find<QTabBar>(u"hops"_s).tabCloseRequested(0);
        QVERIFY(f.field(u"password"_s).text().isEmpty());
        f.dialog->accept();
        QCOMPARE(connect::toString(f.chain()), "ssh:alice@web1");
        QVERIFY(f.chain()[0].options.find("password") == nullptr);
    }

    // What is in sight is for the fields beside it, in whatever order they are filled in.
    void aSecretInSightIsForTheFieldsBesideIt()
    {
        SecretsDialog f;
        SecretsDialog::type(f.field(u"password"_s), u"first"_s);
        SecretsDialog::type(f.field(u"hostname"_s), u"bastion"_s);
        f.dialog->accept();
        QVERIFY(*f.chain()[0].options.find("password")->as<Secret>() == Secret("first"));
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

QTEST_MAIN(ConnectSecretsTest)
#include "connect_secrets_test.moc"
