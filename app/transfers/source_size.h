#pragma once

#include "app/transfers/transfer_order.h"
#include "core/qt/engine_api.h"

#include <QFutureWatcher>
#include <QObject>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace rz::app {

// How many bytes there are at the source of a transfer, for programs that do not tell how far they are. They are counted
// elsewhere than on the GUI thread, and no longer when this dies.
class SourceSize : public QObject {
    Q_OBJECT
public:
    // The places of the order are those of now.
    SourceSize(qt::EngineApi& engine, const TransferOrder& order);
    ~SourceSize() override;

signals:
    // Once, or never where it cannot be known.
    void found(std::uint64_t bytes);

private:
    void countHere(const QStringList& paths);
    void countAt(qt::EngineApi& engine, qt::NodeKey node, const QStringList& paths);

    std::uint64_t m_bytes = 0;
    std::size_t m_awaited = 0;
    std::vector<std::unique_ptr<qt::CallJob>> m_calls;
    QFutureWatcher<std::uint64_t> m_here;
};

}  // namespace rz::app
