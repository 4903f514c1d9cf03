#include "core/connect/openers/openers.h"

#include "core/connect/openers/fork_opener.h"
#include "core/connect/openers/local_opener.h"
#include "core/connect/openers/openssh_opener.h"
#include "core/connect/openers/program_opener.h"
#include "core/connect/openers/setns_opener.h"

namespace rz::connect {

void addOpeners(Connector& connector, AgentStore& agents)
{
    connector.addOpener(makeLocalOpener(agents));
    connector.addOpener(makeForkOpener(agents));
    connector.addOpener(makeOpensshOpener(agents));
    connector.addOpener(makeSetnsOpener(agents));
    for (auto& opener : makeProgramOpeners(agents))
        connector.addOpener(std::move(opener));
}

}  // namespace rz::connect
