#include "app/prompts/system_keyring.h"

#include <qt6keychain/keychain.h>

#include <cstring>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

const auto Service = u"rhizome"_s;
// Asked for only to learn whether a keyring answers; nothing is ever kept under it.
const auto ProbeName = u"probe"_s;

// In place: it reaches what a job shares with us.
void wipe(const QByteArray& bytes)
{
    ::explicit_bzero(const_cast<char*>(bytes.constData()), static_cast<std::size_t>(bytes.size()));
}

Secret toSecret(const QByteArray& bytes)
{
    Secret secret(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
    wipe(bytes);
    return secret;
}

}  // namespace

void SystemKeyring::probe()
{
    if (m_probing || state() != State::Unknown)
        return;
    m_probing = true;
    auto* job = new QKeychain::ReadPasswordJob(Service, this);  // deletes itself when done
    job->setKey(ProbeName);
    connect(job, &QKeychain::Job::finished, this, [this](const QKeychain::Job* done) {
        m_probing = false;
        const auto error = done->error();
        setState(error == QKeychain::NoError || error == QKeychain::EntryNotFound ? State::Works : State::Missing);
    });
    job->start();
}

void SystemKeyring::read(const QString& name, QObject* receiver, Found found)
{
    auto* job = new QKeychain::ReadPasswordJob(Service, this);
    job->setKey(name);
    connect(job, &QKeychain::Job::finished, receiver, [found = std::move(found)](QKeychain::Job* done) {
        if (done->error() == QKeychain::NoError)
            found(toSecret(static_cast<QKeychain::ReadPasswordJob*>(done)->binaryData()));
        else
            found({});
    });
    job->start();
}

void SystemKeyring::write(const QString& name, const Secret& secret)
{
    auto* job = new QKeychain::WritePasswordJob(Service, this);
    job->setKey(name);
    const QByteArray bytes = QByteArray::fromStdString(secret.reveal());
    job->setBinaryData(bytes);
    connect(job, &QKeychain::Job::finished, this, [this, name, bytes](const QKeychain::Job* done) {
        wipe(bytes);
        if (done->error() != QKeychain::NoError)
            emit failed(name, done->errorString());
    });
    job->start();
}

void SystemKeyring::remove(const QString& name)
{
    auto* job = new QKeychain::DeletePasswordJob(Service, this);
    job->setKey(name);
    job->start();
}

}  // namespace rz::app
