#pragma once

#include <QString>
#include <QStringList>

namespace rz::app {

// The hosts that a user's ssh configuration names: Host entries without wildcards, Include followed, in order, once
// each. Only names are read here; what they mean is libssh's business. Unreadable files are no hosts.
QStringList sshHosts(const QString& configFile);

// The same, and every file that has a say in it, for watching: those included too, read or not.
struct SshConfig {
    QStringList hosts;
    QStringList files;
};
SshConfig readSshConfig(const QString& configFile);
// ~/.ssh/config.
QString userSshConfig();

}  // namespace rz::app
