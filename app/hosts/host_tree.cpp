#include "app/hosts/host_tree.h"

#include "app/connect/hop_check.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {

int HostNode::row() const
{
    if (parent == nullptr)
        return 0;
    const auto found = std::ranges::find(parent->children, this, &std::unique_ptr<HostNode>::get);
    return static_cast<int>(found - parent->children.begin());
}

int HostNode::depth() const
{
    return parent == nullptr ? 0 : parent->depth() + 1;
}

HostNode& HostNode::add(std::unique_ptr<HostNode> child, int at)
{
    child->parent = this;
    return **children.insert(children.begin() + at, std::move(child));
}

std::unique_ptr<HostNode> HostNode::take(int at)
{
    std::unique_ptr<HostNode> taken = std::move(children[static_cast<std::size_t>(at)]);
    children.erase(children.begin() + at);
    taken->parent = nullptr;
    return taken;
}

std::unique_ptr<HostNode> HostNode::copy() const
{
    auto copied = std::make_unique<HostNode>();
    copied->kind = kind;
    copied->name = name;
    copied->chain = chain;
    copied->settings = settings;
    copied->rest = rest;
    for (const auto& child : children)
        copied->add(child->copy(), static_cast<int>(copied->children.size()));
    return copied;
}

QString HostNode::path() const
{
    if (parent == nullptr)
        return {};
    const QString before = parent->path();
    return before.isEmpty() ? name : before + u" › "_s + name;
}

std::optional<Inherited> inheritedFrom(const HostNode* group, const connect::Hop& hop, std::string_view option)
{
    const auto* method = connect::findMethod(hop.method);
    const auto* description = connect::findOption(hop.method, option);
    if (method == nullptr || description == nullptr || !isSetting(*method, *description) ||
        isExcluded(hop, *method, option))
        return {};
    for (; group != nullptr; group = group->parent) {
        const Value* options = group->settings.find(hop.method);
        const Value* value = options == nullptr ? nullptr : options->find(option);
        if (value != nullptr && isValid(*method, option, *value))
            return Inherited{.value = *value, .from = group->name};
    }
    return {};
}

connect::Chain withInherited(const HostNode* group, connect::Chain chain)
{
    for (connect::Hop& hop : chain) {
        const auto* method = connect::findMethod(hop.method);
        if (method == nullptr)
            continue;
        for (const connect::OptionDescription& option : method->options) {
            if (hop.options.find(option.name) != nullptr)
                continue;
            if (auto inherited = inheritedFrom(group, hop, option.name))
                hop.options.set(Value(option.name), std::move(inherited->value));
        }
    }
    return chain;
}

Result<connect::Chain> chainOf(const HostNode& host)
{
    RZ_TRY(connect::Chain chain, connect::parseChain(host.chain.toStdString()));
    return withInherited(host.parent, std::move(chain));
}

}  // namespace rz::app
