#include "app/window/windowmain.h"

#include "app/cli/consoleoptions.h"
#include "app/cli/output.h"
#include "app/config/nearestword.h"
#include "app/journal/chronicle.h"
#include "app/observability/metricslistener.h"
#include "app/recording/recorder.h"
#include "app/session/fleetsession.h"
#include "app/session/sessiontelemetry.h"
#include "app/window/mainwindow.h"
#include "app/window/turnlog.h"
#include "app/window/windowoptions.h"
#include "app/window/windowsettings.h"
#include "models/items/incidenttext.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QFileInfo>
#include <QImage>
#include <QSet>
#include <QTimer>

#include <functional>

namespace quarterdeck {

namespace {

constexpr int exitNoDisplay = 3;
constexpr int exitNoPicture = 1;
constexpr QSize pictureSize{1680, 1020}; ///< the screen of the offscreen platform is smaller than anyone's
constexpr int exitNoFleet = 3;           ///< the picture shows what is wrong with the configuration

/// Qt ends the process when there is no display; this says it in words first.
bool displayMissing()
{
    return qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM") && qEnvironmentVariableIsEmpty("DISPLAY") &&
           qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY");
}

/// A configuration that cannot be used leaves an empty fleet whose files are followed: the window says what
/// is wrong and goes on by itself once it is mended.
Configuration emptyConfiguration(const QString &path, const ConfigurationResult &result)
{
    Configuration empty;
    empty.path = path;
    empty.fleet.name = QFileInfo(path).fileName();
    empty.files = result.files.isEmpty() ? QList<QString>{QFileInfo(path).absoluteFilePath()} : result.files;
    empty.folders = result.folders;
    return empty;
}

/// The session and the window on one configuration; replaced as a whole when another file is opened.
struct Desk
{
    std::unique_ptr<FleetSession> session;
    std::unique_ptr<SessionTelemetry> telemetry;
    std::unique_ptr<Chronicle> chronicle;
    std::unique_ptr<MainWindow> window; // destroyed before the session it shows

    /// What the command line says of the record counts more than the fleet's file.
    EventRecorder::Options recording;
    std::optional<double> keepDays;
    std::optional<double> keepMegabytes;

    [[nodiscard]] Retention retention() const
    {
        const RecordKeeping &keeping = session->configuration().record;
        return {keepDays ? std::chrono::hours(static_cast<int>(*keepDays * 24)) : keeping.age,
                keepMegabytes ? static_cast<qint64>(*keepMegabytes * 1e6) : keeping.bytes};
    }

