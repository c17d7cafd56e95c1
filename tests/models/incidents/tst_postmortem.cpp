#include "models/incidents/postmortem.h"

#include "models/incidents/postmortemtext.h"

#include <QJsonArray>
#include <QTest>
#include <QXmlStreamReader>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using namespace std::chrono_literals;

class TestPostmortem : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void markdownHoldsTheFacts();
    void followUpsAreCollected();
    void lanesEndWithTheStory();
    void hostileTextIsText_data();
    void hostileTextIsText();
    void theFleetsLongTextsAreCut();
    void aStormIsToldInShort();
    void htmlLoadsNothing();
    void csvIsOneRowAnEvent();
    void jsonHoldsEverything();
};

namespace {

Postmortem facts(const QString &name)
{
    Postmortem made;
    Incident &incident = made.incident;
    incident.fleet = u"prod"_s;
    incident.number = {231};
    incident.title = name + u" down"_s;
    incident.services = {name, u"checkout"_s};
    incident.ruleText = u"1 of 3 down for 30 s"_s;
    incident.clusters = {u"eu-west"_s};
    incident.instances = {{name + u"/pg1"_s, name}};
    incident.clock.started = WallTime(std::chrono::seconds(1795270521));
    incident.clock.detected = incident.clock.started + 31s;
    incident.clock.acknowledged = incident.clock.started + 91s;
    incident.clock.mitigated = incident.clock.started + 166s;
    incident.acknowledgedBy = u"ana"_s;
    incident.commander = u"ana"_s;
    incident.rto = 300s;
    incident.failedRequests = {{u"checkout"_s, 18400}};
    Event event;
    event.number = 1;
    event.happened = incident.clock.started;
    event.recorded = incident.clock.started + 5min;
    event.subject = name + u"/pg1"_s;
    event.service = name;
    event.from = u"up"_s;
    event.to = u"down"_s;
    event.reason = name;
    event.source = u"probe"_s;
    event.inferred = true;
    made.events = {event};
    made.actions = {{12, u"switch over "_s + name, u"ana"_s, u"succeeded"_s, incident.clock.started + 100s,
                     incident.clock.started + 106s}};
    made.errorRatios = {
        {name, {{incident.clock.started - 10s, 0.004}, {incident.clock.started + 10s, 0.86}}}};
    made.written = incident.clock.started + 1h;
    return made;
}

} // namespace

void TestPostmortem::markdownHoldsTheFacts()
{
    const QString text = postmortemMarkdown(facts(u"orders-db"_s));
    for (const QString &fact :
         {u"# Postmortem: incident 231, orders-db down"_s, u"All times are UTC"_s, u"| Fleet | prod |"_s,
          u"| Started | 2026-11-21 14:15:21 |"_s, u"31 s \\(TTD\\)"_s,
          u"1 min 00 s \\(TTA, from detection\\) by ana"_s, u"2 min 46 s \\(TTM\\)"_s,
          u"| Resolved | not yet |"_s, u"RTO objective 5 min 00 s | met"_s, u"checkout: 18400"_s,
          u"(recorded 2026-11-21 14:20:21)"_s, u"inferred"_s,
          u"| 12 | switch over orders-db | ana | 2026-11-21 14:17:01 | 6 s | succeeded |"_s,
          u"86.0 % at most"_s, u"## Causes"_s, u"## Lessons"_s, u"## Follow-ups"_s}) {
        QVERIFY2(text.contains(fact), qPrintable(fact + u"\n\n"_s + text));
    }
}

