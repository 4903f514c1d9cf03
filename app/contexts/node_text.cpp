#include "app/contexts/node_text.h"

#include "app/common/control_pictures.h"
#include "app/common/node_label.h"
#include "app/common/step_text.h"

#include <QCoreApplication>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

struct NodeTextTr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::NodeText)
};

bool waits(const qt::NodeSnapshot& node)
{
    return node.waitingForUser && node.state == qt::NodeState::Connecting;
}

}  // namespace

QString stateWord(const qt::NodeSnapshot& node)
{
    if (waits(node))
        return NodeTextTr::tr("Waiting for you", "state of a context");
    switch (node.state) {
    case qt::NodeState::Connecting: return NodeTextTr::tr("Connecting", "state of a context");
    case qt::NodeState::Connected: return NodeTextTr::tr("Connected", "state of a context");
    case qt::NodeState::Slow: return NodeTextTr::tr("Slow", "state of a context");
    case qt::NodeState::Lost: return NodeTextTr::tr("Lost", "state of a context");
    case qt::NodeState::Failed: return NodeTextTr::tr("Failed", "state of a context");
    case qt::NodeState::Closed: return NodeTextTr::tr("Closed", "state of a context");
    }
    return {};
}

QString stateText(const qt::NodeSnapshot& node)
{
    if (node.state != qt::NodeState::Connecting || node.step.empty() || waits(node))
        return stateWord(node);
    return NodeTextTr::tr("%1: %2", "state of a context and the step it is at")
        .arg(stateWord(node), onOneLine(stepText(node.step)));
}

QString stateIcon(const qt::NodeSnapshot& node)
{
    if (waits(node))
        return u"state-waiting"_s;
    switch (node.state) {
    case qt::NodeState::Connecting: return u"state-connecting"_s;
    case qt::NodeState::Connected: return u"state-connected"_s;
    case qt::NodeState::Slow: return u"state-slow"_s;
    case qt::NodeState::Lost: return u"state-lost"_s;
    case qt::NodeState::Failed: return u"state-failed"_s;
    case qt::NodeState::Closed: return u"state-closed"_s;
    }
    return {};
}

Tone stateTone(const qt::NodeSnapshot& node)
{
    if (waits(node))
        return Tone::Warning;
    switch (node.state) {
    case qt::NodeState::Connecting: return Tone::Accent;
    case qt::NodeState::Connected: return Tone::Good;
    case qt::NodeState::Slow: return Tone::Warning;
    case qt::NodeState::Lost:
    case qt::NodeState::Failed: return Tone::Danger;
    case qt::NodeState::Closed: return Tone::Muted;
    }
    return Tone::Plain;
}

bool isPython(const qt::NodeSnapshot& node)
{
    // Of one that others started it is only known where there is more to tell of it.
    const bool known = !node.foreign || !node.facts.items.empty();
    return node.id && !node.native && !node.isProgram() && known;
}

bool isUp(const qt::NodeSnapshot& node)
{
    return node.state == qt::NodeState::Connected || node.state == qt::NodeState::Slow;
}

QString spokenNode(const qt::NodeSnapshot& node)
{
    QStringList parts{nodeLabel(node), stateText(node)};
    if (!node.identity.empty())
        parts << NodeTextTr::tr("as %1", "identity of a context").arg(nodeIdentity(node));
    if (node.root)
        parts << NodeTextTr::tr("root");
    if (isPython(node))
        parts << NodeTextTr::tr("Python", "what runs in a context");
    if (node.isProgram())
        parts << NodeTextTr::tr("attached program");
    return parts.join(u", "_s);
}

}  // namespace rz::app
