#pragma once

#include "models/exposition/series.h"

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QProcess>
#include <QString>
#include <QTcpServer>
#include <QTemporaryDir>

namespace quarterdeck::test {

/// A page as a target serves it.
struct ServedPage
{
    ExpositionFormat format = ExpositionFormat::Text;
    QByteArray bytes;
};

/// What Prometheus made of a page. A series is its name and labels, sorted, in one line of text.
struct ScrapedPage
{
    QString error; ///< empty: the page was accepted
    QMap<QString, double> series;
};

/// A real Prometheus on loopback that scrapes the given pages, one target each, and is asked by its HTTP API
/// what it took in. Ended with the object.
class ScrapingPrometheus
{
public:
    explicit ScrapingPrometheus(const QList<ServedPage> &pages);
    ~ScrapingPrometheus();
    ScrapingPrometheus(const ScrapingPrometheus &) = delete;
    ScrapingPrometheus &operator=(const ScrapingPrometheus &) = delete;

    /// Scrapes every page at least once. `problem` says why there is no answer.
    QList<ScrapedPage> scrape(QString *problem);

    static QString seriesText(QMap<QString, QString> labels);

private:
    void serve();
    [[nodiscard]] QString configuration() const;
    QByteArray get(const QString &pathAndQuery);
    bool allScraped(QList<ScrapedPage> &pages);

    const QList<ServedPage> m_pages;
    QTemporaryDir m_folder;
    QTcpServer m_server;
    QProcess m_prometheus;
    quint16 m_port = 0;
};

} // namespace quarterdeck::test
