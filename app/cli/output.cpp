#include "app/cli/output.h"

#include <cstdio>

namespace quarterdeck {

void printData(const QByteArray &utf8)
{
    std::fwrite(utf8.constData(), 1, static_cast<std::size_t>(utf8.size()), stdout);
}

void printData(const QString &text)
{
    printData(text.toUtf8());
}

void printJson(const QJsonDocument &document)
{
    printData(document.toJson(QJsonDocument::Compact) + '\n');
    std::fflush(stdout);
}

void printMessage(const QString &text)
{
    const QByteArray line = "quarterdeck: " + text.toUtf8() + '\n';
    std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), stderr);
}

} // namespace quarterdeck
