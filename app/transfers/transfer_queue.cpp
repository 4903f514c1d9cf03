#include "app/transfers/transfer_queue.h"

#include "app/common/context_directory.h"
#include "app/common/file_chooser.h"
#include "app/transfers/transfer_history.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSettings>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr int UsualAtOnce = 3;
constexpr int MaxFinished = 200;
constexpr std::chrono::milliseconds Soon(500);
constexpr qint64 MaxFile = 64 * 1024 * 1024;
const auto AtOnceKey = u"transfers/atOnce"_s;

}  // namespace

TransferQueue::TransferQueue(qt::EngineApi& engine, const ContextDirectory& contexts, QSettings& settings, QString file,
                             QObject* parent)
    : QObject(parent),
      m_engine(engine),
      m_contexts(contexts),
      m_settings(settings),
      m_file(std::move(file)),
      m_atOnce(std::clamp(settings.value(AtOnceKey, UsualAtOnce).toInt(), 1, MaxAtOnce))
{
    setObjectName(u"transferQueue"_s);
    m_soon.setSingleShot(true);
    m_soon.setInterval(Soon);
    connect(&m_soon, &QTimer::timeout, this, &TransferQueue::flush);
    read();
    connect(&m_model, &TransferModel::transferEnded, this, &TransferQueue::settle);
    // One that is paused makes room.
    connect(&m_model, &TransferModel::transferChanged, this, &TransferQueue::startNext);
}

TransferQueue::~TransferQueue()
{
    flush();
}

void TransferQueue::read()
{
    QFile file(m_file);
    if (m_file.isEmpty() || file.size() > MaxFile || !file.open(QIODevice::ReadOnly))
        return;
    std::vector<TransferRecord> records = readTransfers(file.readAll());
    records.resize(std::min<std::size_t>(records.size(), MaxFinished));
    for (auto record = records.rbegin(); record != records.rend(); ++record)
        m_model.add(std::move(*record));
}

void TransferQueue::flush()
{
    m_soon.stop();
    if (m_file.isEmpty() || (m_model.rowCount() == 0 && !QFile::exists(m_file)))
        return;
    std::vector<TransferRecord> records;
    for (int row = 0; row < m_model.rowCount(); ++row)
        records.push_back(m_model.at(row)->record());
    QDir().mkpath(QFileInfo(m_file).path());
    if (const QString problem = writeFile(m_file, writeTransfers(records)); !problem.isEmpty())
        emit notWritten(problem);
}

TransferPlace TransferQueue::place(qt::NodeKey node) const
{
    const std::string chain = node == qt::RootNode ? std::string() : connect::toString(m_engine.chainOf(node));
    return {.node = node, .chain = QString::fromStdString(chain), .name = m_contexts.path(node)};
}

std::vector<TransferPlace> TransferQueue::places() const
{
    std::vector<TransferPlace> places;
    for (const qt::NodeSnapshot& node : m_engine.nodes()) {
        if (node.id && node.native && !node.foreign && !node.attached())
            places.push_back(place(node.key));
    }
    return places;
}

Transfer& TransferQueue::add(TransferOrder order)
{
    Transfer& added = m_model.add({.order = std::move(order), .when = QDateTime::currentDateTime()});
    settle();
    return added;
}

void TransferQueue::retry(Transfer& transfer)
{
    if (!transfer.record().isOver())
        return;
    transfer.reset();
    settle();
}

void TransferQueue::removeFinished()
{
    for (int row = m_model.rowCount() - 1; row >= 0; --row)
        m_model.remove(*m_model.at(row));
    settle();
}

void TransferQueue::setAtOnce(int count)
{
    m_atOnce = std::clamp(count, 1, MaxAtOnce);
    m_settings.setValue(AtOnceKey, m_atOnce);
    settle();
}

void TransferQueue::settle()
{
    startNext();
    // The oldest make room; those that are not over stay.
    for (int row = m_model.rowCount() - 1; row >= 0 && m_model.finishedCount() > MaxFinished; --row)
        m_model.remove(*m_model.at(row));
    if (const int count = m_model.rowCount() - m_model.finishedCount(); count != m_count)
        emit countChanged(m_count = count);
    m_soon.start();
}

// Starting can end a transfer at once, and an end starts the next.
void TransferQueue::startNext()
{
    if (std::exchange(m_starting, true))
        return;
    while (m_model.runningCount() < m_atOnce) {
        Transfer* next = m_model.nextWaiting();
        if (next == nullptr)
            break;
        startOne(*next);
    }
    m_starting = false;
}

void TransferQueue::startOne(Transfer& transfer)
{
    const auto from = found(transfer.order().from);
    const auto to = found(transfer.order().to);
    if (from && to) {
        transfer.start(m_engine, *from, *to);
        return;
    }
    const QString& lacking = (from ? transfer.order().to : transfer.order().from).name;
    transfer.fail(Error(ErrorKind::Channel, lacking.toStdString() + " is not connected"));
}

// The row it was in, or one that was made in the same way.
std::optional<TransferPlace> TransferQueue::found(const TransferPlace& wanted) const
{
    if (wanted.node && (*wanted.node == qt::RootNode || m_contexts.find(*wanted.node) != nullptr))
        return place(*wanted.node);
    const std::vector<TransferPlace> known = places();
    const auto same = std::ranges::find(known, wanted.chain, &TransferPlace::chain);
    return same == known.end() ? std::nullopt : std::optional(*same);
}

}  // namespace rz::app
