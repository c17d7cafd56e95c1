#include "app/window/incidentswindowpage.h"

#include "app/journal/chronicle.h"
#include "app/window/incidentcommands.h"
#include "app/window/incidentnews.h"
#include "models/items/incidenttext.h"
#include "widgets/charts/chartstack.h"
#include "widgets/charts/timeaxis.h"
#include "widgets/clock.h"
#include "widgets/filterline.h"
#include "widgets/incidents/incidentfacts.h"
#include "widgets/incidents/incidentforms.h"
#include "widgets/incidents/incidenthead.h"
#include "widgets/incidents/incidentlanespanel.h"
#include "widgets/incidents/incidentlistpanel.h"
#include "widgets/incidents/incidentspage.h"
#include "widgets/incidents/incidenttimeline.h"

#include <QLineEdit>
#include <QListView>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

using namespace std::chrono_literals;

constexpr int seenAfter = 2;    ///< seconds for which it was in front
constexpr int readEvery = 2;    ///< seconds, while another console records
constexpr int chartsEvery = 10; ///< seconds, while it goes on: points come as often
constexpr qsizetype manyEvents = 5000;
constexpr int lanesEvery = 5; ///< seconds, while it goes on

} // namespace

IncidentsWindowPage::IncidentsWindowPage(Chronicle &chronicle, IncidentNews &news, WindowSettings &settings,
                                         Mode mode, QObject *parent)
    : WindowPage(parent)
    , m_chronicle(chronicle)
    , m_news(news)
    , m_settings(settings)
    , m_reading(chronicle.recorder())
    , m_page(new IncidentsPage(m_list))
    , m_lanes(new IncidentLanesPanel)
    , m_timeline(new IncidentTimeline(m_events))
    , m_commands(new IncidentCommands({chronicle, news, m_list, m_reading, *m_page, *m_timeline}, mode, this))
{
    m_page->setLanes(m_lanes);
    m_lanes->shareAxis(*m_page->axis());
    m_lanes->alignCharts(*m_page->charts());
    m_page->charts()->setRangesShown(false);
    m_page->setNothing(u"Reading the record…"_s);
    m_seen.restore(settings.value(settings::incidentsSeen), chronicle.recorder().path());
    m_lanesSoon.setSingleShot(true);
    m_lanesSoon.setInterval(300ms);
    connectPage();
    connectReading();
    connect(&chronicle, &Chronicle::changed, this, &IncidentsWindowPage::note);
    connect(&news, &IncidentNews::snoozedChanged, this, [this] {
        m_list.setSnoozed(m_news.snoozed(), recordNow());
        showCurrent();
    });
    m_list.setSnoozed(news.snoozed(), recordNow());
    m_list.apply(chronicle.book().active(), recordNow());
    chronicle.recorder().opened().then(this, [this](const RecordedBefore &) { m_reading.askList(); });
    m_commands->showRights();
}

IncidentsWindowPage::~IncidentsWindowPage()
{
    // The window may have taken its parts by now, or not.
    m_list.disconnect();
    m_events.disconnect();
}

QWidget *IncidentsWindowPage::widget() const
{
    return m_page;
}

QWidget *IncidentsWindowPage::details() const
{
    return m_timeline;
}

FilterLine *IncidentsWindowPage::filterLine() const
{
    return m_page->list()->filterLine();
}

QString IncidentsWindowPage::count() const
{
    const int open = m_list.count(IncidentState::Open);
    const int unseen = m_list.unseenCount();
    return unseen > 0 ? u"%1 ●"_s.arg(open) : QString::number(open);
}

void IncidentsWindowPage::connectPage()
{
    IncidentListPanel *list = m_page->list();
    connect(list, &IncidentListPanel::picked, this, &IncidentsWindowPage::open);
    connect(list, &IncidentListPanel::activated, this, [this](IncidentNumber number) {
        open(number);
        Q_EMIT detailsWanted();
        m_timeline->list()->setFocus();
    });
    connect(list, &IncidentListPanel::wordsChanged, &m_reading, &IncidentReading::askWords);
    connect(list, &IncidentListPanel::moreWanted, this, [this] { m_reading.askList(m_list.oldest()); });
    connect(list, &IncidentListPanel::filterTextChanged, this, &WindowPage::filterTextChanged);
    connect(m_page->head(), &IncidentHead::commandWanted, this, [this](CommandId command) { run(command); });
    connect(m_page->forms(), &IncidentForms::given, this, &IncidentsWindowPage::showCurrent);
    connect(m_page->forms(), &IncidentForms::closed, list, qOverload<>(&QWidget::setFocus));
    connect(m_timeline, &IncidentTimeline::eventPicked, this, [this](qint64 number) {
        m_lanes->view()->setCurrentEvent(number);
        Q_EMIT situationChanged();
    });
    connect(m_lanes->view(), &IncidentLanesView::eventPicked, this, [this](qint64 number) {
        m_timeline->setCurrentEvent(number);
        Q_EMIT situationChanged();
    });
    connect(&m_lanesSoon, &QTimer::timeout, this, &IncidentsWindowPage::showLanes);
    connect(m_commands, &IncidentCommands::situationChanged, this, &WindowPage::situationChanged);
    connect(m_commands, &IncidentCommands::news, this, &IncidentsWindowPage::news);
    connect(m_commands, &IncidentCommands::done, this, [this](IncidentNumber number) {
        m_seen.markSeen(number);
        if (!m_chronicle.isRecording()) { // it was done elsewhere
            m_reading.askList();
            m_reading.askIncident(m_current);
        }
        Q_EMIT situationChanged();
    });
}