    void open(const QString &path, WindowSettings &settings, const std::shared_ptr<ConsoleMetrics> &metrics,
              const TurnLog &turns, WindowServices services)
    {
        InstanceNumbering numbering;
        ConfigurationResult result = loadConfiguration(path, numbering);
        for (const ConfigProblem &problem : result.errors + result.warnings) {
            printMessage(problem.toString());
        }
        auto configuration = std::make_shared<const Configuration>(
            result.configuration ? *result.configuration : emptyConfiguration(path, result));
        window.reset();
        chronicle.reset(); // its store is the next one's
        telemetry.reset();
        session = std::make_unique<FleetSession>(configuration, numbering);
        session->setProblems(result.errors);
        session->watchFiles();
        telemetry =
            std::make_unique<SessionTelemetry>(*session, metrics, [&turns] { return turns.histogram(); });
        if (!recording.path.isEmpty()) {
            recording.retention = retention();
            chronicle = std::make_unique<Chronicle>(*session, recording);
            QObject::connect(session.get(), &FleetSession::configurationChanged, chronicle.get(),
                             [this] { chronicle->recorder().setRetention(retention()); });
            services.chronicle = chronicle.get();
        }
        window = std::make_unique<MainWindow>(*session, settings, services);
        window->setTurns([&turns] { return turns.histogram(); });
    }
};

QtMessageHandler otherMessages = nullptr;

/// What Qt says of the platform that a picture is taken on: there is no window to have hints, and no session
/// to have a runtime folder. Nobody can act on it; everything else is passed on.
void leaveOutPlatformNoise(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    if (message != QLatin1StringView("This plugin does not support propagateSizeHints()") &&
        !message.startsWith(QLatin1StringView("QStandardPaths: XDG_RUNTIME_DIR not set"))) {
        otherMessages(type, context, message);
    }
}

/// What --select could have meant on a page.
QList<QString> selectableNames(const Fleet &fleet, const QString &page)
{
    const bool breakers = page == QLatin1StringView("breakers");
    QSet<QString> names;
    for (const InstanceNumber number : fleet.order()) {
        const Instance *instance = fleet.instance(number);
        if (!breakers) {
            names.insert(instance->target.id.instance);
        }
        for (const BreakerReading &breaker : instance->breakers) {
            if (breakers) {
                names.insert(breaker.name);
            }
        }
    }
    return names.values();
}

} // namespace

int windowMain(int &argc, char **argv, const QStringList &arguments)
{
    const auto parsed = readWindowOptions(arguments);
    if (const auto *wrong = std::get_if<QString>(&parsed)) {
        printMessage(*wrong + QStringLiteral("; see --help"));
        return exitUsage;
    }
    const auto &options = std::get<WindowOptions>(parsed);
    if (options.helpWanted) {
        printData(windowHelp());
        return 0;
    }
    if (displayMissing()) {
        if (options.screenshot.isEmpty()) {
            printMessage(QStringLiteral("there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set). "
                                        "What works here: --screenshot FILE "
                                        "takes a picture; QT_QPA_PLATFORM=vnc serves the window over VNC; "
                                        "\"quarterdeck status\" prints the fleet"));
            return exitNoDisplay;
        }
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }

    if (!options.screenshot.isEmpty()) {
        otherMessages = qInstallMessageHandler(leaveOutPlatformNoise);
    }
    TurnLog turns(qEnvironmentVariable("QUARTERDECK_TURN_LOG"));
    MeasuredApplication application(argc, argv, turns);
    QApplication::setDesktopFileName(QStringLiteral("quarterdeck"));
    WindowSettings settings;
    Theme::instance().apply(
        application,
        themeModeFromString(options.theme.isEmpty() ? settings.value(settings::theme) : options.theme));

    const auto metrics = std::make_shared<ConsoleMetrics>();
    std::unique_ptr<MetricsListener> listener;
    if (!consoleOptions().metricsListen.isEmpty()) {
        auto listening = MetricsListener::listen(consoleOptions().metricsListen, metrics);
        if (const auto *wrong = std::get_if<QString>(&listening)) {
            printMessage(QStringLiteral("--metrics-listen: %1").arg(*wrong));
            return exitUsage;
        }
        listener = std::move(std::get<std::unique_ptr<MetricsListener>>(listening));
    }

    Recorder recorder(options.store.isEmpty() ? Recorder::standardPath() : options.store);
    const WindowServices services{&recorder, nullptr, options.readOnly};
    Desk desk;
    // A picture of a fleet leaves no trace in the user's own record, unless it is asked to.
    desk.recording.path = options.screenshot.isEmpty() ? recorder.path() : options.store;
    desk.keepDays = options.keepDays;
    desk.keepMegabytes = options.keepMegabytes;
    const std::function<void(const QString &)> open = [&](const QString &path) {
        desk.open(path, settings, metrics, turns, services);
        // Queued: the window that asks is replaced.
        QObject::connect(desk.window.get(), &MainWindow::openRequested, &application, open,
                         Qt::QueuedConnection);
        QObject::connect(desk.window.get(), &MainWindow::fleetPainted, &application,
                         [&turns] { turns.note(QStringLiteral("first fleet paint")); });
        if (options.size.isValid()) {
            desk.window->resize(options.size);
        } else if (!options.screenshot.isEmpty()) {
            desk.window->resize(pictureSize);
        }
        desk.window->show();
    };
    open(options.config.isEmpty() ? defaultConfigPath() : options.config);
    if (!options.page.isEmpty()) {
        desk.window->showPage(options.page);
    }
    if (!options.filter.isEmpty()) {
        for (const FilterError &error : desk.window->setFilter(options.filter)) {
            printMessage(
                QStringLiteral("--filter, column %1: %2").arg(error.position + 1).arg(error.message));
        }
    }
    if (!options.replay.isEmpty()) {
        // A picture shows the moment as it is known when it is taken: "10s ago" is reckoned late.
        const double wait = options.screenshot.isEmpty() ? 0 : options.after * 0.6;
        QTimer::singleShot(static_cast<int>(wait * 1000), desk.window.get(), [&] {
            desk.window->replay(*timeFromText(options.replay, std::chrono::system_clock::now()));
        });
    }
    if (!options.screenshot.isEmpty()) {
        QTimer::singleShot(static_cast<int>(options.after * 1000), &application, [&] {
            turns.finish(); // painting the picture is not part of what the user feels
            const bool saved = desk.window->grab().save(options.screenshot, "PNG");
            if (!saved) {
                printMessage(QStringLiteral("%1: the picture could not be written").arg(options.screenshot));
            }
            const bool unusable = desk.session->fleet().size() == 0 && !desk.session->problems().isEmpty();
            QCoreApplication::exit(!saved ? exitNoPicture : unusable ? exitNoFleet : 0);
        });
        if (!options.select.isEmpty()) {
            QTimer::singleShot(static_cast<int>(options.after * 500), desk.window.get(), [&] {
                if (!desk.window->select(options.select)) {
                    printMessage(QStringLiteral("--select: nothing on the page is named \"%1\"%2")
                                     .arg(options.select,
                                          didYouMean(options.select,
                                                     selectableNames(desk.session->fleet(), options.page))));
                }
            });
        }
    }
    return QApplication::exec();
}

} // namespace quarterdeck
