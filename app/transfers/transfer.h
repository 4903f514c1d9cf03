#pragma once

#include "app/transfers/rate_meter.h"
#include "app/transfers/source_size.h"
#include "app/transfers/transfer_order.h"
#include "app/transfers/transfer_output.h"
#include "app/transfers/transfer_trouble.h"
#include "core/qt/engine_api.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QObject>

#include <memory>
#include <optional>

namespace rz::app {

enum class TransferState : std::uint8_t { Waiting, Running, Paused, Done, Failed, Cancelled };
inline constexpr int TransferStateCount = 6;

// What is kept of a transfer when it is over.
struct TransferRecord {
    TransferOrder order;
    TransferState state = TransferState::Waiting;
    QDateTime when;  // it was asked for
    Duration took{};
    std::uint64_t bytes = 0;                             // that went over, in its direction
    TransferTrouble trouble = TransferTrouble::Unknown;  // of Failed
    std::optional<io::ExitStatus> exit;                  // of Failed, when the program ran
    QString reason;                                      // of Failed otherwise: the error's sentence, English

    bool isOver() const { return state > TransferState::Paused; }
    bool operator==(const TransferRecord&) const = default;
};

// One transfer of the list, from when it is asked for: waiting, then a program under way, then over. Ends the program when
// it dies before.
class Transfer : public QObject {
    Q_OBJECT
public:
    explicit Transfer(TransferRecord record, QObject* parent = nullptr);
    ~Transfer() override;

    // The places are those of now.
    void start(qt::EngineApi& engine, TransferPlace from, TransferPlace to);
    // It could not even be started.
    void fail(const Error& error);
    void cancel();
    void pause();
    void resume();
    // Waits again, as if it had just been asked for.
    void reset();

    const TransferRecord& record() const { return m_record; }
    const TransferOrder& order() const { return m_record.order; }
    TransferState state() const { return m_record.state; }
    const TransferOutput& output() const { return m_output; }
    // Of the whole, where it can be known.
    std::optional<int> percent() const;
    double rate() const;  // bytes a second, while it runs
    std::optional<Duration> left() const;
    Duration took() const;

signals:
    void changed();
    // The output has more lines.
    void printed();
    void ended();

private:
    void take(const std::deque<fakessh::ProgramOutput>& pieces);
    void count(const fakessh::Traffic& traffic);
    void finish(const Result<io::ExitStatus>& result);
    void setState(TransferState state);

    TransferRecord m_record;
    TransferOutput m_output;
    RateMeter m_rate;
    std::unique_ptr<SourceSize> m_size;
    std::uint64_t m_sourceBytes = 0;  // 0: not known
    QElapsedTimer m_clock;
    bool m_cancelled = false;
    std::unique_ptr<qt::TransferJob> m_job;
};

}  // namespace rz::app
