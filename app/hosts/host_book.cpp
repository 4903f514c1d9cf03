#include "app/hosts/host_book.h"

#include "app/common/file_chooser.h"
#include "app/connect/ssh_hosts.h"
#include "app/hosts/host_file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr qint64 MaxBookSize = 16 * 1024 * 1024;

void collect(const HostNode& group, std::vector<HostBook::SavedHost>& hosts)
{
    for (const auto& node : group.children) {
        if (node->isGroup()) {
            collect(*node, hosts);
        } else if (const auto chain = chainOf(*node)) {
            hosts.push_back({.name = node->name,
                             .group = group.path(),
                             .chain = QString::fromStdString(connect::toString(*chain))});
        }
    }
}

}  // namespace

HostBook::HostBook(QString file, QString sshConfig, QObject* parent)
    : QObject(parent), m_file(std::move(file)), m_sshConfig(std::move(sshConfig))
{
    read();
    readSsh();
    m_watch.setFiles({m_file});
    connect(&m_model, &HostModel::edited, this, &HostBook::write);
    connect(&m_watch, &FileWatch::changed, this, &HostBook::read);
    connect(&m_sshWatch, &FileWatch::changed, this, &HostBook::readSsh);
}

HostBook::Content HostBook::readFile(QByteArray& text, QString& problem) const
{
    QFile file(m_file);
    if (!file.exists())
        return Content::Missing;
    if (!file.open(QIODevice::ReadOnly)) {
        problem = file.errorString();
        return Content::Unreadable;
    }
    if (file.size() > MaxBookSize) {
        problem = tr("it is too large to be a list of hosts");
        return Content::Unreadable;
    }
    text = file.readAll();
    return Content::Text;
}

void HostBook::read()
{
    QByteArray text;
    QString problem;
    const Content content = readFile(text, problem);
    if (content == Content::Text && m_known == text)
        return;
    if (content == Content::Missing && !m_known && !m_trouble)
        return;
    std::unique_ptr<HostNode> root;
    if (content == Content::Missing) {
        root = std::make_unique<HostNode>();
        root->kind = HostNode::Kind::Group;
    } else if (content == Content::Text) {
        auto parsed = readHosts(text);
        if (parsed)
            root = std::move(*parsed);
        else
            problem = parsed.error();
    }
    m_known = content == Content::Text ? std::optional(text) : std::nullopt;
    m_model.setReadOnly(root == nullptr);
    if (root == nullptr) {
        setTrouble(Trouble{.title = tr("The saved hosts cannot be read"),
                           .text = tr("%1: %2.\nThe file is left as it is. Once it is mended or moved away, it is read "
                                      "again.")
                                       .arg(QDir::toNativeSeparators(m_file), problem)});
        return;
    }
    setTrouble({});
    m_model.setSaved(std::move(root));
    emit changed();
}

void HostBook::readAgain()
{
    m_known.reset();
    read();
}

void HostBook::readSsh()
{
    const SshConfig config = readSshConfig(m_sshConfig);
    m_sshWatch.setFiles(config.files);
    if (config.hosts == m_sshHosts)
        return;
    m_sshHosts = config.hosts;
    m_model.setSshHosts(m_sshHosts);
    emit changed();
}

void HostBook::write()
{
    if (m_model.isReadOnly())
        return;
    QByteArray now;
    QString problem;
    const Content content = readFile(now, problem);
    const bool asKnown = content == Content::Missing ? !m_known : content == Content::Text && m_known == now;
    if (!asKnown) {
        readAgain();
        if (!m_trouble)
            setTrouble(Trouble{.title = tr("The last change was not kept"),
                               .text = tr("%1 was changed by another program at the same time. What it says now is "
                                          "shown.")
                                           .arg(QDir::toNativeSeparators(m_file))});
        return;
    }
    const QByteArray text = writeHosts(m_model.saved());
    QDir().mkpath(QFileInfo(m_file).path());
    problem = writeFile(m_file, text);
    if (problem.isEmpty()) {
        m_known = text;
        m_watch.setFiles({m_file});
        setTrouble({});
    } else {
        setTrouble(Trouble{.title = tr("The saved hosts could not be written"), .text = problem});
    }
    emit changed();
}

void HostBook::setTrouble(std::optional<Trouble> trouble)
{
    if (trouble == m_trouble)
        return;
    m_trouble = std::move(trouble);
    emit troubleChanged();
}

std::vector<HostBook::SavedHost> HostBook::hosts() const
{
    std::vector<SavedHost> hosts;
    collect(m_model.saved(), hosts);
    return hosts;
}

}  // namespace rz::app
