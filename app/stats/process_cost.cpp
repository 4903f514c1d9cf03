#include "app/stats/process_cost.h"

#include <QDir>
#include <QFile>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

// The number behind "NAME:" in /proc/self/status.
std::optional<std::uint64_t> field(const QByteArray& status, const QByteArray& name)
{
    const qsizetype at = status.indexOf("\n" + name + ":");
    if (at < 0)
        return std::nullopt;
    const qsizetype begin = at + name.size() + 2;
    const QByteArray line = status.mid(begin, status.indexOf('\n', begin) - begin).trimmed();
    return line.split(' ').first().toULongLong();
}

}  // namespace

std::optional<ProcessCost> readProcessCost()
{
    QFile file(u"/proc/self/status"_s);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QByteArray status = file.readAll();
    const auto kibibytes = field(status, "VmRSS");
    const auto threads = field(status, "Threads");
    if (!kibibytes || !threads)
        return std::nullopt;
    // The listing itself has one open.
    const auto descriptors =
        QDir(u"/proc/self/fd"_s).entryList(QDir::Files | QDir::System | QDir::NoDotAndDotDot).size();
    return ProcessCost{.memory = *kibibytes * 1024,
                       .threads = static_cast<int>(*threads),
                       .descriptors = static_cast<int>(descriptors) - 1};
}

}  // namespace rz::app
