#pragma once

#include "app/connect/option_form.h"
#include "core/base/value.h"
#include "core/connect/method.h"

#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace rz::app {

// A saved host, or a group of them; a tree of these is what a file of hosts holds. Hosts of the ssh configuration are shown
// beside it in a group of their own.
struct HostNode {
    enum class Kind : std::uint8_t { Group, Host, SshGroup, SshHost };
    Kind kind = Kind::Host;
    QString name;
    QString chain;  // of a host, as written; kept when it cannot be read
    Dict settings;  // of a group: by method, the options its hosts inherit
    Dict rest;      // what else the file says of it
    HostNode* parent = nullptr;
    std::vector<std::unique_ptr<HostNode>> children;

    bool isGroup() const { return kind == Kind::Group || kind == Kind::SshGroup; }
    bool isSaved() const { return kind == Kind::Group || kind == Kind::Host; }
    int row() const;  // among its parent's children
    int depth() const;
    HostNode& add(std::unique_ptr<HostNode> child, int at);
    std::unique_ptr<HostNode> take(int at);
    std::unique_ptr<HostNode> copy() const;
    // "Production › Europe", without the root; empty for the root itself.
    QString path() const;
};

// Groups in each other; more would be a file that cannot be read again.
inline constexpr int MaxHostDepth = 16;

// What an option of a hop gets from the nearest group that sets it, beginning with `group`.
std::optional<Inherited> inheritedFrom(const HostNode* group, const connect::Hop& hop, std::string_view option);
// With all that they inherit.
connect::Chain withInherited(const HostNode* group, connect::Chain chain);
// As it would be connected, or why its text is no chain.
Result<connect::Chain> chainOf(const HostNode& host);

}  // namespace rz::app
