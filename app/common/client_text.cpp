#include "app/common/client_text.h"

#include <QCoreApplication>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

struct ClientModelTr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::ClientModel)
};

}  // namespace

QString clientUser(std::int64_t uid)
{
    if (uid == std::int64_t{::getuid()})
        return ClientModelTr::tr("you", "user of a program");
    return uid == 0 ? u"root"_s : QString::number(uid);
}

QString clientProcess(std::int64_t pid)
{
    return pid > 0 ? QString::number(pid) : ClientModelTr::tr("in a container");
}

}  // namespace rz::app
