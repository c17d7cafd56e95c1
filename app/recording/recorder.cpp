#include "app/recording/recorder.h"

#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace quarterdeck {

Recorder::Recorder(const QString &path, Database::Access access) : m_path(path), m_access(access)
{
    m_thread.setObjectName(u"record"_s);
    m_context.moveToThread(&m_thread);
    auto promise = std::make_shared<QPromise<QString>>();
    m_opened = promise->future();
    promise->start();
    QMetaObject::invokeMethod(&m_context, [this, promise] {
        open();
        promise->addResult(m_problem);
        promise->finish();
    });
    m_thread.start();
}

Recorder::~Recorder()
{
    // Queued after everything that was handed over.
    QMetaObject::invokeMethod(&m_context, [this] {
        m_store.reset();
        m_database.reset();
        m_thread.quit();
    });
    m_thread.wait();
}

void Recorder::open()
{
    m_store.reset();
    m_database = std::make_unique<Database>();
    m_store = std::make_unique<RunStore>(*m_database);
    m_problem = m_database->open(m_path, m_access);
}

void Recorder::renew()
{
    if (!m_database->isOpen() || !m_database->isCurrent()) {
        open();
    }
}

QString Recorder::standardPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
           u"/quarterdeck/record.sqlite"_s;
}

} // namespace quarterdeck
