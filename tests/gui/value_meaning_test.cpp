// Results as people read them, where the function says what their fields stand for.
#include "app/calls/value_meaning.h"
#include "app/calls/value_table_model.h"
#include "app/calls/value_tree_model.h"
#include "app/common/table_actions.h"

#include <QLocale>
#include <QTest>

#include <limits>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;

namespace {

const Meanings& fileMeanings()
{
    static const Meanings meanings(
        {{"mode", "file mode"}, {"size", "bytes"}, {"mtime", "time"}, {"odd", "unheard of"}});
    return meanings;
}

std::shared_ptr<const Value> shared(Value value)
{
    return std::make_shared<const Value>(std::move(value));
}

Value file()
{
    return Dict{{{"mode", 0644}, {"size", 1'312'456}, {"odd", 7}}};
}

}  // namespace

class ValueMeaningTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void modesAreWrittenAsLsWritesThem_data()
    {
        QTest::addColumn<int>("mode");
        QTest::addColumn<QString>("letters");
        QTest::addColumn<QString>("exact");
        QTest::newRow("usual") << 0644 << u"rw-r--r--"_s << u"0644"_s;
        QTest::newRow("none") << 0 << u"---------"_s << u"0000"_s;
        QTest::newRow("set-user-id") << 04755 << u"rwsr-xr-x"_s << u"04755"_s;
        QTest::newRow("set-group-id, not executable") << 02644 << u"rw-r-Sr--"_s << u"02644"_s;
        QTest::newRow("sticky") << 01777 << u"rwxrwxrwt"_s << u"01777"_s;
        QTest::newRow("with the type") << 0100600 << u"-rw-------"_s << u"0100600"_s;
        QTest::newRow("a directory") << 040755 << u"drwxr-xr-x"_s << u"040755"_s;
    }
    void modesAreWrittenAsLsWritesThem()
    {
        QFETCH(const int, mode);
        QFETCH(const QString, letters);
        QFETCH(const QString, exact);
        QCOMPARE(readableText(Value(mode), rpc::meaning::FileMode), letters);
        QCOMPARE(exactText(Value(mode), rpc::meaning::FileMode), exact);
    }

    void whatCannotMeanItIsShownAsItIs()
    {
        namespace meaning = rpc::meaning;
        QCOMPARE(readableText(Value(-1), meaning::FileMode), u"-1"_s);
        QCOMPARE(readableText(Value(1'000'000), meaning::FileMode), u"1000000"_s);
        QCOMPARE(readableText(Value("0644"), meaning::FileMode), u"0644"_s);
        QCOMPARE(readableText(Value(-1), meaning::Bytes), u"-1"_s);
        QCOMPARE(readableText(Value(), meaning::Time), u"none"_s);
        QVERIFY(!isReadable(Value(1e300), meaning::Time));
        QVERIFY(!isReadable(Value(std::numeric_limits<double>::quiet_NaN()), meaning::Time));
        QVERIFY(!isReadable(Value(std::numeric_limits<double>::infinity()), meaning::Seconds));
        QCOMPARE(readableText(Value(7), "unheard of"), u"7"_s);
        QCOMPARE(readableText(Value(7), {}), u"7"_s);
    }

    void bytesTimesAndDurationsHaveTheirUnits()
    {
        namespace meaning = rpc::meaning;
        QCOMPARE(readableText(Value(1'312'456), meaning::Bytes), u"1.3 MB"_s);
        QCOMPARE(exactText(Value(1'312'456), meaning::Bytes), u"1312456"_s);
        QCOMPARE(readableText(Value(3.204), meaning::Seconds), u"3.2 s"_s);
        const QDateTime then(QDate(2026, 11, 22), QTime(12, 4, 31, 250));
        const double seconds = static_cast<double>(then.toMSecsSinceEpoch()) / 1000;
        QCOMPARE(readableText(Value(seconds), meaning::Time), u"2026-11-22 12:04"_s);
        QCOMPARE(exactText(Value(seconds), meaning::Time), u"2026-11-22 12:04:31.250"_s);
    }

    void tablesShowTheReadableAndCopyTheExact()
    {
        ValueTableModel model;
        model.setMeanings(fileMeanings());
        model.setItems(shared(List{{file()}}));
        const QModelIndex mode = model.index(0, 0);
        QCOMPARE(mode.data().toString(), u"rw-r--r--"_s);
        QCOMPARE(mode.data(Qt::ToolTipRole).toString(), u"0644"_s);
        QCOMPARE(mode.data(ExactRole).toString(), u"0644"_s);
        QCOMPARE(model.index(0, 1).data().toString(), u"1.3 MB"_s);
        QCOMPARE(model.index(0, 2).data().toString(), u"7"_s);
        QVERIFY(!model.index(0, 2).data(ExactRole).isValid());
    }

    void treesDoSoAtEveryDepth()
    {
        ValueTreeModel model;
        model.setMeanings(fileMeanings());
        model.setValue(shared(Dict{{{"inner", file()}, {"mode", 0755}}}));
        const QModelIndex inner = model.index(0, 0);
        QCOMPARE(model.index(0, ValueTreeModel::ValueColumn, inner).data().toString(), u"rw-r--r--"_s);
        QCOMPARE(model.index(1, ValueTreeModel::ValueColumn).data(Qt::ToolTipRole).toString(), u"0755"_s);
        QCOMPARE(model.index(1, ValueTreeModel::NameColumn).data(Qt::ToolTipRole).toString(), u"mode"_s);
    }
};

QTEST_MAIN(ValueMeaningTest)
#include "value_meaning_test.moc"
