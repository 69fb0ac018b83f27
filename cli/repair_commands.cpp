// SPDX-License-Identifier: MIT
#include <brine/actors/codec_config.hpp>
#include <brine/backends/journal/verify.hpp>
#include <brine/cli/command.hpp>
#include <brine/cli/exit_code.hpp>
#include <brine/cli/open_store.hpp>
#include <brine/cli/progress.hpp>
#include <brine/cli/stop_signals.hpp>
#include <brine/core/document.hpp>
#include <brine/core/key.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace brine::cli {

namespace {

/// Prints what was found; the exit code.
int conclude(context& c, const journal::report& found, const value& v) {
  if (found.unopened > 0)
    say(fmt::format("checked, but not decoded: {} of {} records: {}",
                    found.unopened, found.records, *found.unopened_why));
  if (found.unchecked_list)
    say("the list of segments was not checked: " + *found.unchecked_list);
  for (const auto& what : found.damage)
    say("damaged: " + what);
  if (found.torn)
    say("an end that was never acknowledged, which is no damage: "
        + *found.torn);
  c.print(v);
  return found.damage.empty() ? exit_code::done : exit_code::damaged;
}

value to_value(const journal::report& found) {
  return value{
    {keyword("segments"), found.segments}, {keyword("commits"), found.commits},
    {keyword("records"), found.records},   {keyword("revision"), found.last},
    {keyword("unopened"), found.unopened}, {keyword("damage"), found.damage}};
}

struct verify_command {
  std::string where;

  int run(context& c) const {
    const auto folder = journal_folder(where);
    const auto codecs = codecs_of(where);
    auto found = [&] {
      auto shown = progress("verify", "bytes");
      return journal::verify_store(
        journal::posix_disk(), folder, codecs.known,
        [&](std::uint64_t done, std::uint64_t all) { shown.show(done, all); });
    }();
    const auto report = std::move(found).or_throw();
    return conclude(c, report, to_value(report));
  }
};

/// Writes a commit that was saved into another store, as one commit.
void write(const store& to, std::span<const journal::saved_edit> commit) {
  std::vector<std::pair<value, value>> documents;
  std::vector<value> keys;
  for (const auto& e : commit) {
    keys.push_back(decode_key(e.key).or_throw());
    if (!e.removed)
      documents.emplace_back(keys.back(), e.what.content);
  }
  write_options o;
  const auto& meta = commit.front().what.metadata;
  if (std::all_of(commit.begin(), commit.end(),
                  [&](const auto& e) { return e.what.metadata == meta; }))
    o.metadata = meta;
  if (documents.empty() && keys.size() == 1)
    to.dissoc(keys.front());
  else if (documents.empty())
    to.multi_dissoc(keys);
  else if (keys.size() == 1)
    to.assoc(keys.front(), documents.front().second, o);
  else
    to.transact(
      keys,
      [&](transaction& t) {
        for (const auto& key : keys)
          t[key] = std::nullopt;
        for (const auto& [key, document] : documents)
          t[key] = document;
      },
      o);
}

struct salvage_command {
  std::string where;
  std::string target;

  int run(context& c) const {
    const stop_signals signals; // before the store has threads
    const auto folder = journal_folder(where);
    check_writes(target);
    if (exists(config(target)))
      throw error(errc::store_exists, "there is a store at " + shown(target));
    check_copy(where, target);
    std::uint64_t documents = 0;
    try {
      const auto report = save(folder, signals, documents);
      tell(report, documents);
      const auto code = conclude(c, report, to_value(report));
      return report.unopened > 0 ? exit_code::damaged : code;
    } catch (const interrupted&) {
      say("interrupted; "
          + (documents == 0
               ? "nothing was saved"
               : fmt::format("{} is not whole: versions of documents saved "
                             "before that: {}",
                             shown(target), documents)));
      return exit_code::interrupted;
    }
  }

  /// Whether there was something, and none of it could be read.
  static bool is_lost(const journal::report& found, std::uint64_t documents) {
    return documents == 0 && (found.unopened > 0 || !found.damage.empty());
  }

  void tell(const journal::report& found, std::uint64_t documents) const {
    if (is_lost(found, documents))
      say("nothing could be saved; there is no store at " + shown(target));
    else
      say(fmt::format("{} of documents {} saved in {}",
                      documents == 1 ? "1 version"
                                     : fmt::format("{} versions", documents),
                      documents == 1 ? "was" : "were", shown(target)));
  }

  /// Makes the target once the source is known to be a store, and something of
  /// it is there.
  journal::report save(const std::string& folder, const stop_signals& signals,
                       std::uint64_t& documents) const {
    std::optional<store> to;
    const auto codecs = codecs_of(where);
    auto found = [&] {
      auto shown = progress("salvage", "bytes");
      return journal::salvage_store(
        journal::posix_disk(), folder, codecs.known,
        [&](std::span<const journal::saved_edit> commit) -> result<void> {
          signals.check();
          try {
            if (!to)
              to = create(without_syncs(target));
            write(*to, commit);
          } catch (const error& e) {
            return e;
          }
          documents += commit.size();
          return {};
        },
        [&](std::uint64_t done, std::uint64_t all) {
          signals.check();
          shown.show(done, all);
        });
    }();
    auto report = std::move(found).or_throw();
    if (is_lost(report, documents))
      return report;
    if (!to)
      to = create(without_syncs(target));
    to->sync();
    to->close();
    return report;
  }
};

} // namespace

void add_repair_commands(context& c) {
  auto verify = std::make_shared<verify_command>();
  auto* sub = add_command(c, "verify",
                          "Read all of a journal and check it, also beside a "
                          "writer; code 4 if there is damage",
                          verify);
  add_store(sub, verify->where);

  auto salvage = std::make_shared<salvage_command>();
  sub = add_command(c, "salvage",
                    "Write what can be read of a damaged journal to a new "
                    "store; code 4 if not all could be saved",
                    salvage);
  add_store(sub, salvage->where);
  add_name(sub, "NEW", salvage->target, "Where nothing is yet")->required();
  sub->footer(
    "All commits that can be read are written anew, so documents and\n"
    "their history are kept; revisions and times are new ones.");
}

} // namespace brine::cli
