#pragma once

#include "tests/support/temp_dir.h"

#include <QProcess>
#include <QStringList>

#include <memory>
#include <string>
#include <vector>

namespace rz::test {

// A context of Debian's Python, in a chain.
inline const QString PythonHop = QStringLiteral("local{python_path=/usr/bin/python3}");

// Runs rhizomectl as a user's shell would, with a home of its own, and nobody to ask unless on a terminal.
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
    // The same with its output piped into another program; its own exit status.
    Ended runInto(const QString& reader, const QStringList& arguments) const;
    // Starts it; its standard input stays open.
    std::unique_ptr<QProcess> begin(const QStringList& arguments) const;
    // Starts it on a terminal, on which it asks: what is written to the process is typed, what it prints is what is seen.
    std::unique_ptr<QProcess> beginOnTerminal(const QStringList& arguments) const;
    // What is printed until `text` is in it, or patience is over.
    static QString readUntil(QProcess& process, const QString& text);
    static Ended end(QProcess& process);

    // What runs in its home: rhizomectl and all it has started.
    std::vector<std::string> processes() const;

private:
    QString commandLine(const QStringList& arguments) const;
    std::unique_ptr<QProcess> start(const QString& program, const QStringList& arguments) const;

    TempDir m_home;
    QStringList m_options;
};

}  // namespace rz::test
