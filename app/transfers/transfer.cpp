#include "app/transfers/transfer.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace rz::app {

Transfer::Transfer(TransferRecord record, QObject* parent) : QObject(parent), m_record(std::move(record)) {}

Transfer::~Transfer() = default;

void Transfer::start(qt::EngineApi& engine, TransferPlace from, TransferPlace to)
{
    m_record.order.from = std::move(from);
    m_record.order.to = std::move(to);
    qt::TransferRequest request{
        .argv = {}, .destination = *remotePlace(order()).node, .at = *programPlace(order()).node};
    for (const QString& word : commandOf(order()))
        request.argv.push_back(word.toStdString());
    m_clock.start();
    m_job = engine.transfer(std::move(request));
    connect(m_job.get(), &qt::TransferJob::printed, this, &Transfer::take);
    connect(m_job.get(), &qt::TransferJob::trafficChanged, this, &Transfer::count);
    connect(m_job.get(), &qt::TransferJob::finished, this, &Transfer::finish);
    if (order().program == TransferProgram::Scp) {
        m_size = std::make_unique<SourceSize>(engine, order());
        connect(m_size.get(), &SourceSize::found, this, [this](std::uint64_t bytes) {
            m_sourceBytes = bytes;
            emit changed();
        });
    }
    setState(TransferState::Running);
}

void Transfer::fail(const Error& error)
{
    finish(std::unexpected(error));
}

void Transfer::cancel()
{
    if (m_record.isOver())
        return;
    m_cancelled = true;
    if (m_job)
        m_job->cancel();
    else
        finish(std::unexpected(Error(ErrorKind::Cancelled, "it was cancelled before it began")));
}

void Transfer::pause()
{
    if (state() != TransferState::Running)
        return;
    m_job->pause();
    m_rate.clear();
    setState(TransferState::Paused);
}

void Transfer::resume()
{
    if (state() != TransferState::Paused)
        return;
    m_job->resume();
    setState(TransferState::Running);
}

void Transfer::reset()
{
    m_record = {.order = m_record.order, .when = QDateTime::currentDateTime()};
    m_output = {};
    m_rate.clear();
    m_sourceBytes = 0;
    m_cancelled = false;
    emit changed();
}

std::optional<int> Transfer::percent() const
{
    if (state() == TransferState::Done)
        return 100;
    if (const auto& progress = m_output.progress())
        return progress->percent;
    // Of what went over the connection; that it is all, only the end tells.
    constexpr double Most = 99;
    if (m_sourceBytes == 0)
        return {};
    const auto share = static_cast<double>(m_record.bytes) / static_cast<double>(m_sourceBytes);
    return static_cast<int>(std::min(share * 100, Most));
}

double Transfer::rate() const
{
    return state() == TransferState::Running ? m_rate.rate(Clock::now()) : 0;
}

std::optional<Duration> Transfer::left() const
{
    if (state() != TransferState::Running)
        return {};
    if (const auto& progress = m_output.progress())
        return progress->left ? std::optional<Duration>(*progress->left) : std::nullopt;
    const double bytesPerSecond = rate();
    if (bytesPerSecond <= 0 || m_record.bytes >= m_sourceBytes)
        return {};
    const std::chrono::duration<double> seconds(static_cast<double>(m_sourceBytes - m_record.bytes) / bytesPerSecond);
    return std::chrono::ceil<std::chrono::seconds>(seconds);
}

Duration Transfer::took() const
{
    return m_job ? Duration(m_clock.nsecsElapsed()) : m_record.took;
}

void Transfer::take(const std::deque<fakessh::ProgramOutput>& pieces)
{
    for (const fakessh::ProgramOutput& piece : pieces)
        m_output.feed(piece.lane, piece.data.view());
    emit printed();
    emit changed();
}

void Transfer::count(const fakessh::Traffic& traffic)
{
    const bool pushes = &programPlace(order()) == &order().from;
    m_record.bytes = pushes ? traffic.sent : traffic.received;
    m_rate.add(Clock::now(), m_record.bytes);
    emit changed();
}

void Transfer::finish(const Result<io::ExitStatus>& result)
{
    m_record.took = took();
    m_output.finish();
    const bool succeeded = result && result->shellStatus() == 0;
    if (!succeeded && !m_cancelled) {
        m_record.trouble = troubleOf(order(), result, m_output);
        if (result)
            m_record.exit = *result;
        else
            m_record.reason = QString::fromStdString(result.error().text());
    }
    m_size.reset();
    // The job is what emitted this.
    if (m_job)
        m_job.release()->deleteLater();
    emit printed();
    setState(succeeded ? TransferState::Done : m_cancelled ? TransferState::Cancelled : TransferState::Failed);
    emit ended();
}

void Transfer::setState(TransferState state)
{
    m_record.state = state;
    emit changed();
}

}  // namespace rz::app
