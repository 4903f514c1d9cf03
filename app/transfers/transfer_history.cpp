#include "app/transfers/transfer_history.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr qsizetype MaxLine = 256 * 1024;

// In the order of the enumerators.
const QStringList ProgramWords{u"rsync"_s, u"scp"_s, u"sftp"_s, u"git-clone"_s};
const QStringList StateWords{u"waiting"_s, u"running"_s, u"paused"_s, u"done"_s, u"failed"_s, u"cancelled"_s};
const std::array<std::pair<TransferOption, QString>, 6> OptionWords{{
    {TransferOption::Archive, u"archive"_s},
    {TransferOption::ContentsOnly, u"contents-only"_s},
    {TransferOption::DeleteExtra, u"delete"_s},
    {TransferOption::Compress, u"compress"_s},
    {TransferOption::DryRun, u"dry-run"_s},
    {TransferOption::KeepPartial, u"keep-partial"_s},
}};

QJsonObject placeObject(const TransferPlace& place)
{
    return {{u"name"_s, place.name}, {u"chain"_s, place.chain}};
}

TransferPlace placeFrom(const QJsonValue& value)
{
    TransferPlace place{.node = {}, .chain = value[u"chain"].toString(), .name = value[u"name"].toString()};
    if (place.isDesktop())
        place.node = qt::RootNode;
    return place;
}

QJsonObject objectOf(const TransferRecord& record)
{
    QJsonArray options;
    for (const auto& [option, word] : OptionWords) {
        if (record.order.options & option)
            options.append(word);
    }
    QJsonObject object{
        {u"program"_s, ProgramWords[static_cast<int>(record.order.program)]},
        {u"from"_s, placeObject(record.order.from)},
        {u"to"_s, placeObject(record.order.to)},
        {u"sources"_s, QJsonArray::fromStringList(record.order.sources)},
        {u"target"_s, record.order.target},
        {u"options"_s, options},
        {u"state"_s, StateWords[static_cast<int>(record.state)]},
        {u"when"_s, record.when.toString(Qt::ISODate)},
        {u"milliseconds"_s,
         static_cast<qint64>(std::chrono::duration_cast<std::chrono::milliseconds>(record.took).count())},
        {u"bytes"_s, static_cast<qint64>(record.bytes)},
    };
    if (record.state == TransferState::Failed) {
        object[u"trouble"_s] = troubleWord(record.trouble);
        object[u"reason"_s] = record.reason;
        if (record.exit) {
            object[u"status"_s] = record.exit->code;
            object[u"signal"_s] = record.exit->signal;
        }
    }
    return object;
}

std::optional<TransferRecord> recordFrom(const QJsonObject& object)
{
    const auto program = ProgramWords.indexOf(object[u"program"].toString());
    const auto state = StateWords.indexOf(object[u"state"].toString());
    if (program < 0 || state < 0)
        return {};
    TransferRecord record;
    record.order.program = static_cast<TransferProgram>(program);
    record.order.from = placeFrom(object[u"from"]);
    record.order.to = placeFrom(object[u"to"]);
    for (const QJsonValue& source : object[u"sources"].toArray())
        record.order.sources << source.toString();
    record.order.target = object[u"target"].toString();
    record.order.options = {};
    const QJsonArray options = object[u"options"].toArray();
    for (const auto& [option, word] : OptionWords)
        record.order.options.setFlag(option, options.contains(word));
    record.state = static_cast<TransferState>(state);
    record.when = QDateTime::fromString(object[u"when"].toString(), Qt::ISODate);
    record.took = std::chrono::milliseconds(std::max<qint64>(0, object[u"milliseconds"].toInteger()));
    record.bytes = static_cast<std::uint64_t>(std::max<qint64>(0, object[u"bytes"].toInteger()));
    record.trouble = troubleFrom(object[u"trouble"].toString());
    record.reason = object[u"reason"].toString();
    if (object.contains(u"status"))
        record.exit = io::ExitStatus{.code = object[u"status"].toInt(), .signal = object[u"signal"].toInt()};
    if (!record.isOver()) {
        record.state = TransferState::Failed;
        record.trouble = TransferTrouble::Interrupted;
    }
    return record;
}

}  // namespace

QByteArray writeTransfers(const std::vector<TransferRecord>& records)
{
    QByteArray text;
    for (const TransferRecord& record : records)
        text += QJsonDocument(objectOf(record)).toJson(QJsonDocument::Compact) + '\n';
    return text;
}

std::vector<TransferRecord> readTransfers(const QByteArray& text)
{
    std::vector<TransferRecord> records;
    for (const QByteArray& line : text.split('\n')) {
        if (line.size() > MaxLine)
            continue;
        if (auto record = recordFrom(QJsonDocument::fromJson(line).object()))
            records.push_back(std::move(*record));
    }
    return records;
}

}  // namespace rz::app
