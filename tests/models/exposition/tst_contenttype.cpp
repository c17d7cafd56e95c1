#include "models/exposition/contenttype.h"
#include "models/exposition/pagereader.h"

#include <QTest>

using namespace quarterdeck;

class tst_ContentType : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void dialects_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<bool>("openMetrics");
        QTest::addColumn<bool>("quotedNames");
        const auto row = [](const char *header, bool openMetrics, bool quotedNames) {
            QTest::newRow(*header == '\0' ? "none" : header)
                << QByteArray(header) << openMetrics << quotedNames;
        };
        row("", false, false);
        row("text/plain", false, false);
        row("text/plain; version=0.0.4", false, false);
        row("text/plain; version=0.0.4; charset=utf-8; escaping=underscores", false, false);
        row("text/plain;version=1.0.0;escaping=allow-utf-8", false, true);
        row("text/plain; version=1.0.0", false, true);
        row("application/openmetrics-text; version=1.0.0; charset=utf-8", true, false);
        row("Application/OpenMetrics-Text;version=\"0.0.1\"", true, false);
        row("application/openmetrics-text; version=1.0.0; escaping=allow-utf-8", true, true);
        row("application/openmetrics-text; version=2.0.0", true, true);
        row("application/openmetrics-textual", false, false);
        row("text/html", false, false);
        row(";;=;", false, false);
    }
    void dialects()
    {
        QFETCH(QByteArray, header);
        QFETCH(bool, openMetrics);
        QFETCH(bool, quotedNames);
        const std::string_view view(header.constData(), std::size_t(header.size()));
        const ExpositionFormat format = openMetrics ? ExpositionFormat::OpenMetrics : ExpositionFormat::Text;
        QCOMPARE(expositionDialect(view).format, format);
        QCOMPARE(expositionDialect(view).quotedNames, quotedNames);
        QCOMPARE(expositionFormat(view), format);
    }
};

QTEST_APPLESS_MAIN(tst_ContentType)
#include "tst_contenttype.moc"
