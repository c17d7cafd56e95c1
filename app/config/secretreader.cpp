#include "app/config/secretreader.h"

#include "app/config/valuereader.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

void checkFile(const QString &path, const DocumentNode &node, const SourceFile &file)
{
    const QFileInfo info(path);
    if (!info.exists()) {
        file.containedError(node, u"the file \"%1\" does not exist (looked for %2)"_s.arg(node.text, path));
    } else if (info.isDir()) {
        file.containedError(node, u"\"%1\" is a folder, not a file"_s.arg(node.text));
    } else if (!info.isReadable()) {
        file.containedError(node, u"the file \"%1\" may not be read by this user"_s.arg(node.text));
    }
}

SecretReference readReference(const DocumentNode &node, const SourceFile &file, QLatin1StringView fileKey)
{
    using Kind = SecretReference::Kind;
    if (!readText(node, file)) {
        return {};
    }
    const QString text = node.text;
    if (file.dialect == ConfigDialect::Quarterdeck) {
        if (text.startsWith("env:"_L1)) {
            const QString name = text.mid(4);
            if (name.isEmpty() || name.contains(u'=')) {
                file.error(node, u"\"%1\" names no environment variable (write env:NAME)"_s.arg(text));
                return {};
            }
            return {Kind::Environment, name};
        }
        if (text.startsWith("keychain:"_L1)) {
            const QString entry = text.mid(9);
            const qsizetype slash = entry.indexOf(u'/');
            if (slash < 1 || slash == entry.size() - 1) {
                file.error(node, u"\"%1\" names no keychain entry (write keychain:service/key)"_s.arg(text));
                return {};
            }
            return {Kind::Keychain, entry};
        }
        if (text.startsWith("file:"_L1)) {
            const QString path = file.resolve(text.mid(5));
            checkFile(path, node, file);
            return {Kind::File, path};
        }
        file.warning(node, u"the secret stands in the file itself: write env:NAME, keychain:service/key, "
                           u"or use \"%1\""_s.arg(fileKey));
    } else {
        file.warning(node, u"the secret stands in the file itself: better use \"%1\""_s.arg(fileKey));
    }
    return {Kind::Inline, text};
}

} // namespace

QString readFilePath(const DocumentNode &node, const SourceFile &file)
{
    const auto text = readText(node, file);
    if (!text || text->isEmpty()) {
        return {};
    }
    const QString path = file.resolve(*text);
    checkFile(path, node, file);
    return path;
}

SecretReference readSecret(MappingReader &reader, QLatin1StringView key, QLatin1StringView fileKey)
{
    const DocumentNode *direct = reader.find(key);
    const DocumentNode *inFile = reader.find(fileKey);
    if (direct != nullptr && inFile != nullptr) {
        reader.file().error(*inFile, u"\"%1\" and \"%2\" exclude each other: keep one"_s.arg(key, fileKey));
        return {};
    }
    if (inFile != nullptr) {
        const QString path = readFilePath(*inFile, reader.file());
        return path.isEmpty() ? SecretReference{} : SecretReference{SecretReference::Kind::File, path};
    }
    return direct != nullptr ? readReference(*direct, reader.file(), fileKey) : SecretReference{};
}

} // namespace quarterdeck
