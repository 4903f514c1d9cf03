#include "core/rpc/master.h"

#include "core/base/str.h"
#include "core/io/utf8.h"
#include "core/wire/handles.h"

#include <charconv>
#include <optional>

namespace rz::rpc {

namespace {

// Python programs may use any number; the nearest level below tells enough.
LogLevel levelFrom(int number)
{
    for (const LogLevel level : {LogLevel::Critical, LogLevel::Error, LogLevel::Warning, LogLevel::Info, LogLevel::Debug}) {
        if (number >= static_cast<int>(level))
            return level;
    }
    return LogLevel::Io;
}

// "logger NUL level NUL text"; the text may hold newlines and further NULs.
std::optional<LogRecord> recordFrom(std::string_view data)
{
    const std::size_t first = data.find('\0');
    const std::size_t second = first == std::string_view::npos ? first : data.find('\0', first + 1);
    if (second == std::string_view::npos)
        return {};
    const std::string_view digits = data.substr(first + 1, second - first - 1);
    int number = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size())
        return {};
    LogRecord record;
    record.time = std::chrono::system_clock::now();
    record.level = levelFrom(number);
    record.logger = io::toValidUtf8(data.substr(0, first));
    record.text = io::toValidUtf8(data.substr(second + 1));
    return record;
}

}  // namespace

void becomeMaster(routing::Router& router, LogSink& sink)
{
    const auto taken = router.addHandler(
        [&router, &sink](routing::Message message) {
            if (message.isDead())
                return;
            auto record = recordFrom(message.data.flat().view());
            if (!record) {
                RZ_LOG_WARNING(router.log(), "context ", raw(message.srcId), " sent a log record that cannot be read");
                return;
            }
            record->origin = message.srcId;
            sink.write(std::move(*record));
        },
        {.handle = wire::ForwardLog});
    if (!taken)
        RZ_LOG_ERROR(router.log(), "log records of contexts are not received: ", taken.error().text());
}

}  // namespace rz::rpc
