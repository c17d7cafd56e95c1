#include "app/window/mainwindow.h"

#include "widgets/fleet/filterline.h"
#include "widgets/fleet/fleetmap.h"
#include "widgets/fleet/fleetpage.h"

#include <QCloseEvent>
#include <QTimer>

namespace quarterdeck {

namespace {

SteadyTime steadyNow()
{
    return std::chrono::steady_clock::now();
}

} // namespace

MainWindow::MainWindow(FleetSession &session, WindowSettings &settings, QWidget *parent)
    : QMainWindow(parent)
    , m_session(session)
    , m_settings(settings)
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(QStringLiteral("%1 - Quarterdeck").arg(session.fleet().definition().name));
    m_page = new FleetPage(session.fleet(), steadyNow, this);
    setCentralWidget(m_page);
    m_page->map()->viewport()->installEventFilter(this);

    FleetChanges all;
    all.replaced = true;
    m_page->apply(all, steadyNow());
    m_page->restoreLayout(m_settings.value(settings::fleetPage));
    restoreGeometry(m_settings.value(settings::windowGeometry));

    connect(&session, &FleetSession::changed, this, &MainWindow::apply);
}

MainWindow::~MainWindow() = default;

void MainWindow::setFilter(const QString &text)
{
    m_page->filterLine()->setFilterText(text);
}

void MainWindow::selectInstance(const QString &name)
{
    for (const InstanceNumber number : m_session.fleet().order()) {
        if (m_session.fleet().instance(number)->target.id.instance == name) {
            m_page->setCurrent(number);
            return;
        }
    }
}

void MainWindow::apply(const FleetChanges &changes)
{
    m_page->apply(changes, steadyNow());
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    m_settings.set(settings::windowGeometry, saveGeometry());
    m_settings.set(settings::fleetPage, m_page->saveLayout());
    event->accept();
}

bool MainWindow::eventFilter(QObject *watched, QEvent *event)
{
    if (!m_painted && event->type() == QEvent::Paint) {
        m_painted = true;
        QTimer::singleShot(0, this, &MainWindow::fleetPainted);
    }
    return QMainWindow::eventFilter(watched, event);
}

} // namespace quarterdeck
