#include "tests/bench/bench.h"
#include "tests/bench/limit.h"
#include "tests/support/test_master.h"

namespace rz::bench {

namespace {

constexpr std::size_t Size = 64 * 1024 * 1024;

class LargeMessage {
public:
    LargeMessage() : m_context(m_master.context(m_master.local())) {}

    // MiB/s of one call with one argument of 64 MiB, which answers with its length.
    double once()
    {
        const double begin = secondsNow();
        m_context.call("rhizome.size", {Value(m_data)});
        return Size / 1048576.0 / (secondsNow() - begin);
    }

private:
    test::TestMaster m_master{nullptr, LogLevel::Warning};
    rpc::Context m_context;
    Bytes m_data{std::string(Size, 'x')};
};

}  // namespace

std::vector<Row> measureLargeMessage(Bench& bench)
{
    Row row{.number = 8,
            .work = "64 MiB message, whole, to a call",
            .unit = "MiB/s",
            .better = Better::More,
            .target = "≥ 1,536"};
    LargeMessage message;
    message.once();
    bench.measure(row, {.ours = [&message] { return message.once(); },
                        .mitogen = {{.name = "large", .arguments = {std::to_string(Size)}}},
                        .limit = [] { return socketTransfer(Size); }});
    return {std::move(row)};
}

}  // namespace rz::bench
