#include "app/config/keychain.h"

#include <QObject>
#include <QThread>

#include <qt6keychain/keychain.h>

#include <chrono>
#include <future>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr std::chrono::seconds patience{5};

struct KeychainAnswer
{
    QByteArray secret;
    QString reason;
};

/// QtKeychain runs its jobs one after the other through one object, which belongs to the thread that asked
/// first: so one thread asks for all of them, for as long as the program lives.
class KeychainThread
{
public:
    KeychainThread()
    {
        m_thread.setObjectName(u"keychain"_s);
        m_context.moveToThread(&m_thread);
        m_thread.start();
    }
    ~KeychainThread()
    {
        m_thread.quit();
        m_thread.wait(QDeadlineTimer(patience));
    }
    KeychainThread(const KeychainThread &) = delete;
    KeychainThread &operator=(const KeychainThread &) = delete;

    std::future<KeychainAnswer> read(const QString &service, const QString &key)
    {
        auto promise = std::make_shared<std::promise<KeychainAnswer>>();
        std::future<KeychainAnswer> answer = promise->get_future();
        QMetaObject::invokeMethod(&m_context, [service, key, promise] {
            auto *job = new QKeychain::ReadPasswordJob(service);
            job->setAutoDelete(true);
            job->setInsecureFallback(false); // never a plain text file
            job->setKey(key);
            QObject::connect(job, &QKeychain::Job::finished, job, [promise](QKeychain::Job *done) {
                const auto *read = static_cast<QKeychain::ReadPasswordJob *>(done);
                if (read->error() == QKeychain::NoError) {
                    promise->set_value({read->binaryData(), {}});
                } else {
                    promise->set_value({{}, explain(*read)});
                }
            });
            job->start();
        });
        return answer;
    }

private:
    static QString explain(const QKeychain::ReadPasswordJob &job)
    {
        switch (job.error()) {
        case QKeychain::EntryNotFound:
            return u"the keychain has no entry \"%1\" of the service \"%2\""_s.arg(job.key(), job.service());
        case QKeychain::AccessDenied:
        case QKeychain::AccessDeniedByUser:
            return u"the keychain did not give access: unlock it"_s;
        case QKeychain::NoBackendAvailable:
            return u"there is no keychain service in this session (no Secret Service, no KWallet): use env:NAME or a file"_s;
        default:
            return u"the keychain cannot be read (%1): use env:NAME or a file where there is none"_s.arg(
                job.errorString());
        }
    }

    QThread m_thread;
    QObject m_context;
};

} // namespace

QByteArray readKeychain(const QString &entry, QString *reason)
{
    static KeychainThread thread;
    const qsizetype slash = entry.indexOf(u'/');
    std::future<KeychainAnswer> pending = thread.read(entry.left(slash), entry.mid(slash + 1));
    if (pending.wait_for(patience) != std::future_status::ready) {
        *reason = u"the keychain did not answer within %1 s: it may be waiting to be unlocked"_s.arg(
            patience.count());
        return {};
    }
    const KeychainAnswer answer = pending.get();
    *reason = answer.reason;
    if (answer.secret.isEmpty() && answer.reason.isEmpty()) {
        *reason = u"the keychain's entry is empty"_s;
    }
    return answer.secret;
}

} // namespace quarterdeck
