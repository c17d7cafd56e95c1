#include "widgets/statusline.h"

#include "models/items/formatter.h"
#include "widgets/glyphs.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

namespace quarterdeck {

class StatusLine::Lamp final : public QWidget
{
public:
    explicit Lamp(QWidget *parent) : QWidget(parent) { setFixedSize(10, 10); }
    void set(State state)
    {
        m_state = state;
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        paintState(painter, m_state, QRectF(0.5, 0.5, 9, 9));
    }

private:
    State m_state = State::Unknown;
};

namespace {

/// A line that ends in dots where there is no room for all of it: it begins with what matters.
class ProblemButton final : public QToolButton
{
public:
    using QToolButton::QToolButton;

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Theme &theme = Theme::instance();
        QPainter painter(this);
        painter.setFont(theme.font(11));
        painter.setPen(hasFocus() || underMouse() ? theme.colours().text : theme.state(State::Degraded));
        painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         painter.fontMetrics().elidedText(text(), Qt::ElideRight, width()));
    }
};

void setTone(QLabel *label, const QColor &colour)
{
    const QString sheet = QStringLiteral("font-size: 11px; color: %1;").arg(colour.name());
    if (label->styleSheet() != sheet) {
        label->setStyleSheet(sheet);
    }
}

void setText(QLabel *label, const QString &text)
{
    if (label->text() != text) {
        label->setText(text);
    }
    label->setVisible(!text.isEmpty());
}

} // namespace

StatusLine::StatusLine(QWidget *parent) : QFrame(parent)
{
    setObjectName(QStringLiteral("statusLine"));
    setAccessibleName(QStringLiteral("Condition of the console"));
    setProperty("bar", true);
    setFixedHeight(26);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(15, 0, 15, 0);
    row->setSpacing(22);
    auto *first = new QHBoxLayout;
    first->setSpacing(5);
    m_lamp = new Lamp(this);
    first->addWidget(m_lamp);
    const auto label = [this](const char *name) {
        auto *result = new QLabel(this);
        result->setObjectName(QLatin1String(name));
        result->setTextFormat(Qt::PlainText);
        return result;
    };
    m_polling = label("statusPolling");
    first->addWidget(m_polling);
    row->addLayout(first);
    m_rate = label("statusRate");
    m_late = label("statusLate");
    m_p99 = label("statusP99");
    m_own = label("statusOwnBreakers");
    m_tls = label("statusTls");
    for (QLabel *each : {m_rate, m_late, m_p99, m_own, m_tls}) {
        row->addWidget(each);
    }
    m_problem = new ProblemButton(this);
    m_problem->setObjectName(QStringLiteral("statusProblem"));
    m_problem->setAutoRaise(true);
    m_problem->setCursor(Qt::PointingHandCursor);
    m_problem->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_problem->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    connect(m_problem, &QToolButton::clicked, this, &StatusLine::problemsClicked);
    row->addWidget(m_problem, 1);
    row->addStretch(0);
    auto *console = new QToolButton(this);
    console->setObjectName(QStringLiteral("statusConsole"));
    console->setText(QStringLiteral("Console"));
    console->setToolTip(QStringLiteral("What this console does and what it costs"));
    console->setAutoRaise(true);
    console->setCursor(Qt::PointingHandCursor);
    connect(console, &QToolButton::clicked, this, &StatusLine::consoleClicked);
    row->addWidget(console);
    m_record = label("statusRecord");
    row->addWidget(m_record);
    m_configuration = label("statusConfiguration");
    row->addWidget(m_configuration);
    refresh();
}

void StatusLine::setStatus(const ConsoleStatus &status)
{
    if (!(status == m_status)) {
        m_status = status;
        refresh();
    }
}

void StatusLine::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_configuration) {
        refresh();
    }
}

void StatusLine::refresh()
{
    const ConsoleStatus &s = m_status;
    const Theme &theme = Theme::instance();
    const QColor dim = colours().dim;
    const QColor warning = theme.state(State::Degraded);
    const bool late = s.late > 0;
    m_lamp->set(!s.polling ? State::Unknown : late || !s.problems.isEmpty() ? State::Degraded : State::Up);
    const double seconds = std::chrono::duration<double>(s.interval).count();
    setText(m_polling,
            s.polling ? QStringLiteral("Polling %1 %2 every %3 s")
                            .arg(format::count(s.instances),
                                 s.instances == 1 ? QStringLiteral("instance") : QStringLiteral("instances"))
                            .arg(seconds)
                      : QStringLiteral("Not polling"));
    setTone(m_polling, dim);
    setText(m_rate,
            s.polling ? QStringLiteral("%1 probes/s").arg(format::rate(s.probesPerSecond)) : QString());
    setTone(m_rate, dim);
    setText(m_late, s.polling ? QStringLiteral("Late %1").arg(format::count(static_cast<qint64>(s.late)))
                              : QString());
    setTone(m_late, late ? warning : dim);
    setText(m_p99, s.polling && s.p99Probe.count() > 0
                       ? QStringLiteral("p99 probe %1")
                             .arg(format::latency(std::chrono::duration<double>(s.p99Probe).count()))
                       : QString());
    setTone(m_p99, dim);
    QString own;
    if (s.ownBreakersOpen > 0) {
        own = QStringLiteral("Own breakers: %1 open")
                  .arg(format::count(static_cast<qint64>(s.ownBreakersOpen)));
    }
    if (s.shed > 0) {
        own += (own.isEmpty() ? QString() : QStringLiteral(" · ")) +
               QStringLiteral("shed %1").arg(format::count(static_cast<qint64>(s.shed)));
    }
    const bool scarce = s.connectionsWanted > s.connectionLimit;
    if (scarce) {
        own += (own.isEmpty() ? QString() : QStringLiteral(" · ")) +
               QStringLiteral("%1 connections for %2 targets")
                   .arg(format::count(static_cast<qint64>(s.connectionLimit)),
                        format::count(static_cast<qint64>(s.connectionsWanted)));
    }
    setText(m_own, own);
    setTone(m_own, s.shed > 0 || scarce ? warning : dim);
    m_own->setToolTip(scarce ? QStringLiteral("The limit on open files leaves fewer connections than the "
                                              "fleet has targets: the others are opened anew for each "
                                              "interval, which costs more. Raise it (ulimit -n, or "
                                              "LimitNOFILE= in a unit) and start again.")
                             : QString());
    setText(m_tls, s.unverifiedTls);
    setTone(m_tls, warning);

    m_problem->setVisible(!s.problems.isEmpty());
    if (!s.problems.isEmpty()) {
        const QString more =
            s.problems.size() > 1 ? QStringLiteral(" (+%1)").arg(s.problems.size() - 1) : QString();
        m_problem->setText(s.problems.first() + more);
        m_problem->setAccessibleName(s.problems.first());
        QList<QString> escaped;
        for (const QString &problem : s.problems) {
            escaped.append(problem.toHtmlEscaped());
        }
        m_problem->setToolTip(
            QStringLiteral("<p>%1</p>").arg(QStringList(escaped).join(QStringLiteral("<br>"))));
    }
    setText(m_record, s.recordWord);
    setTone(m_record, s.recordWord.isEmpty() || s.recordWord == QStringLiteral("Recording") ? dim : warning);
    setText(m_configuration, s.configuration);
    setTone(m_configuration, dim);
}

} // namespace quarterdeck
