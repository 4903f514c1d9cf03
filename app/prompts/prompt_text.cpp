#include "app/prompts/prompt_text.h"

#include <QCoreApplication>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

struct PromptTextTr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::PromptText)
};

QString oldKeyPlace(const connect::HostKeyFacts& key)
{
    if (key.knownHostsFile.empty())
        return {};
    return PromptTextTr::tr("The known key stands in %1, line %2.")
        .arg(QString::fromStdString(key.knownHostsFile))
        .arg(key.knownHostsLine);
}

}  // namespace

QString promptTitle(const connect::Prompt& prompt)
{
    const QString subject = QString::fromStdString(prompt.subject);
    switch (prompt.kind) {
    case connect::PromptKind::Password: return PromptTextTr::tr("Password for %1").arg(subject);
    case connect::PromptKind::Passphrase: return PromptTextTr::tr("Passphrase of the key %1").arg(subject);
    case connect::PromptKind::KeyboardInteractive:
        return prompt.title.empty() ? PromptTextTr::tr("%1 asks").arg(subject)
                                    : PromptTextTr::tr("%1 asks: %2", "host, title sent by it")
                                          .arg(subject, QString::fromStdString(prompt.title));
    case connect::PromptKind::HostKeyUnknown:
        return PromptTextTr::tr("The host key of %1 is not known yet").arg(subject);
    case connect::PromptKind::HostKeyChanged: return PromptTextTr::tr("The host key of %1 has changed").arg(subject);
    case connect::PromptKind::Client:
        return PromptTextTr::tr("%1 wants to use these contexts")
            .arg(subject.isEmpty() ? PromptTextTr::tr("An unknown program", "first word of a sentence") : subject);
    }
    return subject;
}

QString promptPath(const connect::Prompt& prompt)
{
    if (prompt.kind == connect::PromptKind::Client)
        return PromptTextTr::tr("A program of this machine");
    QStringList hops{PromptTextTr::tr("desktop", "the context of the program itself")};
    for (const std::string& hop : prompt.path)
        hops << QString::fromStdString(hop);
    return hops.join(u" › "_s);
}

QString promptAttempt(const connect::Prompt& prompt)
{
    if (prompt.attempt < 2 && prompt.lastFailure.empty())
        return {};
    QString text = PromptTextTr::tr("Attempt %1 of %2.").arg(prompt.attempt).arg(prompt.maxAttempts);
    if (!prompt.lastFailure.empty())
        text += u' ' + QString::fromStdString(prompt.lastFailure);
    return text;
}

QString promptAdvice(const connect::Prompt& prompt)
{
    if (prompt.kind == connect::PromptKind::HostKeyUnknown) {
        return PromptTextTr::tr(
            "Nobody has connected to it from here before. Compare the fingerprint with one you got "
            "another way, from its administrator or its console. If they differ, somebody else answers in "
            "its place.");
    }
    if (prompt.kind == connect::PromptKind::Client) {
        return PromptTextTr::tr(
            "It could then call any function in every context that is connected here, as whoever that context "
            "runs as. Allow it if you have just started it.");
    }
    if (prompt.kind != connect::PromptKind::HostKeyChanged)
        return {};
    QString text = PromptTextTr::tr(
        "Either the host was set up anew, or somebody stands between you and the host and would read all you "
        "send, your password included. Ask its administrator before you accept the new key.");
    if (prompt.hostKey) {
        if (const QString place = oldKeyPlace(*prompt.hostKey); !place.isEmpty())
            text += u' ' + place;
    }
    return text;
}

QString promptIcon(const connect::Prompt& prompt)
{
    switch (prompt.kind) {
    case connect::PromptKind::Password: return u"password"_s;
    case connect::PromptKind::Passphrase: return u"passphrase"_s;
    case connect::PromptKind::KeyboardInteractive: return u"one-time-code"_s;
    case connect::PromptKind::HostKeyUnknown: return u"host-key"_s;
    case connect::PromptKind::HostKeyChanged: return u"danger"_s;
    case connect::PromptKind::Client: return u"method-attached"_s;
    }
    return {};
}

bool isHostKey(const connect::Prompt& prompt)
{
    return prompt.kind == connect::PromptKind::HostKeyUnknown || prompt.kind == connect::PromptKind::HostKeyChanged;
}

}  // namespace rz::app
