#include "widgets/runbooks/runbooklog.h"

#include "models/items/formatter.h"
#include "models/items/runbooklistmodel.h"
#include "widgets/theme.h"

#include <QPlainTextEdit>
#include <QScrollBar>
#include <QVBoxLayout>

namespace quarterdeck {

namespace {

QString lineOf(const LogLine &line)
{
    const auto milliseconds =
        std::chrono::duration_cast<std::chrono::milliseconds>(line.at.time_since_epoch()).count() % 1000;
    return QStringLiteral("%1.%2 %3")
        .arg(format::clock(line.at))
        .arg(milliseconds, 3, 10, QLatin1Char('0'))
        .arg(line.text);
}

/// The exact requests and commands, filled in, under the step that sends them. What is the same for the next
/// target is not said again.
QStringList actLines(const RunPlan &plan)
{
    QStringList lines;
    QString step;
    QStringList details;
    for (const PlannedAct &act : plan.acts) {
        if (act.step != step) {
            step = act.step;
            details.clear();
            lines.append(withoutPlaces(step, *plan.order.runbook));
        }
        lines.append(
            QStringLiteral("    %1%2%3")
                .arg(act.target.isEmpty() ? QString() : act.target + QStringLiteral("  "), act.text,
                     act.isOpen ? QStringLiteral("   (a value is found by an earlier step)") : QString()));
        if (act.details != details) {
            details = act.details;
            for (const QString &detail : details) {
                lines.append(QStringLiteral("        ") + detail);
            }
        }
    }
    for (const ParameterProblem &problem : plan.problems) {
        lines.append(QStringLiteral("Cannot be filled in: %1").arg(problem.message));
    }
    return lines;
}

} // namespace

RunbookLog::RunbookLog(QWidget *parent)
    : RunbookCard(QStringLiteral("runLogCard"), QStringLiteral("Log"), parent)
    , m_text(new QPlainTextEdit(this))
{
    m_text->setObjectName(QStringLiteral("runLog"));
    m_text->setAccessibleName(QStringLiteral("Log of the run"));
    m_text->setReadOnly(true);
    m_text->setMaximumBlockCount(static_cast<int>(RunProgress::maxLog));
    m_text->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    m_text->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_text->setTabChangesFocus(true);
    column()->addWidget(m_text, 1);
    const auto fonts = [this] { m_text->setFont(Theme::instance().monospace(12)); };
    connect(&Theme::instance(), &Theme::changed, this, fonts);
    fonts();
    QScrollBar *bar = m_text->verticalScrollBar();
    connect(bar, &QScrollBar::rangeChanged, this, [this, bar] {
        if (m_follows) {
            bar->setValue(bar->maximum());
        }
    });
    connect(bar, &QScrollBar::valueChanged, this,
            [this, bar](int value) { m_follows = m_isLog && value >= bar->maximum(); });
}

void RunbookLog::showText(const QString &text, bool isLog)
{
    m_isLog = isLog;
    m_follows = false;
    m_text->setPlainText(text);
    m_follows = isLog;
}

void RunbookLog::clear()
{
    showText({}, false);
    m_dryRun = false;
}

void RunbookLog::setAbout(const RunbookDefinition &runbook)
{
    setHeading(QStringLiteral("About this runbook"));
    showText(runbook.description.trimmed(), false);
}

void RunbookLog::setPreview(const RunPlan &plan)
{
    if (m_dryRun) {
        return;
    }
    QStringList lines;
    if (const QString about = plan.order.runbook->description.trimmed(); !about.isEmpty()) {
        lines = {about, {}};
    }
    if (plan.acts.isEmpty()) {
        lines.append(QStringLiteral("What will be sent is shown here once its values are known."));
    } else {
        lines += QStringList{QStringLiteral("What will be sent; nothing is yet:"), {}} + actLines(plan);
    }
    const QString text = lines.join(QLatin1Char('\n'));
    if (m_text->toPlainText() != text) {
        showText(text, false);
    }
}

void RunbookLog::showDryRun(const RunPlan &plan)
{
    m_dryRun = true;
    setHeading(QStringLiteral("Dry run"));
    showText(QStringLiteral("Dry run at %1: this is what would be sent. Nothing is.\n\n")
                     .arg(format::clock(plan.at)) +
                 actLines(plan).join(QLatin1Char('\n')),
             false);
}

void RunbookLog::setLines(const QList<LogLine> &lines, bool isOther)
{
    QStringList texts;
    for (const LogLine &line : lines) {
        texts.append(lineOf(line));
    }
    const QString text = texts.join(QLatin1Char('\n'));
    if (isOther || m_text->toPlainText() != text) {
        setHeading(QStringLiteral("Log"));
        showText(text, true);
        m_text->moveCursor(QTextCursor::End);
    }
}

void RunbookLog::append(const LogLine &line)
{
    m_text->appendPlainText(lineOf(line)); // keeps the place of whoever has scrolled up
}

QString RunbookLog::text() const
{
    return m_text->toPlainText();
}

} // namespace quarterdeck