void IncidentsWindowPage::connectReading()
{
    connect(&m_reading, &IncidentReading::listed, this,
            [this](const QList<Incident> &incidents, const QHash<IncidentNumber, qint64> &last,
                   qint64 lastEvent, bool more) {
                if (!m_seen.hasBegun()) {
                    m_seen.beginWith(lastEvent);
                }
                for (auto it = last.begin(); it != last.end(); ++it) {
                    m_seen.noteLast(it.key(), it.value());
                }
                m_isRead = true;
                m_page->list()->setMoreAvailable(more);
                take(incidents);
                showSeen();
                if (!m_wanted.isEmpty()) {
                    select(std::exchange(m_wanted, {}));
                } else if (!m_current && m_list.rowCount() > 0) {
                    open(m_list.at(0).key());
                }
                m_page->setNothing(u"No incident is chosen."_s);
            });
    connect(
        &m_reading, &IncidentReading::incidentRead, this,
        [this](IncidentNumber number, const std::optional<Incident> &incident, const QList<Event> &events) {
            if (number != m_current) {
                return;
            }
            if (incident && !m_chronicle.book().incident(number)) {
                m_list.apply({*incident}, recordNow()); // the book knows newer
            }
            m_events.setEvents(number, events);
            m_events.setSeenUpTo(m_seen.seenUpTo(number));
            m_timeline->setReading(false);
            showCurrent();
            showLanes();
            showCharts();
        });
    connect(&m_reading, &IncidentReading::lanesMade, this,
            [this](IncidentNumber number, const IncidentLanes &lanes) {
                if (number == m_current) {
                    m_lanes->setLanes(lanes, m_current);
                }
            });
    connect(&m_reading, &IncidentReading::chartsMade, this,
            [this](IncidentNumber number, const QList<ChartContent> &charts) {
                if (number == m_current) {
                    m_page->charts()->setContents(charts, m_page->axis()->now());
                }
            });
    connect(&m_reading, &IncidentReading::wordsFound, this, [this](const QSet<IncidentNumber> &found) {
        m_list.setFound(found, recordNow());
        m_page->list()->showCounts();
    });
}

void IncidentsWindowPage::note(const IncidentChanges &changes)
{
    if (m_chronicle.recorder().status().mode == RecordingStatus::Mode::Reading) {
        return; // what counts is what the other console records
    }
    for (const auto &[from, to] : changes.renumbered) {
        m_list.forget(from, recordNow());
        m_seen.forget(from);
        if (m_current == from) {
            m_current = {};
            open(to);
        }
    }
    m_seen.note(changes, m_commands->person());
    m_events.add(changes);
    take(changes.incidents);
    showSeen();
    const bool isOther = std::any_of(changes.moved.begin(), changes.moved.end(), [this](const auto &move) {
        return move.from == m_current || move.to == m_current;
    });
    const bool grew = std::any_of(changes.incidents.begin(), changes.incidents.end(),
                                  [this](const Incident &one) { return one.number == m_current; });
    if (m_current && (isOther || (!changes.attached.isEmpty() && grew))) {
        readAgain();
    } else if (grew && m_page->isVisible() && !m_lanesSoon.isActive()) {
        // The first change arms it, later ones ride along.
        m_lanesSoon.start(m_events.all().size() > manyEvents ? 2s : 300ms);
    }
    if (!m_current && m_isRead && m_list.rowCount() > 0) {
        open(m_list.at(0).key());
        readAgain(); // what led to it is being written
    }
}

void IncidentsWindowPage::take(const QList<Incident> &incidents)
{
    if (incidents.isEmpty()) {
        return;
    }
    m_list.apply(incidents, recordNow());
    m_page->list()->showCounts();
    for (const Incident &one : incidents) {
        if (one.number == m_current) {
            showCurrent();
        }
    }
    Q_EMIT incidentsChanged();
    Q_EMIT situationChanged();
}

/// What was moved or attached is in the record a quarter of a second later.
void IncidentsWindowPage::readAgain()
{
    QTimer::singleShot(600ms, this, [this, number = m_current] {
        if (number == m_current) {
            m_reading.askIncident(number);
        }
    });
}

