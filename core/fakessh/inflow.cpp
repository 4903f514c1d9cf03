#include "core/fakessh/inflow.h"

#include "core/io/descriptors.h"

#include <cerrno>
#include <utility>

namespace rz::fakessh {

Inflow::Inflow(io::Broker& broker, std::unique_ptr<rpc::Receiver> receiver, Events events)
    : m_broker(broker),
      m_receiver(std::move(receiver)),
      m_events(std::move(events)),
      m_self(std::make_shared<Inflow*>(this))
{
}

Inflow::~Inflow()
{
    *m_self = nullptr;
}

void Inflow::open(Lane lane, UniqueFd fd)
{
    at(lane).emplace(m_broker, std::move(fd), Direction::Out, [this] { pump(); });
}

void Inflow::start()
{
    m_receiver->setNotify([self = m_self] {
        if (*self != nullptr)
            (*self)->pump();
    });
    pump();
}

void Inflow::pump()
{
    std::size_t moved = 0;
    for (int call = 0; call < io::CallsPerTurn * 4 && moved < io::BytesPerTurn; ++call) {
        const std::size_t size = m_piece.size();
        if (size > 0 && !writePiece())
            return;
        moved += size;
        if (m_ended || !takeNext())
            return;
    }
    m_turn = m_broker.after(Duration::zero(), [this] { pump(); });
}

// False when there is nothing to write.
bool Inflow::takeNext()
{
    auto value = m_receiver->getValue(Duration::zero());
    if (value) {
        accept(*value);
        return true;
    }
    if (value.error().kind() == ErrorKind::Timeout)
        return false;
    m_ended = true;
    m_events.onEnd(value.error());
    return false;
}

void Inflow::accept(const Value& value)
{
    const Value* data = &value;
    m_lane = Lane::Main;
    if (const Value* const errors = value.find("stderr")) {
        data = errors;
        m_lane = Lane::Errors;
    }
    if (const Bytes* const bytes = data->as<Bytes>()) {
        m_bytes += bytes->size();
        m_piece = *bytes;
        if (bytes->empty())
            at(m_lane).reset();
    } else {
        m_events.onOther(value);
    }
}

// False when there is no room for all of it.
bool Inflow::writePiece()
{
    std::optional<StdioEnd>& end = at(m_lane);
    while (!m_piece.empty() && end) {
        const ssize_t wrote = end->write(m_piece.span());
        if (wrote < 0 && errno == EAGAIN) {
            end->setActive(true);
            return false;
        }
        if (wrote < 0) {
            end.reset();
            if (m_lane == Lane::Main)
                m_events.onUnread();
            break;
        }
        m_piece = m_piece.slice(static_cast<std::size_t>(wrote));
    }
    m_piece = {};
    if (end)
        end->setActive(false);
    return true;
}

}  // namespace rz::fakessh
