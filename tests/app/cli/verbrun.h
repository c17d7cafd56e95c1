#pragma once

#include <QByteArray>
#include <QFile>
#include <QStringList>
#include <QTemporaryDir>

#include <cstdio>
#include <unistd.h>

namespace quarterdeck::test {

/// What a verb did: its exit code and what it wrote.
struct VerbRun
{
    int code = -1;
    QByteArray out;
    QByteArray err;
};

/// Runs a verb in this process with its standard streams led into files.
inline VerbRun runVerb(int (*verb)(const QStringList &), const QStringList &arguments)
{
    const QTemporaryDir folder;
    const auto lead = [&folder](FILE *stream, const char *name) {
        std::fflush(stream);
        const int saved = ::dup(::fileno(stream));
        FILE *file = std::fopen(qPrintable(folder.filePath(QString::fromLatin1(name))), "w");
        ::dup2(::fileno(file), ::fileno(stream));
        std::fclose(file);
        return saved;
    };
    const auto restore = [](FILE *stream, int saved) {
        std::fflush(stream);
        ::dup2(saved, ::fileno(stream));
        ::close(saved);
    };
    const auto read = [&folder](const char *name) {
        QFile file(folder.filePath(QString::fromLatin1(name)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    const int out = lead(stdout, "out");
    const int err = lead(stderr, "err");
    VerbRun run;
    run.code = verb(arguments);
    restore(stdout, out);
    restore(stderr, err);
    run.out = read("out");
    run.err = read("err");
    return run;
}

} // namespace quarterdeck::test
