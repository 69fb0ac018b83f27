// SPDX-License-Identifier: MIT
#include <brine/actors/snapshot_view.hpp>
#include <brine/cli/argument.hpp>
#include <brine/cli/command.hpp>
#include <brine/cli/exit_code.hpp>
#include <brine/cli/open_store.hpp>
#include <brine/core/edn.hpp>

namespace brine::cli {

namespace {

value to_value(const document_info& found) {
  auto v = value{{keyword("key"), found.key},
                 {keyword("type"), found.type},
                 {keyword("last-write"), found.last_write},
                 {keyword("revision"), found.rev},
                 {keyword("meta"), found.custom}};
  return v;
}

struct get_command {
  std::string where;
  std::string key;
  std::vector<std::string> steps;
  bool meta = false;

  int run(context& c) const {
    const auto at = path_argument(key, steps);
    const auto db = open_to_read(where);
    if (const auto found = meta ? meta_of(db, at) : db.get_in(at)) {
      print(c, *found, db, at.key());
      return exit_code::done;
    }
    say("nothing at " + to_string(at) + " in " + shown(where));
    return exit_code::absent;
  }

  static void
  print(context& c, const value& v, const store& db, const value& key) {
    try {
      c.print(v);
    } catch (const error&) {
      const auto about = db.get_meta(key);
      c.print(v, key, about ? about->rev : 0);
    }
  }

  static std::optional<value> meta_of(const store& db, const path& at) {
    if (!at.steps().empty())
      throw error(errc::bad_argument, "--meta is of a whole document");
    auto found = db.get_meta(at.key());
    return found ? std::optional(to_value(*found)) : std::nullopt;
  }
};

struct keys_command {
  std::string where;
  std::string prefix;

  int run(context& c) const {
    const auto begin = prefix.empty() ? value() : argument(prefix);
    const auto db = open_to_read(where);
    db.snapshot().each_key(
      [&](const value& key) {
        c.print(key);
        return true;
      },
      begin);
    return exit_code::done;
  }
};

} // namespace

void add_read_commands(context& c) {
  auto get = std::make_shared<get_command>();
  auto* sub =
    add_command(c, "get", "Print a document, or what is at a path in it", get);
  add_store(sub, get->where);
  add_key(sub, get->key);
  add_path(sub, get->steps);
  sub->add_flag("--meta", get->meta,
                "Print revision, time and metadata instead");

  auto keys = std::make_shared<keys_command>();
  sub = add_command(c, "keys", "Print all keys, in order", keys);
  add_store(sub, keys->where);
  sub->add_option("--prefix", keys->prefix, "Only keys that begin so")
    ->type_name("KEY");
}

} // namespace brine::cli
