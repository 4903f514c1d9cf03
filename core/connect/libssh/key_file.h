#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"
#include "core/connect/libssh/handles.h"

#include <optional>
#include <string>

namespace rz::connect::ssh {

// A file that holds a private key, or, for keys that only an agent has, a public one. It is read once.
class KeyFile {
public:
    // Errors: System with errno when it cannot be read; Error when others could read it, or it holds no key.
    static Result<KeyFile> open(const std::string& path);

    const std::string& path() const { return m_path; }
    bool hasPrivateKey() const { return m_kind != Kind::Public; }
    // A passphrase is needed.
    bool encrypted() const { return m_kind == Kind::Encrypted; }
    // The public half, from the file itself or the one beside it (.pub); null when it is in neither.
    ssh_key publicKey() const { return m_public.get(); }
    // Base64 of the public half; empty when there is none.
    std::string publicBlob() const;

    // The private key. Encrypted ones need the passphrase; null: it is wrong.
    KeyPtr decode(const Secret& passphrase) const;
    // The private key of a file that is not encrypted.
    ssh_key privateKey() const { return m_private.get(); }
    // The certificate beside it (-cert.pub) joined with the key; null when there is none.
    KeyPtr withCertificate(ssh_key privateKey, const std::string& certificate) const;

private:
    enum class Kind { Plain, Encrypted, Public };

    std::string m_path;
    Kind m_kind = Kind::Plain;
    Secret m_content;
    KeyPtr m_private;
    KeyPtr m_public;
};

// Base64 of a key's public half.
std::string publicBlobOf(ssh_key key);

}  // namespace rz::connect::ssh
