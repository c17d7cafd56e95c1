#include "app/config/secrets.h"

#include "app/config/keychain.h"

#include <QFile>
#include <QHash>
#include <QMutex>

#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <cstring>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

/// Longer is no token but a mistake, such as the path of a log.
constexpr qint64 longestSecret = 64 * 1024;
/// A keychain is asked over D-Bus, and may ask a person: not for every request.
constexpr std::chrono::seconds keychainKept{60};
constexpr std::chrono::seconds keychainFailureKept{10};

/// What tells one version of a file from another; follows links, as mounted secrets are swapped by their
/// links.
struct FileVersion
{
    dev_t device = 0;
    ino_t inode = 0;
    off_t size = 0;
    qint64 changed = 0; ///< ns
    bool operator==(const FileVersion &) const = default;
};

struct CachedFile
{
    FileVersion version;
    QByteArray secret;
};

struct CachedEntry
{
    std::chrono::steady_clock::time_point until;
    QByteArray secret;
    QString reason;
};

struct Cache
{
    QMutex mutex;
    QHash<QString, CachedFile> files;
    QHash<QString, CachedEntry> keychain;
};

Cache &cache()
{
    static Cache instance;
    return instance;
}

QByteArray checked(const QByteArray &raw, const QString &what, QString *reason)
{
    const QByteArray secret = raw.trimmed();
    if (secret.isEmpty()) {
        *reason = what + u" is empty"_s;
    } else if (secret.contains('\n') || secret.contains('\r') || secret.contains('\0')) {
        *reason = what + u" has more than one line: a secret is one"_s;
        return {};
    }
    return secret;
}

QByteArray readFile(const QString &path, QString *reason)
{
    const QByteArray encoded = QFile::encodeName(path);
    struct stat status = {};
    if (::stat(encoded.constData(), &status) != 0) {
        *reason = u"the file %1 cannot be read: %2"_s.arg(path, QString::fromLocal8Bit(std::strerror(errno)));
        return {};
    }
    if (!S_ISREG(status.st_mode)) {
        *reason = u"%1 is not a regular file"_s.arg(path);
        return {};
    }
    if (status.st_size > longestSecret) {
        *reason = u"the file %1 is too large for a secret (over %2 KiB)"_s.arg(path).arg(longestSecret >> 10);
        return {};
    }
    const FileVersion version{status.st_dev, status.st_ino, status.st_size,
                              status.st_mtim.tv_sec * 1'000'000'000LL + status.st_mtim.tv_nsec};
    {
        const QMutexLocker lock(&cache().mutex);
        const auto known = cache().files.constFind(path);
        if (known != cache().files.constEnd() && known->version == version) {
            return known->secret;
        }
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        *reason = u"the file %1 cannot be read: %2"_s.arg(path, file.errorString());
        return {};
    }
    const QByteArray secret = checked(file.read(longestSecret), u"the file "_s + path, reason);
    if (!secret.isEmpty()) {
        const QMutexLocker lock(&cache().mutex);
        cache().files.insert(path, {version, secret});
    }
    return secret;
}

QByteArray readEntry(const QString &entry, QString *reason)
{
    const auto now = std::chrono::steady_clock::now();
    {
        const QMutexLocker lock(&cache().mutex);
        const auto known = cache().keychain.constFind(entry);
        if (known != cache().keychain.constEnd() && now < known->until) {
            *reason = known->reason;
            return known->secret;
        }
    }
    QByteArray secret = readKeychain(entry, reason);
    if (!secret.isEmpty()) {
        secret = checked(secret, u"the keychain's entry"_s, reason);
    }
    const QMutexLocker lock(&cache().mutex);
    cache().keychain.insert(entry,
                            {now + (secret.isEmpty() ? keychainFailureKept : keychainKept), secret, *reason});
    return secret;
}

} // namespace

QByteArray resolveSecret(const SecretReference &reference, QString *reason)
{
    QString ignored;
    if (reason == nullptr) {
        reason = &ignored;
    }
    reason->clear();
    switch (reference.kind) {
    case SecretReference::Kind::None:
        return {};
    case SecretReference::Kind::Inline:
        return checked(reference.value.toUtf8(), u"the secret in the configuration"_s, reason);
    case SecretReference::Kind::File:
        return readFile(reference.value, reason);
    case SecretReference::Kind::Environment: {
        const QByteArray name = reference.value.toLocal8Bit();
        if (!qEnvironmentVariableIsSet(name.constData())) {
            *reason = u"the environment variable %1 is not set"_s.arg(reference.value);
            return {};
        }
        return checked(qgetenv(name.constData()), u"the environment variable "_s + reference.value, reason);
    }
    case SecretReference::Kind::Keychain:
        return readEntry(reference.value, reason);
    }
    return {};
}

} // namespace quarterdeck
