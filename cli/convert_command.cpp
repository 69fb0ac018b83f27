// SPDX-License-Identifier: MIT
#include <brine/actors/snapshot_view.hpp>
#include <brine/cli/command.hpp>
#include <brine/cli/document_writer.hpp>
#include <brine/cli/exit_code.hpp>
#include <brine/cli/open_store.hpp>
#include <brine/cli/progress.hpp>
#include <brine/cli/stop_signals.hpp>
#include <brine/core/document.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace brine::cli {

namespace {

/// How many documents there are, up to a number.
std::uint64_t count(const snapshot& of, std::uint64_t most) {
  std::uint64_t n = 0;
  if (most > 0)
    of.each_key([&](const value&) { return ++n < most; });
  return n;
}

constexpr auto codec_settings = std::array<std::string_view, 9>{
  "serializer",          "compressor",          "compression-level",
  "encryptor",           "decompression-limit", "encryption-key",
  "encryption-key-file", "passphrase",          "passphrase-file"};

/// Of these a store has one.
constexpr auto key_settings = std::array<std::string_view, 4>{
  "encryption-key", "encryption-key-file", "passphrase", "passphrase-file"};

template <std::size_t N>
bool is_among(const std::array<std::string_view, N>& names,
              std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// A name that is not known, unless it may be a part of a secret.
std::string
shown_name(std::string_view name, const std::vector<std::string_view>& before) {
  const auto hidden =
    std::any_of(before.begin(), before.end(),
                [](auto n) { return is_among(key_settings, n); })
    || name.size() > 32
    || name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") != name.npos;
  return hidden ? "what stands there" : '"' + std::string(name) + '"';
}

/// With settings such as `compressor=lz4,serializer=cereal`. What is wrong is
/// not shown: it may be a part of a secret.
value with_settings(value where, const std::string& settings) {
  auto rest = std::string_view(settings);
  std::vector<std::string_view> given;
  while (!rest.empty()) {
    const auto one = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    const auto equals = one.find('=');
    if (equals == 0 || equals == one.npos)
      throw error(errc::bad_argument,
                  "--codec: settings are NAME=VALUE with commas between, as in "
                  "compressor=zstd; a value with a comma goes into the "
                  "target's URI");
    const auto name = one.substr(0, equals);
    if (!is_among(codec_settings, name))
      throw error(errc::bad_argument,
                  fmt::format("--codec: {} is none of the settings that say "
                              "how documents are written: {}; others go into "
                              "the target's URI",
                              shown_name(name, given),
                              fmt::join(codec_settings, ", ")));
    if (std::find(given.begin(), given.end(), name) != given.end())
      throw error(errc::bad_argument,
                  fmt::format(R"(--codec: "{}" is given twice)", name));
    if (is_among(key_settings, name)
        && std::none_of(given.begin(), given.end(),
                        [](auto n) { return is_among(key_settings, n); }))
      for (const auto other : key_settings) // another key than the URI's
        where = dissoc_in(where, {other});
    given.push_back(name);
    where = assoc_in(where, {name}, value(one.substr(equals + 1)));
  }
  return where;
}

/// Whether both are one journal.
bool same_store(const config& a, const config& b) {
  const auto path = [](const config& c) {
    return std::string(c.map()["path"].as_string());
  };
  std::error_code missing;
  return a.map()["backend"] == value("journal")
         && b.map()["backend"] == value("journal")
         && std::filesystem::equivalent(path(a), path(b), missing);
}

struct convert_command {
  std::string where;
  std::string target;
  std::string codec;
  bool merge = false;

  int run(context& c) const {
    const stop_signals signals; // before the stores have threads
    const auto to = config(with_settings(config(target).map(), codec));
    if (same_store(config(where), to))
      throw error(errc::bad_argument,
                  "convert copies from one store to another; these are one");
    check_writes(to);
    const auto source = open_to_read(where);
    check_copy(where, to);
    const auto fresh = !exists(to);
    const auto db = brine::open(fresh ? without_syncs(to) : to);
    if (fresh)
      say("made a new store at " + shown(target));
    if (!merge && count(db.snapshot(), 1) > 0)
      throw error(errc::store_exists, shown(target)
                                        + " has documents; --merge puts others "
                                          "in, replacing those of the same "
                                          "key");
    const auto view = source.snapshot();
    auto writer = document_writer(db, to);
    try {
      copy(view, writer, signals);
      db.sync();
      db.close();
    } catch (const interrupted&) {
      writer.finish();
      db.close();
      say("interrupted; " + documents_were(writer.done(), "converted"));
      return exit_code::interrupted;
    } catch (const error& e) {
      const auto what = writer.stop(e);
      say(what.what());
      say("documents converted before that: " + std::to_string(writer.done()));
      return exit_code_of(what);
    }
    c.print(value{{keyword("documents"), writer.done()},
                  {keyword("revision"), view.revision()}});
    return exit_code::done;
  }

  static void
  copy(const snapshot& from, document_writer& to, const stop_signals& signals) {
    const auto all = count(from, UINT64_MAX);
    auto shown = progress("convert", "documents");
    from.each_version([&](const value& key, document& d) {
      signals.check();
      to.add({key, d.content, d.metadata, {}});
      shown.show(to.done(), all);
      return true;
    });
    to.finish();
  }
};

} // namespace

void add_convert_command(context& c) {
  auto convert = std::make_shared<convert_command>();
  auto* sub = add_command(c, "convert",
                          "Copy all documents, as they are at one revision, to "
                          "another store, written with other codecs",
                          convert);
  add_store(sub, convert->where);
  add_name(sub, "TARGET", convert->target,
           "Store without documents, made if it is missing")
    ->required();
  sub
    ->add_option("--codec", convert->codec,
                 "How the target is written: "
                 "serializer=NAME,compressor=NAME,compression-level=N and the "
                 "like, as docs/config.md lists them")
    ->type_name("SETTINGS");
  sub->add_flag("--merge", convert->merge,
                "Put the documents into a store that has others");
  sub->footer(
    "Metadata is kept; revisions and times are new, and the history stays\n"
    "behind. A store is not converted in place: that needs none, since what "
    "is\n"
    "written with other settings stands beside what was there before.");
}

} // namespace brine::cli