void TestPostmortem::followUpsAreCollected()
{
    Postmortem made = facts(u"orders-db"_s);
    Event note;
    note.happened = made.incident.clock.started + 5min;
    note.kind = EventKind::Note;
    note.source = u"ana"_s;
    note.reason = u"PG1 was gone.\nFollow-up: rebuild pg1 before 18:00\n- [ ] <b>tell</b> the vendor"_s;
    made.events.append(note);
    made.events.first().pinned = true;
    QCOMPARE(followUpTexts(made),
             (QStringList{u"pinned: orders-db/pg1 up → down: orders-db (2026-11-21 14:15:21)"_s,
                          u"rebuild pg1 before 18:00 (ana, 2026-11-21 14:20:21)"_s,
                          u"<b>tell</b> the vendor (ana, 2026-11-21 14:20:21)"_s}));
    QVERIFY(postmortemMarkdown(made).contains(u"- [ ] rebuild pg1 before 18:00 \\(ana"_s));
    QVERIFY(postmortemHtml(made).contains(u"<li>&lt;b&gt;tell"_s));
    QCOMPARE(postmortemJson(made).value(u"follow_ups"_s).toArray().size(), 3);
}

void TestPostmortem::lanesEndWithTheStory()
{
    Postmortem made = facts(u"orders-db"_s);
    made.incident.clock.resolved = made.incident.clock.started + 1h; // after a long quiet time
    const WallTime mitigated = *made.incident.clock.mitigated;
    QVERIFY(lanesOfStory(made).to == mitigated + 1min);
    Event note;
    note.kind = EventKind::Note;
    note.happened = mitigated + 20min;
    made.events.append(note);
    QVERIFY(lanesOfStory(made).to > note.happened);
    made.incident.clock.mitigated.reset(); // and while it goes on they go on
    made.incident.clock.resolved.reset();
    QVERIFY(lanesOfStory(made).to >= made.written);
}

void TestPostmortem::hostileTextIsText_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("markdown");
    QTest::addColumn<QString>("html");
    QTest::addColumn<QString>("csv");
    QTest::newRow("script") << u"<script>alert(1)</script>"_s
                            << u"&lt;script&gt;alert\\(1\\)&lt;/script&gt;"_s
                            << u"&lt;script&gt;alert(1)&lt;/script&gt;"_s
                            << u"<script>alert(1)</script>"_s; // a cell is only text
    QTest::newRow("attribute") << u"\"><img onerror='x'>"_s << u"\"&gt;&lt;img onerror='x'&gt;"_s
                               << u"&quot;&gt;&lt;img onerror='x'&gt;"_s << u"\"\"\"><img onerror='x'>\""_s;
    QTest::newRow("entity") << u"&lt;b&gt;"_s << u"&amp;lt;b&amp;gt;"_s << u"&amp;lt;b&amp;gt;"_s
                            << u"\"&lt;b&gt;\""_s;
    QTest::newRow("link") << u"[x](javascript:alert(1))"_s << u"\\[x\\]\\(javascript:alert\\(1\\)\\)"_s
                          << u"[x](javascript:alert(1))"_s << u"[x](javascript:alert(1))"_s;
    QTest::newRow("picture") << u"![x](http://a/b)"_s << u"\\!\\[x\\]\\(http\\://a/b\\)"_s
                             << u"![x](http://a/b)"_s << u"![x](http://a/b)"_s;
    QTest::newRow("bare link") << u"http://a/b www.a.b"_s << u"http\\://a/b www\\.a.b"_s
                               << u"http://a/b www.a.b"_s << u"http://a/b www.a.b"_s;
    QTest::newRow("column") << u"a | b"_s << u"a \\| b"_s << u"a | b"_s << u"a | b"_s;
    QTest::newRow("code") << u"`rm`"_s << u"\\`rm\\`"_s << u"`rm`"_s << u"`rm`"_s;
    QTest::newRow("emphasis") << u"*a* _b_ ~c~"_s << u"\\*a\\* \\_b\\_ \\~c\\~"_s << u"*a* _b_ ~c~"_s
                              << u"*a* _b_ ~c~"_s;
    QTest::newRow("heading of its own")
        << u"a\n# Causes"_s << u"a \\# Causes"_s << u"a # Causes"_s << u"\"a\n# Causes\""_s;
    QTest::newRow("row of its own") << u"a\n| 1 | 2 |"_s << u"a \\| 1 \\| 2 \\|"_s << u"a | 1 | 2 |"_s
                                    << u"\"a\n| 1 | 2 |\""_s;
    QTest::newRow("formula") << u"=cmd|' /C calc'!A0"_s << u"=cmd\\|' /C calc'\\!A0"_s
                             << u"=cmd|' /C calc'!A0"_s << u"'=cmd|' /C calc'!A0"_s;
    QTest::newRow("formula in a line of its own")
        << u"a\n=1;"_s << u"a =1;"_s << u"a =1;"_s << u"\"a\n'=1;\""_s;
    QTest::newRow("quote") << u"say \"a\", b"_s << u"say \"a\", b"_s << u"say &quot;a&quot;, b"_s
                           << u"\"say \"\"a\"\", b\""_s;
    QTest::newRow("places to fill") << u"%1 %2 %10"_s << u"%1 %2 %10"_s << u"%1 %2 %10"_s << u"%1 %2 %10"_s;
    QTest::newRow("escape of a terminal") << u"\u001b[2Ja\u0007"_s << u"\\[2Ja"_s << u"[2Ja"_s << u"[2Ja"_s;
    QTest::newRow("right to left") << u"up\u202Enwod"_s << u"upnwod"_s << u"upnwod"_s << u"upnwod"_s;
}

