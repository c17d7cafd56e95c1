#include "app/window/incidentexport.h"

#include "widgets/postmortem/postmortempdf.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

std::optional<QByteArray> contentOf(const Postmortem &facts, const QString &form)
{
    if (form == "md"_L1) {
        return postmortemMarkdown(facts).toUtf8();
    }
    if (form == "html"_L1) {
        return postmortemHtml(facts).toUtf8();
    }
    if (form == "json"_L1) {
        return QJsonDocument(postmortemJson(facts)).toJson();
    }
    if (form == "pdf"_L1) {
        return postmortemPdf(facts); // paints on no device of the window's
    }
    if (form == "csv"_L1) {
        return postmortemCsv(facts).toUtf8();
    }
    return std::nullopt;
}

/// Empty, or why the file is not there. A file that was there stays when it cannot be written whole.
QString writeFile(EventReader &reader, IncidentNumber number, const QString &file)
{
    const auto facts = reader.postmortem(number, std::chrono::system_clock::now());
    if (!facts) {
        return u"incident %1 is not in the record"_s.arg(number.value);
    }
    const QString form = QFileInfo(file).suffix().toLower();
    const std::optional<QByteArray> content = contentOf(*facts, form);
    if (!content) {
        return u"a file name ends in .md, .html, .pdf, .json or .csv"_s;
    }
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(*content) != content->size() || !out.commit()) {
        return out.errorString();
    }
    return {};
}

} // namespace

IncidentExport::IncidentExport(EventRecorder &recorder, QWidget *over, QObject *parent)
    : QObject(parent)
    , m_recorder(recorder)
    , m_over(over)
{
}

void IncidentExport::ask(const Incident &incident)
{
    auto *dialog =
        new QFileDialog(m_over, u"Export the postmortem of incident %1"_s.arg(incident.number.value));
    dialog->setObjectName(u"exportDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters(
        {u"Markdown (*.md)"_s, u"HTML (*.html)"_s, u"PDF (*.pdf)"_s, u"JSON (*.json)"_s, u"CSV (*.csv)"_s});
    dialog->selectFile(u"incident-%1.md"_s.arg(incident.number.value));
    dialog->setDefaultSuffix(u"md"_s);
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        dialog->setDefaultSuffix(filter.section(u"*."_s, 1).chopped(1));
    });
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, number = incident.number](const QString &file) { write(number, file); });
    dialog->open();
}

void IncidentExport::write(IncidentNumber number, const QString &file)
{
    m_recorder.ask([number, file](EventReader &reader) { return writeFile(reader, number, file); })
        .then(this, [this, number, file](const QString &problem) {
            Q_EMIT told(problem.isEmpty() ? u"the postmortem of incident %1 is in %2"_s.arg(
                                                QString::number(number.value), file)
                                          : u"the postmortem of incident %1 was not written: %2"_s.arg(
                                                QString::number(number.value), problem));
        });
}

} // namespace quarterdeck
