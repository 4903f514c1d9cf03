#pragma once

#include "core/qt/engine_api.h"
#include "core/qt/engine_loop.h"

#include <QPointer>

#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace rz::qt {

// The transfers under way for the GUI: has them started and steered on the loop, and hands their news to their jobs. GUI
// thread. Jobs may outlive it.
class TransferDesk : public std::enable_shared_from_this<TransferDesk> {
public:
    // Both must outlive it.
    TransferDesk(EngineLoop& loop, Outbox& outbox);
    ~TransferDesk();

    // `start.destination` and `start.at` are the contexts of the request's rows.
    std::unique_ptr<TransferJob> start(const TransferRequest& request, TransferKeeper::Start start);
    // A job that ends with this, soon.
    std::unique_ptr<TransferJob> refuse(Error error);

    // Why a context cannot be reached any more; nothing while it can.
    using Loss = std::function<std::optional<Error>(NodeKey)>;
    void deliver(std::map<std::uint64_t, TransferNews> news, const Loss& lossOf);

private:
    class Job;
    struct Entry {
        QPointer<Job> job;
        TransferRequest request;
        bool cancelled = false;
    };
    std::unique_ptr<TransferJob> add(TransferRequest request);
    void command(std::uint64_t number, void (TransferKeeper::*what)(std::uint64_t));
    void cancel(std::uint64_t number);
    void drop(std::uint64_t number);
    static Result<io::ExitStatus> endOf(const Entry& entry, Result<io::ExitStatus> end, const Loss& lossOf);

    EngineLoop& m_loop;
    Outbox& m_outbox;
    std::uint64_t m_last = 0;
    std::map<std::uint64_t, Entry> m_transfers;
};

}  // namespace rz::qt
