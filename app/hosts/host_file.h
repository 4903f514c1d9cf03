#pragma once

#include "app/hosts/host_tree.h"

#include <QByteArray>

#include <expected>

namespace rz::app {

// The text of a file of hosts and the tree it stands for:
//
//   {"version": 1, "hosts": [ENTRY, …]}
//   ENTRY = {"name": "web1", "chain": "ssh:web1"}
//         / {"group": "Production", "settings": {"ssh": {"username": "deploy"}}, "hosts": [ENTRY, …]}
//
// Whatever else it says is kept. The root is a group without a name.
QByteArray writeHosts(const HostNode& root);
// Or why it cannot be read, for a person.
std::expected<std::unique_ptr<HostNode>, QString> readHosts(const QByteArray& text);

}  // namespace rz::app
