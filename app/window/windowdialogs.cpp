#include "app/window/windowdialogs.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QInputDialog>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>

namespace quarterdeck {

void askForConfiguration(QWidget *parent, const QString &folder,
                         const std::function<void(const QString &)> &chosen)
{
    auto *dialog = new QFileDialog(parent, QStringLiteral("Open a configuration"), folder,
                                   QStringLiteral("Fleets and prometheus.yml (*.yml *.yaml);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, chosen);
    dialog->open();
}

void askForViewName(QWidget *parent, const QString &filter,
                    const std::function<void(const QString &)> &chosen)
{
    auto *dialog = new QInputDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(QStringLiteral("Save this view"));
    dialog->setLabelText(QStringLiteral("Name for the filter \"%1\":").arg(filter));
    for (QLabel *label : dialog->findChildren<QLabel *>()) {
        label->setTextFormat(Qt::PlainText);
    }
    dialog->setOkButtonText(QStringLiteral("Save view"));
    QObject::connect(dialog, &QInputDialog::textValueSelected, parent, [chosen](const QString &name) {
        if (const QString trimmed = name.simplified(); !trimmed.isEmpty()) {
            chosen(trimmed);
        }
    });
    dialog->open();
}

void askToLeaveRuns(QWidget *parent, const QStringList &runs, const std::function<void()> &leave)
{
    auto *box =
        new QMessageBox(QMessageBox::NoIcon, QStringLiteral("A run is under way"),
                        QStringLiteral("%1 has not ended. If the window closes now, it is cut off where it "
                                       "is: nothing more is sent, what was sent is not undone, and the "
                                       "next console finds it interrupted.")
                            .arg(runs.join(QStringLiteral(", "))),
                        QMessageBox::NoButton, parent);
    box->setObjectName(QStringLiteral("leaveRunsBox"));
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton *stay = box->addButton(QStringLiteral("Keep the window open"), QMessageBox::RejectRole);
    QPushButton *go = box->addButton(
        QStringLiteral("Cut off %1").arg(runs.first().section(QLatin1Char('('), 0, 0).trimmed()),
        QMessageBox::DestructiveRole);
    box->setDefaultButton(stay);
    box->setEscapeButton(stay);
    QObject::connect(go, &QPushButton::clicked, parent, leave);
    box->open();
}

void showAboutBox(QWidget *parent)
{
    auto *box = new QMessageBox(
        QMessageBox::NoIcon, QStringLiteral("About Quarterdeck"),
        QStringLiteral("Quarterdeck %1\n\nWatches a fleet's health, readiness and metrics.\n\n"
                       "Free software under the GNU General Public License, version 3 or later.")
            .arg(QCoreApplication::applicationVersion()),
        QMessageBox::Close, parent);
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

} // namespace quarterdeck
