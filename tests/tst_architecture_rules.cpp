#include "tests/tst_architecture_rules.h"

#include <QFileInfo>
#include <QLibraryInfo>
#include <QRegularExpression>
#include <QSet>

using namespace Qt::StringLiterals;

namespace quarterdeck::architecture {

namespace {

enum class Room : quint8 { Models, App, AppWindow, Widgets, Tests, Other };

Room roomOf(const QString &path)
{
    if (path.startsWith(u"models/"_s)) {
        return Room::Models;
    }
    if (path.startsWith(u"app/window/"_s) || path == u"app/main.cpp"_s) {
        return Room::AppWindow;
    }
    if (path.startsWith(u"app/"_s)) {
        return Room::App;
    }
    if (path.startsWith(u"widgets/"_s)) {
        return Room::Widgets;
    }
    return path.startsWith(u"tests/"_s) ? Room::Tests : Room::Other;
}

/// Which Qt modules have a header of this name: asked of the installed Qt, so that no list here gets old.
QStringList qtModulesOf(const QString &header)
{
    static const QString root = QLibraryInfo::path(QLibraryInfo::HeadersPath);
    static const QStringList modules{u"QtCore"_s,       u"QtGui"_s,       u"QtWidgets"_s, u"QtNetwork"_s,
                                     u"QtSql"_s,        u"QtSvg"_s,       u"QtCharts"_s,  u"QtTest"_s,
                                     u"QtConcurrent"_s, u"QtSvgWidgets"_s};
    const QString module = header.section(u'/', 0, 0);
    if (modules.contains(module)) {
        return {module};
    }
    QStringList found;
    for (const QString &candidate : modules) {
        if (QFileInfo::exists(root + u'/' + candidate + u'/' + header)) {
            found.append(candidate);
        }
    }
    return found;
}

/// Parts of Qt Core that touch threads, timers, files, processes or the system.
bool isOutsideWorldOfQtCore(const QString &header)
{
    static const QRegularExpression pattern(
        u"^(QtCore/)?(Q(Timer|BasicTimer|ChronoTimer|TimerEvent|Thread\\w*|Mutex\\w*|ReadWriteLock|Semaphore|"
        "WaitCondition|Future\\w*|Promise|File\\w*|SaveFile|Dir\\w*|Temporary\\w*|Process\\w*|Settings|"
        "StandardPaths|StorageInfo|LockFile|Library|PluginLoader|SocketNotifier|SharedMemory|SystemSemaphore|"
        "ElapsedTimer|DeadlineTimer|EventLoop|CoreApplication)|QtConcurrent\\w*)$"_s);
    return pattern.match(header).hasMatch();
}

bool isThreadHeader(const QString &header)
{
    static const QRegularExpression pattern(
        u"^((QtCore/"
        u")?Q(Thread\\w*|Mutex\\w*|ReadWriteLock|Semaphore|WaitCondition|Future\\w*|Promise)|QtConcurrent.*|"
        "thread|mutex|shared_mutex|condition_variable|future|semaphore|barrier|latch|stop_token|pthread\\.h)$"_s);
    return pattern.match(header).hasMatch();
}

/// Why a room may not include this header between angle brackets; empty when it may.
QString reasonAgainstLibrary(Room room, const QString &header)
{
    const QStringList modules = qtModulesOf(header);
    const auto isOf = [&modules](std::initializer_list<QString> names) {
        return std::any_of(names.begin(), names.end(),
                           [&](const QString &name) { return modules.contains(name); });
    };
    switch (room) {
    case Room::Models: {
        if (!modules.isEmpty() && !modules.contains(u"QtCore"_s)) {
            return u"models/ uses no Qt module but Core"_s;
        }
        if (isOutsideWorldOfQtCore(header) || isThreadHeader(header)) {
            return u"models/ has no threads, timers, files or event loops"_s;
        }
        static const QRegularExpression system(
            u"^(fstream|filesystem|cstdio|iostream|ctime|csignal|sys/.*|unistd\\.h|fcntl\\.h|netinet/.*|arpa/.*)$"_s);
        if (system.match(header).hasMatch()) {
            return u"models/ has no files, sockets or wall clock"_s;
        }
        static const QRegularExpression foreign(u"^(?!prometheus/|re2/|fast_float/)\\w[\\w+-]*/"_s);
        if (modules.isEmpty() && foreign.match(header).hasMatch()) {
            return u"models/ uses prometheus-cpp core, RE2 and fast_float, no other library"_s;
        }
        return {};
    }
    case Room::Widgets:
        if (isOf({u"QtNetwork"_s, u"QtSql"_s})) {
            return u"widgets/ uses neither Qt Network nor Qt Sql"_s;
        }
        if (isThreadHeader(header)) {
            return u"widgets/ has no threads"_s;
        }
        if (header.startsWith(u"boost/"_s) || header.startsWith(u"yaml-cpp/"_s) ||
            header.startsWith(u"openssl/"_s)) {
            return u"widgets/ uses Qt and models/ only"_s;
        }
        return {};
    case Room::App:
        return isOf({u"QtWidgets"_s, u"QtCharts"_s, u"QtSvgWidgets"_s})
                   ? u"in app/, only app/window/ and main.cpp know Qt Widgets"_s
                   : QString();
    case Room::AppWindow:
    case Room::Tests:
    case Room::Other:
        return {};
    }
    return {};
}

/// Why a room may not include this file of ours; empty when it may.
QString reasonAgainstOwn(Room room, const QString &included)
{
    if (included.endsWith(u".moc"_s)) {
        return {};
    }
    const Room other = roomOf(included);
    if (room == Room::Tests && !included.contains(u'/')) {
        return {}; // what a folder's tests share among themselves
    }
    if (other == Room::Other) {
        return u"an include of ours is written from the top of the tree"_s;
    }
    switch (room) {
    case Room::Models:
        return other == Room::Models ? QString() : u"models/ knows no other room"_s;
    case Room::Widgets:
        return other == Room::Models || other == Room::Widgets ? QString() : u"widgets/ knows models/ only"_s;
    case Room::App:
        return other == Room::Widgets     ? u"in app/, only app/window/ and main.cpp know widgets/"_s
               : other == Room::AppWindow ? u"app/window/ is the outermost place; nothing in app/ knows it"_s
               : other == Room::Tests     ? u"the program does not know its tests"_s
                                          : QString();
    case Room::AppWindow:
        return other == Room::Tests ? u"the program does not know its tests"_s : QString();
    case Room::Tests:
    case Room::Other:
        return {};
    }
    return {};
}

QList<Breach> matches(const QString &path, const QString &source, const QString &pattern, const QString &rule)
{
    QList<Breach> found;
    const QRegularExpression expression(pattern);
    const QStringList lines = source.split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (expression.match(lines.at(i)).hasMatch()) {
            found.append({path, int(i) + 1, lines.at(i).trimmed(), rule});
        }
    }
    return found;
}

} // namespace

