// SPDX-License-Identifier: MIT
#include <brine/actors/codec_config.hpp>
#include <brine/backends/journal/identity.hpp>
#include <brine/backends/journal/store_keys.hpp>
#include <brine/cli/open_store.hpp>
#include <brine/cli/output.hpp>
#include <brine/codecs/aes_gcm.hpp>
#include <brine/core/config.hpp>
#include <brine/core/document.hpp>

namespace brine::cli {

namespace {

bool is_journal(const config& where) {
  return where.map()["backend"] == value("journal");
}

/// Opens a store that is there, or says what makes one here.
store open_there(const config& where, const std::string& uri_or_path) {
  try {
    return connect(where);
  } catch (const error& e) {
    if (e.code() != errc::store_missing)
      throw;
    throw error(e.code(), "there is no store at " + shown(uri_or_path)
                            + " (`assoc`, `update` and `import` make one)");
  }
}

} // namespace

store open_to_read(const std::string& uri_or_path) {
  const auto where = config(uri_or_path);
  if (!is_journal(where) || where.map().contains("mode"))
    return open_there(where, uri_or_path);
  return open_there(config(assoc_in(where.map(), {"mode"}, "read")),
                    uri_or_path);
}

store open_to_write(const std::string& uri_or_path) {
  return open_there(uri_or_path, uri_or_path);
}

store open_or_make(const std::string& uri_or_path) {
  const auto where = config(uri_or_path);
  check_writes(where);
  if (exists(where))
    return connect(where);
  auto made = create(where);
  say("made a new store at " + shown(uri_or_path));
  return made;
}

void check_writes(const config& where) {
  if (is_journal(where) && where.map()["mode"] == value("read"))
    throw error(errc::bad_argument,
                "with mode=read nothing is written; leave it out");
}

config without_syncs(const config& where) {
  if (!is_journal(where) || where.map().contains("fsync"))
    return where;
  return config(assoc_in(where.map(), {"fsync"}, "never"));
}

void check_copy(const std::string& from, const config& to) {
  const auto source = config(from);
  const auto known = codecs_of(source).known;
  // Where it cannot be seen from its files, a store has a key if it is given
  // one: without it nothing secret can be copied.
  const auto keys = keys_of(known.encryptors);
  auto encrypted = keys && keys->size() > 0;
  if (is_journal(source)) {
    const auto folder = journal_folder(from);
    if (const auto who =
          journal::read_identity(journal::posix_disk(), folder)) {
      const auto done = journal::try_keys(*who, known, folder);
      if (!done && done.failure().code() == errc::wrong_secret)
        throw done.failure();
      encrypted = encrypted || who->encryption.has_value();
    }
  }
  if (encrypted && !to.map().contains("encryptor")
      && !codecs_of(to).fresh.encryptor)
    throw error(errc::bad_argument,
                shown(from)
                  + " is encrypted, and its copy would not be: give the copy a "
                    "key, as in 'journal:COPY?encryption-key-file=FILE', or "
                    "say 'journal:COPY?encryptor=none'");
}

std::string journal_folder(const std::string& uri_or_path) {
  const auto where = config(uri_or_path);
  if (!is_journal(where))
    throw error(errc::unsupported,
                shown(uri_or_path) + " is not a journal, which this is for");
  // Whatever else the config says is checked, though not needed.
  static_cast<void>(exists(where));
  auto folder = std::string(where.map()["path"].as_string());
  while (folder.size() > 1 && folder.back() == '/')
    folder.pop_back();
  return folder;
}

std::string shown(const std::string& uri_or_path) {
  return redacted_uri(uri_or_path);
}

} // namespace brine::cli