void TestPostmortem::hostileTextIsText()
{
    QFETCH(QString, text);
    QFETCH(QString, markdown);
    QFETCH(QString, html);
    QFETCH(QString, csv);
    // Everywhere where a name of the fleet, or what a person or an answer said, can stand.
    Postmortem made = facts(text);
    Incident &incident = made.incident;
    incident.title = incident.fleet = incident.commander = incident.acknowledgedBy = incident.ruleText = text;
    incident.clusters = QStringList{text};
    incident.dependants = QStringList{text};
    incident.failedRequests = {{text, 7}};
    Event &event = made.events.first();
    event.subject = event.service = event.cluster = event.component = text;
    event.from = event.to = event.source = event.reason = text;
    made.actions.first().title = made.actions.first().person = made.actions.first().outcome = text;
    const QString asMarkdown = postmortemMarkdown(made);
    const QString asHtml = postmortemHtml(made);
    const QString asCsv = postmortemCsv(made);
    QVERIFY2(asMarkdown.contains(markdown), qPrintable(asMarkdown));
    QVERIFY2(asHtml.contains(html), qPrintable(asHtml));
    QVERIFY2(asCsv.contains(u',' + csv + u','), qPrintable(asCsv));
    // Nothing of it made another line, table, tag or control character.
    const Postmortem harmless = facts(u"orders-db"_s);
    QCOMPARE(asMarkdown.count(u'\n'), postmortemMarkdown(harmless).count(u'\n'));
    QCOMPARE(asHtml.count(u"<td>"_s), postmortemHtml(harmless).count(u"<td>"_s));
    for (const QString &form : {asMarkdown, asHtml, asCsv}) {
        for (const QChar c : form) {
            QVERIFY2(c == u'\n' || c == u'\r' ||
                         (c.category() != QChar::Other_Control && c.category() != QChar::Other_Format),
                     qPrintable(QString::number(c.unicode(), 16)));
        }
    }
    for (const QString &tag : {u"<script"_s, u"<img"_s, u"<b>"_s}) {
        QVERIFY2(!asMarkdown.contains(tag) && !asHtml.contains(tag), qPrintable(tag));
    }
    QXmlStreamReader reader(
        QString(asHtml).remove(u"<!DOCTYPE html>"_s).remove(u"<meta charset=\"utf-8\">"_s));
    while (!reader.atEnd()) {
        reader.readNext();
    }
    QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
}

