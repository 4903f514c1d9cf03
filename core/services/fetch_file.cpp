#include "core/services/fetch_file.h"

#include "core/base/str.h"
#include "core/io/stoppable_write.h"
#include "core/rpc/convert.h"
#include "core/rpc/receiver.h"
#include "core/rpc/service_request.h"
#include "core/services/file_service.h"

#include <utility>

namespace rz::services {

namespace {

template <class T>
Result<> take(const Dict& dict, std::string_view key, T& out)
{
    const Value* const value = dict.find(key);
    if (value == nullptr)
        return fail(ErrorKind::Decode, str("a file's metadata lack '", key, "'"));
    auto converted = rpc::valueAs<T>(*value);
    if (!converted)
        return fail(ErrorKind::Decode, str("a file's metadata: ", key, " ", converted.error().text()));
    out = std::move(*converted);
    return {};
}

Result<FileMetadata> metadataFrom(const Value& value)
{
    const Dict* const dict = value.as<Dict>();
    if (dict == nullptr)
        return fail(ErrorKind::Decode, "a file's metadata are no dict");
    FileMetadata out;
    RZ_CHECK(take(*dict, "size", out.size));
    RZ_CHECK(take(*dict, "mode", out.mode));
    RZ_CHECK(take(*dict, "owner", out.owner));
    RZ_CHECK(take(*dict, "group", out.group));
    RZ_CHECK(take(*dict, "mtime", out.mtime));
    RZ_CHECK(take(*dict, "atime", out.atime));
    return out;
}

Result<Bytes> chunkOf(const routing::Message& message)
{
    if (message.magic == wire::Magic::Bin)
        return message.data.flat();
    RZ_TRY(Value value, message.unpickle());
    return rpc::valueAs<Bytes>(std::move(value));
}

void acknowledge(const rpc::Context& from, std::size_t size)
{
    Dict kwargs;
    kwargs.set("size", Value(static_cast<std::int64_t>(size)));
    routing::Message message;
    message.handle = wire::CallService;
    if (auto payload = rpc::encodeServiceCall(FileService::Name, "acknowledge", std::move(kwargs)))
        message.data = std::move(*payload);
    from.send(std::move(message));
}

}  // namespace

Result<FileMetadata> fetchFile(const rpc::Context& from, std::string_view path, int out, Duration patience, int stop)
{
    // Without a window of its own: what is acknowledged is the window.
    RZ_TRY(const auto receiver,
           rpc::Receiver::create(
               from.router(),
               {.handle = {}, .respondent = from.id(), .policy = {}, .window = 0, .traffic = io::Traffic::Bulk}));
    Dict kwargs;
    kwargs.set("path", Value(path));
    kwargs.set("sender", Value(receiver->toSender(from.id())));
    RZ_TRY(const Value answer, from.tryCallService(FileService::Name, "fetch", std::move(kwargs), patience));
    RZ_TRY(FileMetadata metadata, metadataFrom(answer));

    std::int64_t received = 0;
    Result<> written;
    for (;;) {
        RZ_TRY(const routing::Message message, receiver->get(patience, rpc::Receiver::Dead::IsGiven));
        if (message.isDead()) {
            // Not of its sender, but of a router that does not reach that any more.
            if (message.srcId != from.id())
                return fail(ErrorKind::Channel, message.unpickle().error().text());
            break;
        }
        RZ_TRY(const Bytes chunk, chunkOf(message));
        received += static_cast<std::int64_t>(chunk.size());
        // The other end has no way to stop, and would hold up other transfers.
        if (written)
            written = io::writeUnlessStopped(out, chunk.view(), stop);
        if (!written && written.error().kind() == ErrorKind::Cancelled)
            break;
        acknowledge(from, chunk.size());
    }
    RZ_CHECK(std::move(written));
    if (received != metadata.size)
        return fail(ErrorKind::Error,
                    str(path, " changed, or its context ended: ", received, " of ", metadata.size, " bytes came"));
    return metadata;
}

}  // namespace rz::services