QString Breach::toString() const
{
    return u"%1:%2: %3   (%4)"_s.arg(path).arg(line).arg(text, rule);
}

QString withoutComments(const QString &source)
{
    // In order: raw strings, strings and characters (1'000 holds none), whose contents are no code; comments.
    static const QRegularExpression token(
        uR"x((R"(\w*)\(.*?\)\2")|("(?:[^"\\\n]|\\.)*")|((?<![0-9A-Fa-f])'(?:[^'\\\n]|\\.)+')|(//[^\n]*)|(/\*.*?\*/))x"_s,
        QRegularExpression::DotMatchesEverythingOption);
    QString result;
    qsizetype from = 0;
    auto it = token.globalMatch(source);
    while (it.hasNext()) {
        const QRegularExpressionMatch match = it.next();
        result += QStringView(source).mid(from, match.capturedStart() - from);
        result += match.hasCaptured(5) || match.hasCaptured(6) ? u""_s : u"\"\""_s;
        result += QString(match.captured().count(u'\n'), u'\n');
        from = match.capturedEnd();
    }
    return result + source.mid(from);
}

QList<Breach> forbiddenIncludes(const QString &path, const QString &source)
{
    static const QRegularExpression include(u"^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]"_s);
    QList<Breach> found;
    const Room room = roomOf(path);
    const QStringList lines = source.split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QRegularExpressionMatch match = include.match(lines.at(i));
        if (!match.hasMatch()) {
            continue;
        }
        const QString reason = match.captured(1) == u"<"_s ? reasonAgainstLibrary(room, match.captured(2))
                                                           : reasonAgainstOwn(room, match.captured(2));
        if (!reason.isEmpty()) {
            found.append({path, int(i) + 1, lines.at(i).trimmed(), reason});
        }
    }
    return found;
}