void TestPostmortem::theFleetsLongTextsAreCut()
{
    const QString text(100'000, u'x');
    Postmortem made = facts(text);
    made.events.first().reason = text;
    made.incident.ruleText = text;
    QVERIFY(postmortemMarkdown(made).size() < 30'000);
    QVERIFY(postmortemHtml(made).size() < 40'000);
    QVERIFY(postmortemMarkdown(made).contains(u"more characters"_s));
    made.events.first().kind = EventKind::Note; // what a person wrote stays whole
    QVERIFY(postmortemMarkdown(made).contains(text));
    QVERIFY(postmortemCsv(made).contains(text)); // and so do the forms that machines read
    QCOMPARE(postmortemJson(made).value(u"title"_s).toString(), text + u" down"_s);
}

void TestPostmortem::aStormIsToldInShort()
{
    Postmortem made = facts(u"orders-db"_s);
    const Event change = made.events.first();
    for (int i = 2; i <= 20'000; ++i) {
        made.events.append(change);
        made.events.last().number = i;
        made.events.last().happened += std::chrono::milliseconds(i);
        if (i == 10'000) {
            made.events.last().kind = EventKind::Note;
            made.events.last().reason = u"in the middle of it"_s;
        }
    }
    const Timeline timeline = timelineOf(made);
    QCOMPARE(timeline.events.size(), 1000 + 200 + 1);
    QVERIFY(std::is_sorted(timeline.events.begin(), timeline.events.end(), Event::isEarlier));
    QVERIFY2(timeline.left.startsWith(u"18799 more changes"_s), qPrintable(timeline.left));
    for (const QString &form : {postmortemMarkdown(made), postmortemHtml(made)}) {
        QVERIFY(form.contains(u"in the middle of it"_s));
        QVERIFY(form.contains(timeline.left));
    }
    QCOMPARE(postmortemCsv(made).count(u"\r\n"_s), 20'001); // whoever wants all of it has it
    QCOMPARE(postmortemJson(made).value(u"events"_s).toArray().size(), 20'000);
    made.events.resize(1200);
    QCOMPARE(timelineOf(made).events.size(), 1200);
    QCOMPARE(timelineOf(made).left, QString());
}

void TestPostmortem::htmlLoadsNothing()
{
    const QString html = postmortemHtml(facts(u"orders-db"_s));
    for (const QString &word : {u"src="_s, u"href="_s, u"url("_s, u"http"_s, u"@import"_s}) {
        QVERIFY2(!html.contains(word), qPrintable(word));
    }
    QCOMPARE(html.count(u"<svg"_s), 2); // lanes, and the error ratio
    // Apart from the head's void element it is well-formed.
    QString xml = html;
    xml.remove(u"<!DOCTYPE html>"_s).replace(u"<meta charset=\"utf-8\">"_s, u""_s);
    QXmlStreamReader reader(xml);
    while (!reader.atEnd()) {
        reader.readNext();
    }
    QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
}

void TestPostmortem::csvIsOneRowAnEvent()
{
    const QStringList lines = postmortemCsv(facts(u"orders-db"_s)).split(u"\r\n"_s, Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 2);
    QCOMPARE(lines.last(),
             u"2026-11-21T14:15:21.000Z,2026-11-21T14:20:21.000Z,state,orders-db/pg1,,orders-db,,up,"
             "down,orders-db,probe,yes,no,"_s);
}

void TestPostmortem::jsonHoldsEverything()
{
    const QJsonObject object = postmortemJson(facts(u"orders-db"_s));
    QCOMPARE(object.value(u"id"_s).toInt(), 231);
    QCOMPARE(object.value(u"fleet"_s).toString(), u"prod"_s);
    QCOMPARE(object.value(u"started"_s).toString(), u"2026-11-21T14:15:21.000Z"_s);
    QVERIFY(object.value(u"resolved"_s).isNull());
    QCOMPARE(object.value(u"ttm_s"_s).toDouble(), 166.0);
    QCOMPARE(object.value(u"instances"_s).toInt(), 1);
    const QJsonObject event = object.value(u"events"_s).toArray().first().toObject();
    for (const QString &key : {u"happened"_s, u"recorded"_s, u"kind"_s, u"subject"_s, u"from"_s, u"to"_s,
                               u"reason"_s, u"source"_s, u"inferred"_s, u"run"_s}) {
        QVERIFY2(event.contains(key), qPrintable(key));
    }
    QCOMPARE(object.value(u"actions"_s).toArray().size(), 1);
}

QTEST_GUILESS_MAIN(TestPostmortem)
#include "tst_postmortem.moc"
