#include "app/calls/function_text.h"

#include "app/common/control_pictures.h"

#include <QCoreApplication>

#include <array>

namespace rz::app {
namespace {

constexpr std::array Texts = {
    QT_TRANSLATE_NOOP("rz::functions", "Entries of a directory with their attributes."),
    QT_TRANSLATE_NOOP("rz::functions", "Directory to list."),
    QT_TRANSLATE_NOOP("rz::functions", "Refuse directories with more entries than this."),
    QT_TRANSLATE_NOOP("rz::functions", "All attributes of one file."),
    QT_TRANSLATE_NOOP("rz::functions", "File, directory or anything else with a name."),
    QT_TRANSLATE_NOOP("rz::functions", "Describe what a link leads to instead of the link."),
    QT_TRANSLATE_NOOP("rz::functions", "Whether there is anything of that name."),
    QT_TRANSLATE_NOOP("rz::functions", "Name to look for; links are followed."),
    QT_TRANSLATE_NOOP("rz::functions", "What a symbolic link holds."),
    QT_TRANSLATE_NOOP("rz::functions", "The link."),
    QT_TRANSLATE_NOOP("rz::functions", "The absolute path without any link in it."),
    QT_TRANSLATE_NOOP("rz::functions", "An existing file or directory."),
    QT_TRANSLATE_NOOP("rz::functions", "A range of a file; shorter where the file ends."),
    QT_TRANSLATE_NOOP("rz::functions", "File to read."),
    QT_TRANSLATE_NOOP("rz::functions", "Where the range begins, in bytes."),
    QT_TRANSLATE_NOOP("rz::functions", "Length of the range in bytes, at most 64 MiB."),
    QT_TRANSLATE_NOOP("rz::functions", "Makes a file hold exactly these bytes."),
    QT_TRANSLATE_NOOP("rz::functions", "File to create or overwrite."),
    QT_TRANSLATE_NOOP("rz::functions", "What it is to hold."),
    QT_TRANSLATE_NOOP("rz::functions", "Permission bits of a new file; an old one keeps its own."),
    QT_TRANSLATE_NOOP("rz::functions", "0o666 without the umask"),
    QT_TRANSLATE_NOOP("rz::functions",
                      "Replace the file in one step; false writes in place, as devices and /proc need it."),
    QT_TRANSLATE_NOOP("rz::functions", "Adds bytes to the end of a file, which is created if need be."),
    QT_TRANSLATE_NOOP("rz::functions", "File to add to."),
    QT_TRANSLATE_NOOP("rz::functions", "What to add."),
    QT_TRANSLATE_NOOP("rz::functions", "SHA-256 of a file, in hexadecimal."),
    QT_TRANSLATE_NOOP("rz::functions", "Makes a directory."),
    QT_TRANSLATE_NOOP("rz::functions", "Directory to make."),
    QT_TRANSLATE_NOOP("rz::functions", "Make missing directories above it too, and accept that it exists."),
    QT_TRANSLATE_NOOP("rz::functions", "Permission bits of the new directory."),
    QT_TRANSLATE_NOOP("rz::functions", "0o777 without the umask"),
    QT_TRANSLATE_NOOP("rz::functions", "Removes a file, a link or a directory."),
    QT_TRANSLATE_NOOP("rz::functions", "What to remove."),
    QT_TRANSLATE_NOOP("rz::functions", "Remove a directory with all that is in it."),
    QT_TRANSLATE_NOOP("rz::functions", "Gives a file or directory another name on the same file system."),
    QT_TRANSLATE_NOOP("rz::functions", "Name it has."),
    QT_TRANSLATE_NOOP("rz::functions", "Name it is to have."),
    QT_TRANSLATE_NOOP("rz::functions", "Replace what has that name already."),
    QT_TRANSLATE_NOOP("rz::functions", "Makes a symbolic link."),
    QT_TRANSLATE_NOOP("rz::functions", "What the link is to hold."),
    QT_TRANSLATE_NOOP("rz::functions", "Name of the link."),
    QT_TRANSLATE_NOOP("rz::functions", "Sets the permission bits of a file or directory."),
    QT_TRANSLATE_NOOP("rz::functions", "What to change; links are followed."),
    QT_TRANSLATE_NOOP("rz::functions", "Permission bits as a number, 420 is rw-r--r--."),
    QT_TRANSLATE_NOOP("rz::functions", "Gives a file or directory to a user and a group."),
    QT_TRANSLATE_NOOP("rz::functions", "What to change."),
    QT_TRANSLATE_NOOP("rz::functions", "Name or id of the new owner, none to leave it."),
    QT_TRANSLATE_NOOP("rz::functions", "Name or id of the new group, none to leave it."),
    QT_TRANSLATE_NOOP("rz::functions", "Change what a link leads to instead of the link."),
    QT_TRANSLATE_NOOP("rz::functions", "Space that a directory and all below it take."),
    QT_TRANSLATE_NOOP("rz::functions", "Directory or file to measure."),
    QT_TRANSLATE_NOOP("rz::functions", "Gets the sum of each entry as soon as it is known."),
    QT_TRANSLATE_NOOP("rz::functions", "Also measure other file systems mounted below."),
    QT_TRANSLATE_NOOP("rz::functions", "Process id of the context."),
    QT_TRANSLATE_NOOP("rz::functions", "Process id of the context's parent process."),
    QT_TRANSLATE_NOOP("rz::functions", "User id the context runs as."),
    QT_TRANSLATE_NOOP("rz::functions", "Effective user id of the context."),
    QT_TRANSLATE_NOOP("rz::functions", "Group id the context runs as."),
    QT_TRANSLATE_NOOP("rz::functions", "Effective group id of the context."),
    QT_TRANSLATE_NOOP("rz::functions", "Ids of the supplementary groups of the context."),
    QT_TRANSLATE_NOOP("rz::functions", "Name of the host."),
    QT_TRANSLATE_NOOP("rz::functions", "System, host, kernel release and version, machine."),
    QT_TRANSLATE_NOOP("rz::functions", "Number of processors the context may use."),
    QT_TRANSLATE_NOOP("rz::functions", "Environment variables of the context."),
    QT_TRANSLATE_NOOP("rz::functions", "One environment variable, none when it is not set."),
    QT_TRANSLATE_NOOP("rz::functions", "Name of the variable."),
    QT_TRANSLATE_NOOP("rz::functions", "Working directory of the context."),
    QT_TRANSLATE_NOOP("rz::functions", "File mode bits that new files do not get."),
    QT_TRANSLATE_NOOP("rz::functions", "Runs a program, without a shell."),
    QT_TRANSLATE_NOOP("rz::functions", "The program and its arguments."),
    QT_TRANSLATE_NOOP("rz::functions", "Runs a command line with /bin/sh."),
    QT_TRANSLATE_NOOP("rz::functions", "The command line."),
    QT_TRANSLATE_NOOP("rz::functions", "Bytes for its standard input."),
    QT_TRANSLATE_NOOP("rz::functions", "Variables to set besides the inherited ones; none removes one."),
    QT_TRANSLATE_NOOP("rz::functions", "Working directory."),
    QT_TRANSLATE_NOOP("rz::functions", "that of the context"),
    QT_TRANSLATE_NOOP("rz::functions", "Seconds after which it is ended."),
    QT_TRANSLATE_NOOP("rz::functions", "Gets the output while it runs, instead of the result."),
    QT_TRANSLATE_NOOP("rz::functions", "Bytes of each of stdout and stderr that the result may hold."),
    QT_TRANSLATE_NOOP("rz::functions", "Sends a sender for its standard input to `output` first."),
    QT_TRANSLATE_NOOP("rz::functions", "Processes of the host."),
    QT_TRANSLATE_NOOP("rz::functions", "Sends a signal to a process."),
    QT_TRANSLATE_NOOP("rz::functions", "Process id."),
    QT_TRANSLATE_NOOP("rz::functions", "Number or name of the signal."),
    QT_TRANSLATE_NOOP("rz::functions", "Send it to the whole process group of that id."),
    QT_TRANSLATE_NOOP("rz::functions", "What this host is: system, kernel, processors, memory, virtual or not."),
    QT_TRANSLATE_NOOP("rz::functions", "How many processes want to run."),
    QT_TRANSLATE_NOOP("rz::functions", "Use of memory and swap."),
    QT_TRANSLATE_NOOP("rz::functions", "Seconds since the host was started."),
    QT_TRANSLATE_NOOP("rz::functions", "Mounted file systems."),
    QT_TRANSLATE_NOOP("rz::functions", "Space on the file systems that hold files."),
    QT_TRANSLATE_NOOP("rz::functions", "User accounts of the host."),
    QT_TRANSLATE_NOOP("rz::functions", "User groups of the host."),
    QT_TRANSLATE_NOOP("rz::functions", "The functions of this context, with their parameters."),
    QT_TRANSLATE_NOOP("rz::functions", "Gives its argument back."),
    QT_TRANSLATE_NOOP("rz::functions", "Anything that can travel."),
    QT_TRANSLATE_NOOP("rz::functions", "How many bytes arrived: for measuring what a connection carries."),
    QT_TRANSLATE_NOOP("rz::functions",
                      "How many streams, routes, handlers and credits the router of this context holds."),
    QT_TRANSLATE_NOOP("rz::functions", "Anything."),
    QT_TRANSLATE_NOOP("rz::functions", "Who this context is: id, parents, name, version, process, host and user."),
    QT_TRANSLATE_NOOP("rz::functions", "Starts a child of this context by a connection method."),
    QT_TRANSLATE_NOOP("rz::functions", "Name of the context."),
    QT_TRANSLATE_NOOP("rz::functions", "Connection method."),
    QT_TRANSLATE_NOOP("rz::functions", "Options of the method."),
    QT_TRANSLATE_NOOP("rz::functions", "Where steps and questions go while it is made."),
    QT_TRANSLATE_NOOP("rz::functions", "Ends a context that this one started."),
    QT_TRANSLATE_NOOP("rz::functions", "Id of the context."),
    QT_TRANSLATE_NOOP("rz::functions",
                      "What could be connected to from this context by a method: containers, pods, users."),
    QT_TRANSLATE_NOOP("rz::functions", "Options of the method that say how to look."),
    QT_TRANSLATE_NOOP("rz::functions", "Connection methods whose program is not installed where this context runs."),
    QT_TRANSLATE_NOOP("rz::functions", "Serves a session as sshd does: a command, a login shell or sftp."),
    QT_TRANSLATE_NOOP("rz::functions", "Gets what it prints."),
    QT_TRANSLATE_NOOP("rz::functions", "Runs a program whose ssh leads to another context."),
    QT_TRANSLATE_NOOP("rz::functions", "Where its ssh leads to."),
    QT_TRANSLATE_NOOP("rz::functions", "Connects to a port from this context and carries bytes both ways."),
    QT_TRANSLATE_NOOP("rz::functions", "Name or address, as this context knows it."),
    QT_TRANSLATE_NOOP("rz::functions", "TCP port."),
    QT_TRANSLATE_NOOP("rz::functions", "Gets the addresses, a sender for bytes to send, then bytes."),
    QT_TRANSLATE_NOOP("rz::functions", "none"),
    QT_TRANSLATE_NOOP("rz::functions", "nothing"),
    QT_TRANSLATE_NOOP("rz::functions", "true"),
    QT_TRANSLATE_NOOP("rz::functions", "false"),
};

// What a context sent is looked up as a whole, and is data when it is not found.
QString translated(const std::string& text)
{
    return text.empty() ? QString() : withControlPictures(QCoreApplication::translate("rz::functions", text.c_str()));
}

}  // namespace

QString functionHelp(const rpc::FunctionDescription& function)
{
    return translated(function.help);
}

QString parameterHelp(const rpc::ParameterDescription& parameter)
{
    return translated(parameter.help);
}

QString parameterFallback(const rpc::ParameterDescription& parameter)
{
    return translated(parameter.fallback);
}

QStringList functionTexts()
{
    QStringList texts;
    for (const char* text : Texts)
        texts << QString::fromUtf8(text);
    return texts;
}

}  // namespace rz::app
