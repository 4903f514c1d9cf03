#pragma once

#include "tests/support/temp_dir.h"

#include <QProcess>
#include <QStringList>

#include <memory>
#include <string>
#include <vector>

namespace rz::test {

// Runs rhizomectl as a user's shell would, with a home of its own and nobody to ask.
class CtlRun {
public:
    struct Ended {
        int status = -1;  // -1: it did not end in time, or a signal ended it
        QString out;
        QString err;
    };

    static bool available();

    // The options come first, then `arguments`.
    explicit CtlRun(QStringList options = {});
    // To its end, with `input` on its standard input.
    Ended run(const QStringList& arguments, const QByteArray& input = {}) const;
    // Starts it; its standard input stays open.
    std::unique_ptr<QProcess> begin(const QStringList& arguments) const;
    static Ended end(QProcess& process);

    // What runs in its home: rhizomectl and all it has started.
    std::vector<std::string> processes() const;

private:
    TempDir m_home;
    QStringList m_options;
};

}  // namespace rz::test
