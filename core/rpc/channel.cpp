#include "core/rpc/channel.h"

#include <utility>

namespace rz::rpc {

Channel::Channel(std::unique_ptr<Receiver> receiver, Sender sender)
    : m_receiver(std::move(receiver)), m_sender(std::move(sender))
{
}

Result<Channel> Channel::create(const Context& context, Handle destination, std::optional<Handle> handle)
{
    // Without a window: the handles are known beforehand, so nobody says when credit is to be granted.
    RZ_TRY(auto receiver, Receiver::create(context.router(), {.handle = handle, .window = 0}));
    return Channel(std::move(receiver), Sender(context.router(), {.context = context.id(), .handle = destination}));
}

void Channel::close()
{
    m_sender.close();
    m_receiver->close();
}

}  // namespace rz::rpc
