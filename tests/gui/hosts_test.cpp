// Saved hosts: the tree, its model, and the file it is kept in.
#include "app/connect/chain_suggestions.h"
#include "app/hosts/host_book.h"
#include "app/hosts/host_file.h"
#include "app/hosts/host_filter.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QMimeData>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;

namespace {

const QByteArray Sample = R"({
    "version": 1,
    "colour": "blue",
    "hosts": [
        {"group": "Production", "settings": {"ssh": {"username": "deploy", "connect_timeout": 5}, "rsh": {"x": 1}}, "note": "ours", "hosts": [
            {"name": "web1", "chain": "ssh:web1"},
            {"group": "Europe", "settings": {"ssh": {"port": 2222}}, "hosts": [
                {"name": "db", "chain": "ssh:alice@db|local", "since": [2024, 1]}
            ]}
        ]},
        {"name": "future", "chain": "teleport:mars"}
    ]
})";

void write(const QString& path, const QByteArray& content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

struct Book {
    explicit Book(const QByteArray& content = {}, const QByteArray& ssh = {})
    {
        if (!content.isEmpty())
            write(file(), content);
        if (!ssh.isEmpty())
            write(folder.filePath(u"config"_s), ssh);
        book = std::make_unique<HostBook>(file(), folder.filePath(u"config"_s));
        tester = std::make_unique<QAbstractItemModelTester>(&book->model(),
                                                            QAbstractItemModelTester::FailureReportingMode::Fatal);
    }
    QString file() const { return folder.filePath(u"hosts.json"_s); }
    HostModel& model() { return book->model(); }
    // By its names from the top.
    QModelIndex row(const QStringList& names)
    {
        QModelIndex index;
        for (const QString& name : names) {
            QModelIndex found;
            for (int i = 0; i < model().rowCount(index); ++i) {
                if (model().index(i, 0, index).data() == name)
                    found = model().index(i, 0, index);
            }
            if (!found.isValid())
                return {};
            index = found;
        }
        return index;
    }
    QString chain(const QStringList& names) { return row(names).data(HostModel::ChainRole).toString(); }
    // As it is read from the file now.
    std::unique_ptr<HostNode> stored()
    {
        auto read = readHosts(contentOf(file()));
        return read ? std::move(*read) : nullptr;
    }

    QTemporaryDir folder;
    std::unique_ptr<HostBook> book;
    std::unique_ptr<QAbstractItemModelTester> tester;
};

}  // namespace

