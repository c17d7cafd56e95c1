#pragma once

#include "app/config/runbookcatalog.h"

#include <QObject>

namespace quarterdeck {

/// The runbooks that there are, followed while their files change.
class RunbookFiles final : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    [[nodiscard]] const RunbookCatalog &catalog() const { return m_catalog; }
    [[nodiscard]] const QString &folder() const { return m_folder; }
    /// Reads the folder now; changed() follows.
    void read(const QString &folder);
    /// Looks on a thread of the pool whether something has changed: the folder may be on a disk that does not
    /// answer. A folder of a few small files: looking at it costs less than watching it, and works on any
    /// disk.
    void look();

Q_SIGNALS:
    void changed();

private:
    void use(const RunbookCatalog &catalog, const QByteArray &fingerprint);

    RunbookCatalog m_catalog;
    QByteArray m_fingerprint;
    QString m_folder;
    bool m_looking = false;
};

} // namespace quarterdeck
