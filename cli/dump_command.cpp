// SPDX-License-Identifier: MIT
#include <brine/actors/snapshot_view.hpp>
#include <brine/cli/argument.hpp>
#include <brine/cli/command.hpp>
#include <brine/cli/exit_code.hpp>
#include <brine/cli/open_store.hpp>
#include <brine/codecs/json.hpp>
#include <brine/core/document.hpp>
#include <brine/core/edn.hpp>

#include <fmt/format.h>

namespace brine::cli {

namespace {

/// As `import` reads it.
value line_of(const value& key, const document& d, text_format how) {
  if (how == text_format::edn)
    return d.metadata.is_nil() ? vec(key, d.content)
                               : vec(key, d.content, d.metadata);
  const auto line = value{{"key", key}, {"value", d.content}};
  return d.metadata.is_nil() ? line : assoc_in(line, {"meta"}, d.metadata);
}

/// Whether the key reads back from JSON as what it is.
bool plain(const value& key) {
  const auto text = to_json(key);
  const auto back = text ? parse_json(*text) : text.failure();
  return back && to_string(*back) == to_string(key);
}

struct dump_command {
  std::string where;
  std::string prefix;

  int run(context& c) const {
    const auto begin = prefix.empty() ? value() : argument(prefix);
    const auto db = open_to_read(where);
    std::uint64_t changed = 0;
    value first;
    db.snapshot().each_version(
      [&](const value& key, document& d) {
        c.print(line_of(key, d, c.format), key, d.rev);
        if (c.format == text_format::json && !plain(key) && changed++ == 0)
          first = key;
        return true;
      },
      begin);
    if (changed > 0)
      say(fmt::format("keys that JSON does not keep, of which two may become "
                      "one: {}, the first is {}; use edn to keep them",
                      changed, brief(first)));
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
