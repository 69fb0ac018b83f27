// SPDX-License-Identifier: MIT
#include <brine/actors/snapshot_view.hpp>
#include <brine/cli/argument.hpp>
#include <brine/cli/command.hpp>
#include <brine/cli/exit_code.hpp>
#include <brine/cli/open_store.hpp>
#include <brine/codecs/json.hpp>
#include <brine/core/document.hpp>
#include <brine/core/edn.hpp>

#include <utility>

namespace brine::cli {

namespace {

/// Whether a value reads back from JSON as what it is.
bool plain(const value& v) {
  const auto text = to_json(v);
  const auto back = text ? parse_json(*text) : text.failure();
  return back && to_string(*back) == to_string(v);
}

/// The name and the value that stand for a key in JSON: two keys are never the
/// same there.
std::pair<value, value> key_in_json(const value& key) {
  if (plain(key))
    return {"key", key};
  const auto text = value(to_string(key));
  if (!plain(text))
    throw error(errc::wrong_kind,
                "no JSON for a key with bytes that are not UTF-8; edn can say "
                "it",
                brief(key));
  return {"key-edn", text};
}

/// As `import` reads it.
value line_of(const value& key, const document& d, text_format how) {
  if (how == text_format::edn)
    return d.metadata.is_nil() ? vec(key, d.content)
                               : vec(key, d.content, d.metadata);
  const auto [name, shown] = key_in_json(key);
  const auto line = assoc_in(value{{"value", d.content}}, {name}, shown);
  return d.metadata.is_nil() ? line : assoc_in(line, {"meta"}, d.metadata);
}

struct dump_command {
  std::string where;
  std::string prefix;

  int run(context& c) const {
    const auto begin = prefix.empty() ? value() : argument(prefix);
    const auto db = open_to_read(where);
    db.snapshot().each_version(
      [&](const value& key, document& d) {
        c.print(line_of(key, d, c.format), key, d.rev);
        return true;
      },
      begin);
    return exit_code::done;
  }
};

} // namespace

void add_dump_command(context& c) {
  auto dump = std::make_shared<dump_command>();
  auto* sub = add_command(c, "dump",
                          "Print all documents at one revision, one a line, "
                          "as import reads them",
                          dump);
  add_store(sub, dump->where);
  sub->add_option("--prefix", dump->prefix, "Only keys that begin so")
    ->type_name("KEY");
}

} // namespace brine::cli
