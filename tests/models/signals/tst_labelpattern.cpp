#include "models/signals/labelpattern.h"

#include <QTest>

using namespace quarterdeck;

class TestLabelPattern : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void passing_data();
    void passing();
};

void TestLabelPattern::passing_data()
{
    QTest::addColumn<QList<QString>>("patterns");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char *name, const QList<QString> &patterns, const char *value, bool expected) {
        QTest::newRow(name) << patterns << QByteArray(value) << expected;
    };
    const QString server = QStringLiteral("500-599");
    row("first of a range", {server}, "500", true);
    row("last of a range", {server}, "599", true);
    row("above a range", {server}, "600", false);
    row("no number", {server}, "5xx", false);
    row("number with more", {server}, "500 ", false);
    row("negative", {server}, "-500", false);
    row("word", {QStringLiteral("failure")}, "failure", true);
    row("word without case", {QStringLiteral("SERVER_ERROR")}, "server_error", true);
    row("part of a word", {QStringLiteral("fail")}, "failure", false);
    row("glob", {QStringLiteral("5*")}, "5xx", true);
    row("glob in the middle", {QStringLiteral("a*b*c")}, "axxbyyc", true);
    row("glob that has to go back", {QStringLiteral("*ab")}, "aab", true);
    row("glob that fails", {QStringLiteral("a*b")}, "axc", false);
    row("expression", {QStringLiteral("~5..|timeout")}, "503", true);
    row("expression is anchored", {QStringLiteral("~5..")}, "1503", false);
    row("either", {QStringLiteral("a"), QStringLiteral("b")}, "b", true);
    row("excluded", {QStringLiteral("!admin")}, "admin", false);
    row("not excluded", {QStringLiteral("!admin")}, "web", true);
    row("excluded outranks included", {QStringLiteral("w*"), QStringLiteral("!web")}, "web", false);
    row("star itself", {QStringLiteral("!~[*]")}, "*", false);
    row("nothing asked", {}, "anything", true);
    row("absent label, included", {QStringLiteral("x")}, "", false);
    row("absent label, excluded", {QStringLiteral("!x")}, "", true);
}

void TestLabelPattern::passing()
{
    QFETCH(QList<QString>, patterns);
    QFETCH(QByteArray, value);
    QFETCH(bool, expected);
    std::vector<LabelPattern> compiled;
    for (const QString &pattern : patterns) {
        QCOMPARE(LabelPattern::problem(pattern), QString());
        compiled.emplace_back(pattern);
    }
    QCOMPARE(passes(compiled, {value.constData(), std::size_t(value.size())}), expected);
}

QTEST_GUILESS_MAIN(TestLabelPattern)
#include "tst_labelpattern.moc"