void IncidentsWindowPage::open(IncidentNumber number)
{
    m_page->list()->setCurrent(number);
    if (number == m_current || !number) {
        return;
    }
    m_current = number;
    m_commands->setCurrent(number);
    m_lookedAt = 0;
    m_page->forms()->close();
    m_page->head()->setDone({}, false);
    m_events.setEvents(number, {});
    m_events.setSeenUpTo(m_seen.seenUpTo(number));
    m_timeline->setReading(true);
    m_lanes->setLanes({}, number);
    m_page->charts()->setContents({}, m_page->axis()->now());
    showCurrent();
    m_reading.askIncident(number);
    Q_EMIT situationChanged();
}

std::pair<WallTime, WallTime> IncidentsWindowPage::span(const Incident &incident) const
{
    const WallTime end = incident.clock.resolved.value_or(
        incident.isActive() ? recordNow() : incident.clock.mitigated.value_or(recordNow()));
    return {incident.clock.started - 5min, std::min(end + 5min, recordNow())};
}

void IncidentsWindowPage::showCurrent()
{
    const Incident *current = incident();
    m_page->setIncidentShown(current != nullptr);
    if (!current) {
        return;
    }
    const WallTime now = recordNow();
    std::optional<WallTime> snoozed;
    if (const auto it = m_news.snoozed().constFind(m_current); it != m_news.snoozed().constEnd()) {
        snoozed = *it;
    }
    m_page->head()->setIncident(*current, snoozed, now);
    m_page->facts()->setFacts(incidentFigures(*current, now), incidentFacts(*current));
}

void IncidentsWindowPage::showLanes()
{
    if (const Incident *current = incident()) {
        m_reading.askLanes(*current, m_events.all(), recordNow());
    }
}

void IncidentsWindowPage::showCharts()
{
    if (const Incident *current = incident()) {
        const auto [from, to] = span(*current);
        m_reading.askCharts(*current, from, to);
    }
}

void IncidentsWindowPage::tick(SteadyTime)
{
    ++m_seconds;
    m_commands->showRights();
    if (m_chronicle.recorder().status().mode == RecordingStatus::Mode::Reading &&
        m_seconds % readEvery == 0) {
        m_reading.askList();
        if (m_current && m_page->isVisible()) {
            m_reading.askIncident(m_current);
        }
    }
    m_list.tick(recordNow());
    if (!m_page->isVisible()) {
        m_lookedAt = 0;
        return;
    }
    showCurrent();
    const Incident *current = incident();
    if (current && current->isActive()) {
        if (m_seconds % chartsEvery == 0) {
            showCharts();
        }
        if (m_seconds % lanesEvery == 0) {
            showLanes();
        }
    }
    noteSeen();
}

/// What is in front of a window that is in use is being looked at.
void IncidentsWindowPage::noteSeen()
{
    m_lookedAt = m_current && m_page->isActiveWindow() ? m_lookedAt + 1 : 0;
    if (m_lookedAt >= seenAfter && m_seen.markSeen(m_current)) {
        showSeen();
        Q_EMIT incidentSeen(m_current);
    }
}

void IncidentsWindowPage::showSeen()
{
    m_list.setUnseen(m_seen.unseen(), recordNow());
    m_page->list()->showCounts();
}

bool IncidentsWindowPage::run(CommandId command)
{
    if (command != CommandId::MarkSeen) {
        return m_commands->run(command);
    }
    m_seen.markAllSeen();
    m_events.setSeenUpTo(m_seen.seenUpTo(m_current));
    showSeen();
    return true;
}

void IncidentsWindowPage::describe(CommandSituation &situation) const
{
    m_commands->describe(situation);
    situation.unseenChanges = situation.unseenChanges || !m_seen.unseen().isEmpty();
}

bool IncidentsWindowPage::select(const QString &name)
{
    bool isNumber = false;
    const IncidentNumber number{name.toLongLong(&isNumber)};
    if (isNumber && m_list.find(number)) {
        open(number);
        return true;
    }
    for (int row = 0; row < m_list.rowCount(); ++row) {
        const Incident &one = m_list.at(row).incident;
        if (one.title == name || one.services.contains(name)) {
            open(one.number);
            return true;
        }
    }
    if (!m_isRead) {
        m_wanted = name;
    }
    return !m_isRead;
}

void IncidentsWindowPage::shown()
{
    m_page->setFocus();
    m_lookedAt = 0;
    showCurrent();
    showLanes();
    showCharts();
}

void IncidentsWindowPage::restoreLayout(const WindowSettings &from)
{
    m_page->restoreLayout(from.value(settings::incidentsPage));
    filterLine()->setFilterText(from.value(settings::incidentsFilter));
}

void IncidentsWindowPage::saveLayout(WindowSettings &into) const
{
    into.set(settings::incidentsPage, m_page->saveLayout());
    into.set(settings::incidentsFilter, filterLine()->text());
    if (m_seen.hasBegun()) {
        into.set(settings::incidentsSeen, m_seen.toLines(m_chronicle.recorder().path()));
    }
}

} // namespace quarterdeck