class HostsTest : public QObject {
    Q_OBJECT
private slots:
    void aTunnelOfASavedHostIsKeptAndLeavesNoRoomForTheProgram()
    {
        Book f(R"({"version": 1, "hosts": [{"group": "G", "settings": {"ssh": {"ssh_args": ["-v"], "tunnel": true}},
            "hosts": [{"name": "in", "chain": "ssh:web1|ssh:web2{tunnel=true}"}, {"name": "bad", "chain": "ssh:a{tunnel=true}"}]}]})");
        // The first hop has what the group says but a tunnel, which is no setting; the second has nothing to do with a program.
        QCOMPARE(f.chain({u"G"_s, u"in"_s}), u"ssh:web1{ssh_args=-v}|ssh:web2{tunnel=true}"_s);
        QCOMPARE(f.chain({u"G"_s, u"bad"_s}), u"ssh:a{tunnel=true}"_s);
        const QString toolTip = f.row({u"G"_s, u"bad"_s}).data(Qt::ToolTipRole).toString();
        QVERIFY2(toolTip.contains(u"option tunnel needs a hop before it"_s), qPrintable(toolTip));
    }

    void whatIsReadIsWrittenAgainWithAllItSaid()
    {
        const auto root = readHosts(Sample);
        QVERIFY(root.has_value());
        const QByteArray text = writeHosts(**root);
        for (const char* kept :
             {"\"colour\": \"blue\"", "\"note\": \"ours\"", "\"since\"", "2024", "\"rsh\"", "teleport:mars"})
            QVERIFY2(text.contains(kept), text.constData());
        QCOMPARE(writeHosts(**readHosts(text)), text);
    }

    void whatIsWrongWithAFileIsSaid_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("problem");
        QTest::newRow("empty") << QByteArray(" ") << u"line 1"_s;
        QTest::newRow("cut off") << Sample.first(100) << u"line"_s;
        QTest::newRow("no list") << QByteArray(R"({"hosts": 3})") << u"no list"_s;
        QTest::newRow("something else") << QByteArray("[1]") << u"no list of hosts"_s;
        QTest::newRow("newer") << QByteArray(R"({"version": 2, "hosts": []})") << u"newer version"_s;
        QTest::newRow("no host") << QByteArray(R"({"hosts": [{"name": "x"}]})") << u"Entry 1 is neither"_s;
    }

    void whatIsWrongWithAFileIsSaid()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, problem);
        const auto root = readHosts(text);
        QVERIFY(!root.has_value());
        QVERIFY2(root.error().contains(problem), qPrintable(root.error()));
    }

    void hostsInheritTheNearestSetting()
    {
        Book f(Sample);
        QCOMPARE(f.chain({u"Production"_s, u"web1"_s}), u"ssh:deploy@web1{connect_timeout=5}"_s);
        QCOMPARE(f.chain({u"Production"_s, u"Europe"_s, u"db"_s}), u"ssh:alice@db:2222{connect_timeout=5}|local"_s);
        QCOMPARE(
            f.row({u"Production"_s, u"Europe"_s, u"db"_s}).siblingAtColumn(HostModel::ChainColumn).data().toString(),
            u"ssh alice@db:2222 › local"_s);
        QVERIFY(f.row({u"Production"_s, u"web1"_s})
                    .data(Qt::ToolTipRole)
                    .toString()
                    .contains(u"User deploy, from Production"_s));
    }

    void aChainThatCannotBeReadStaysAndSaysWhy()
    {
        Book f(Sample);
        const QModelIndex future = f.row({u"future"_s});
        QVERIFY(future.data(HostModel::ProblemRole).toString().contains(u"teleport"_s));
        f.model().setData(future, u"later"_s, Qt::EditRole);
        QVERIFY(contentOf(f.file()).contains("teleport:mars"));
    }

    void eachEditIsWrittenAtOnce()
    {
        Book f;
        QVERIFY(!QFile::exists(f.file()));
        Dict settings;
        settings.set("ssh", Dict{{{"username", "deploy"}}});
        const QModelIndex group = f.model().addGroup({}, u"Production"_s, settings);
        const QModelIndex host = f.model().addHost(group, u"web1"_s, u"ssh:web1"_s);
        QCOMPARE(f.stored()->children[0]->children[0]->name, u"web1"_s);
        QVERIFY(f.model().setData(host, u"web one"_s, Qt::EditRole));
        QCOMPARE(f.stored()->children[0]->children[0]->name, u"web one"_s);
        QVERIFY(!f.model().setData(host, u"  "_s, Qt::EditRole));
        const QModelIndex copy = f.model().duplicate(group);
        QCOMPARE(copy.data().toString(), u"Production (copy)"_s);
        QCOMPARE(f.stored()->children[1]->children.size(), 1u);
        f.model().setHost(f.row({u"Production"_s, u"web one"_s}), u"web2"_s, u"local"_s);
        QCOMPARE(f.stored()->children[0]->children[0]->chain, u"local"_s);
    }

    void whatIsDeletedComesBack()
    {
        Book f(Sample);
        f.model().remove(f.row({u"Production"_s, u"web1"_s}));
        f.model().remove(f.row({u"Production"_s}));
        QCOMPARE(f.model().rowCount(), 1);
        QCOMPARE(f.model().removedName(), u"Production"_s);
        const QPersistentModelIndex group = f.model().undoRemove();
        QVERIFY(group.isValid() && group == f.row({u"Production"_s}));
        const QPersistentModelIndex host = f.model().undoRemove();
        QVERIFY(host.isValid() && host == f.row({u"Production"_s, u"web1"_s}));
        QCOMPARE(f.row({u"Production"_s, u"web1"_s}).row(), 0);
        QVERIFY(f.model().removedName().isEmpty());
        QCOMPARE(f.stored()->children.size(), 2u);
    }

    void aHostIsDraggedIntoAGroup()
    {
        Book f(Sample);
        const std::unique_ptr<QMimeData> dragged(f.model().mimeData({f.row({u"future"_s})}));
        const QModelIndex europe = f.row({u"Production"_s, u"Europe"_s});
        QVERIFY(f.model().canDropMimeData(dragged.get(), Qt::MoveAction, -1, -1, europe));
        QVERIFY(f.model().dropMimeData(dragged.get(), Qt::MoveAction, -1, -1, europe));
        QVERIFY(f.row({u"Production"_s, u"Europe"_s, u"future"_s}).isValid());
        QCOMPARE(f.model().rowCount(), 1);
        QCOMPARE(f.stored()->children[0]->children[1]->children[1]->name, u"future"_s);
    }

    void rowsAreOrderedByDragging()
    {
        Book f(Sample);
        const std::unique_ptr<QMimeData> dragged(f.model().mimeData({f.row({u"future"_s})}));
        QVERIFY(f.model().dropMimeData(dragged.get(), Qt::MoveAction, 0, 0, {}));
        QCOMPARE(f.row({u"future"_s}).row(), 0);
        const std::unique_ptr<QMimeData> again(f.model().mimeData({f.row({u"future"_s})}));
        QVERIFY(f.model().dropMimeData(again.get(), Qt::MoveAction, 2, 0, {}));
        QCOMPARE(f.row({u"future"_s}).row(), 1);
    }

    void aGroupIsNotDraggedIntoItself()
    {
        Book f(Sample);
        const std::unique_ptr<QMimeData> dragged(f.model().mimeData({f.row({u"Production"_s})}));
        QVERIFY(!f.model().dropMimeData(dragged.get(), Qt::MoveAction, -1, -1, f.row({u"Production"_s, u"Europe"_s})));
        QCOMPARE(f.model().rowCount(), 2);
    }

    void aBrokenFileIsToldAndLeftAlone()
    {
        const QByteArray broken = Sample.first(200);
        Book f(broken);
        QVERIFY(f.book->trouble().has_value());
        QVERIFY(f.book->trouble()->text.contains(u"hosts.json"_s));
        QVERIFY(f.model().isReadOnly());
        f.model().addHost({}, u"x"_s, u"local"_s);
        QCOMPARE(contentOf(f.file()), broken);
        write(f.file(), Sample);
        QTRY_VERIFY(!f.book->trouble());
        QVERIFY(!f.model().isReadOnly());
        QVERIFY(f.row({u"Production"_s, u"web1"_s}).isValid());
    }

    void aChangeByOthersIsRead()
    {
        Book f(Sample);
        const QSignalSpy changed(f.book.get(), &HostBook::changed);
        write(f.file(), R"({"hosts": [{"name": "new", "chain": "local"}]})");
        QTRY_VERIFY(f.row({u"new"_s}).isValid());
        QVERIFY(!changed.isEmpty());
    }

    void aChangeByOthersIsNotOverwritten()
    {
        Book f(Sample);
        write(f.file(), R"({"hosts": [{"name": "theirs", "chain": "local"}]})");
        f.model().addHost({}, u"mine"_s, u"local"_s);
        QVERIFY(contentOf(f.file()).contains("theirs"));
        QVERIFY(f.row({u"theirs"_s}).isValid() && !f.row({u"mine"_s}).isValid());
        QVERIFY(f.book->trouble()->title.contains(u"not kept"_s));
    }

    void hostsOfTheSshConfigurationAreShownAsTheyAre()
    {
        Book f(Sample, "Host bastion web*\nHost inner\n");
        const QModelIndex group = f.model().index(2, 0);
        QCOMPARE(f.model().rowCount(group), 2);
        const QModelIndex bastion = f.model().index(0, 0, group);
        QCOMPARE(bastion.data().toString(), u"bastion"_s);
        QCOMPARE(bastion.data(HostModel::ChainRole).toString(), u"ssh:bastion"_s);
        QVERIFY(!(f.model().flags(bastion) & (Qt::ItemIsEditable | Qt::ItemIsDragEnabled)));
        write(f.folder.filePath(u"config"_s), "Host other\nInclude more\n");
        QTRY_COMPARE(f.book->sshHosts(), QStringList{u"other"_s});
        write(f.folder.filePath(u"more"_s), "Host added\n");
        QTRY_COMPARE(f.book->sshHosts(), (QStringList{u"other"_s, u"added"_s}));
        QFile::remove(f.folder.filePath(u"config"_s));
        QTRY_COMPARE(f.model().rowCount(), 2);
        QVERIFY(!contentOf(f.file()).contains("bastion"));
    }

    void theFilterKeepsGroupsOfWhatMatches()
    {
        Book f(Sample);
        HostFilter rows;
        rows.setSourceModel(&f.model());
        rows.setText(u"alice"_s);
        QCOMPARE(rows.rowCount(), 1);
        rows.setText(u"europe"_s);
        QCOMPARE(rows.rowCount(), 1);
        QCOMPARE(rows.rowCount(rows.index(0, 0, rows.index(0, 0))), 1);
        rows.setText(u"nothing"_s);
        QCOMPARE(rows.rowCount(), 0);
    }

    void savedHostsCompleteALine()
    {
        const ChainSources sources{.methods = {u"ssh"_s},
                                   .hosts = {},
                                   .recent = {u"ssh:deploy@web1"_s},
                                   .saved = {{.name = u"Shop"_s, .chain = u"ssh:deploy@web1"_s}}};
        const auto suggestions = namedSuggestions(u"sho"_s, sources);
        QCOMPARE(suggestions.size(), 1u);
        QCOMPARE(suggestions[0].chain, u"ssh:deploy@web1"_s);
        QCOMPARE(namedSuggestions(u"ssh:d"_s, sources).size(), 1u);  // once, though used before
        QVERIFY(findSaved(sources, u"Shop"_s) != nullptr && findSaved(sources, u"shop 2"_s) == nullptr);
    }
};

QTEST_MAIN(HostsTest)
#include "hosts_test.moc"
