#include "app/window/runbookfiles.h"

#include <QFuture>
#include <QPromise>
#include <QThreadPool>

#include <memory>
#include <optional>

namespace quarterdeck {

void RunbookFiles::read(const QString &folder)
{
    m_folder = folder;
    use(RunbookCatalog::load(folder), RunbookCatalog::fingerprint(folder));
}

void RunbookFiles::look()
{
    if (m_looking || m_folder.isEmpty()) {
        return;
    }
    m_looking = true;
    struct Found
    {
        QString folder;
        QByteArray fingerprint;
        std::optional<RunbookCatalog> catalog;
    };
    auto promise = std::make_shared<QPromise<Found>>();
    QFuture<Found> future = promise->future();
    promise->start();
    QThreadPool::globalInstance()->start([promise, folder = m_folder, known = m_fingerprint] {
        Found found{folder, RunbookCatalog::fingerprint(folder), std::nullopt};
        if (found.fingerprint != known) {
            found.catalog = RunbookCatalog::load(folder);
        }
        promise->addResult(found);
        promise->finish();
    });
    future.then(this, [this](const Found &found) {
        m_looking = false;
        if (found.catalog && found.folder == m_folder) {
            use(*found.catalog, found.fingerprint);
        }
    });
}

void RunbookFiles::use(const RunbookCatalog &catalog, const QByteArray &fingerprint)
{
    m_fingerprint = fingerprint;
    m_catalog = catalog;
    Q_EMIT changed();
}

} // namespace quarterdeck