QList<Breach> forbiddenCalls(const QString &path, const QString &source)
{
    const QString code = withoutComments(source);
    QList<Breach> found;
    const Room room = roomOf(path);
    if (room == Room::Models) {
        found += matches(path, code,
                         u"\\b(currentDateTime(Utc)?|currentDate|currentTime|current(M)?SecsSinceEpoch)\\b"_s,
                         u"models/ are told the time"_s);
        found += matches(
            path, code,
            u"_clock::now\\b|\\b(clock_gettime|gettimeofday|time)\\s*\\(\\s*(nullptr|NULL|0)?\\s*\\)"_s,
            u"models/ are told the time"_s);
        found += matches(path, code, u"\\b(startTimer|singleShot)\\s*\\("_s, u"models/ have no timers"_s);
        found += matches(path, code, u"\\b(qgetenv|qEnvironmentVariable\\w*|getenv)\\b"_s,
                         u"models/ do not look at the machine"_s);
    }
    if (room == Room::Tests && !path.startsWith(u"tests/bench/"_s)) {
        // Written in two halves, so that this file does not hold the words that it looks for.
        found += matches(path, code,
                         u"\\bQ"
                         "SKIP\\b|\\bQEXPECT"
                         "_FAIL\\b"_s,
                         u"a test runs or fails, it is not skipped"_s);
        found += matches(path, code,
                         u"QVERIFY\\((tr"
                         "ue|1)\\)"_s,
                         u"an assertion that cannot fail"_s);
        found += matches(path, code,
                         u"\\bq(Wa"
                         "it|Sle"
                         "ep)\\s*\\(|\\bsleep_(for|until)\\b|\\b(u|nano|m)?sleep\\s*\\("_s,
                         u"tests wait for a condition, not for a time"_s);
    }
    if (room != Room::Tests) {
        found += matches(path, code, u"\\b(processEvents|terminate)\\s*\\("_s,
                         u"no nested event loops, no terminated threads"_s);
    }
    return found;
}

QList<Breach> forbiddenCMake(const QString &path, const QString &source)
{
    QString code = source;
    code.remove(QRegularExpression(u"#[^\\n]*"_s));
    QList<Breach> found =
        matches(path, code,
                u"^\\s*(include_directories|link_libraries|link_directories|add_definitions|"
                "add_compile_definitions)\\s*\\("_s,
                u"every target says itself what it uses"_s);
    const Room room = roomOf(path);
    if (room == Room::Models) {
        found += matches(
            path, code,
            u"Qt6::(?!Core\\b)\\w+|\\b(Boost|OpenSSL|ZLIB|YAMLCPP|yaml-cpp|Threads)\\b|prometheus-cpp::(?!core\\b)\\w+"_s,
            u"models/ link Qt Core, prometheus-cpp core, RE2 and fast_float"_s);
    }
    if (room == Room::Widgets) {
        found += matches(
            path, code,
            u"Qt6::(Network|Sql|Concurrent)|\\b(Boost|OpenSSL|ZLIB|YAMLCPP|yaml-cpp|config|polling|cli|window|simfleet_core|session|recording|running|upstream)\\b"_s,
            u"widgets/ link models, Qt Widgets, Charts and Svg"_s);
    }
    if (room == Room::App && path != u"app/CMakeLists.txt"_s) {
        found += matches(path, code, u"Qt6::(Widgets|Charts|SvgWidgets)|^\\s*.*\\bwidgets\\b"_s,
                         u"in app/, only app/window/ and main.cpp link Qt Widgets"_s);
    }
    return found;
}

} // namespace quarterdeck::architecture
