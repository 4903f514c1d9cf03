#include "core/connect/libssh/key_file.h"

#include "core/base/str.h"
#include "core/io/read_file.h"

#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace rz::connect::ssh {

namespace {

constexpr std::size_t MaxKeyFile = 1024 * 1024;

// libssh asks for a passphrase when it needs one: that is how it is known that one is needed.
int noticeQuestion(const char*, char*, std::size_t, int, int, void* asked)
{
    *static_cast<bool*>(asked) = true;
    return -1;
}

// OpenSSH refuses keys of ours that others may read; so do we, since they are not secret any more.
Result<> checkPermissions(const std::string& path)
{
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0)
        return failErrno(path, errno);
    if (status.st_uid != ::getuid() || (status.st_mode & 077) == 0)
        return {};
    return std::unexpected(Error(ErrorKind::Error, str(path, ": others may read this private key"))
                               .withDetails({.cause = "Its permissions are too open, so it is not used.",
                                             .fix = str("chmod 600 ", path)}));
}

Error unknownFormat(const std::string& path, const std::string& content)
{
    if (content.starts_with("PuTTY-User-Key-File"))
        return Error(ErrorKind::Error, str(path, " is a key of PuTTY"))
            .withDetails({.cause = "PuTTY's format is its own.",
                          .fix = str("puttygen ", path, " -O private-openssh -o NEW_FILE")});
    return Error(ErrorKind::Error, str(path, " holds no private key that can be read"))
        .withDetails({.cause = "The file is damaged, of an unknown format, or no key.",
                      .fix = "Name the private key that ssh-keygen made."});
}

KeyPtr importPublic(const std::string& path)
{
    ssh_key key = nullptr;
    return KeyPtr(ssh_pki_import_pubkey_file(path.c_str(), &key) == SSH_OK ? key : nullptr);
}

}  // namespace

Result<KeyFile> KeyFile::open(const std::string& path)
{
    KeyFile file;
    file.m_path = path;
    RZ_TRY(std::string content, io::readFile(path, MaxKeyFile));
    file.m_content = Secret(content);
    file.m_public = importPublic(path);
    const bool isPrivate = content.find("PRIVATE KEY-----") != std::string::npos;
    if (!isPrivate && file.m_public) {
        file.m_kind = Kind::Public;
        return file;
    }
    Secret::wipe(content);
    if (!isPrivate)
        return std::unexpected(unknownFormat(path, file.m_content.reveal()));
    RZ_CHECK(checkPermissions(path));

    bool asked = false;
    ssh_key key = nullptr;
    if (ssh_pki_import_privkey_base64(file.m_content.reveal().c_str(), nullptr, noticeQuestion, &asked, &key) == SSH_OK)
        file.m_private.reset(key);
    else if (asked)
        file.m_kind = Kind::Encrypted;
    else
        return std::unexpected(unknownFormat(path, file.m_content.reveal()));

    if (!file.m_public && file.m_private) {
        ssh_key publicHalf = nullptr;
        if (ssh_pki_export_privkey_to_pubkey(key, &publicHalf) == SSH_OK)
            file.m_public.reset(publicHalf);
    }
    if (!file.m_public)
        file.m_public = importPublic(path + ".pub");
    return file;
}

std::string KeyFile::publicBlob() const
{
    return publicBlobOf(m_public.get());
}

KeyPtr KeyFile::decode(const Secret& passphrase) const
{
    ssh_key key = nullptr;
    const int result =
        ssh_pki_import_privkey_base64(m_content.reveal().c_str(), passphrase.reveal().c_str(), nullptr, nullptr, &key);
    return KeyPtr(result == SSH_OK ? key : nullptr);
}

KeyPtr KeyFile::withCertificate(ssh_key privateKey, const std::string& certificate) const
{
    ssh_key cert = nullptr;
    if (ssh_pki_import_cert_file(certificate.c_str(), &cert) != SSH_OK)
        return {};
    const KeyPtr owned(cert);
    KeyPtr both(ssh_key_dup(privateKey));
    if (!both || ssh_pki_copy_cert_to_privkey(cert, both.get()) != SSH_OK)
        return {};
    return both;
}

std::string publicBlobOf(ssh_key key)
{
    char* blob = nullptr;
    if (key == nullptr || ssh_pki_export_pubkey_base64(key, &blob) != SSH_OK)
        return {};
    return takeString(blob);
}

}  // namespace rz::connect::ssh
