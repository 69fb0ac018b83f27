// SPDX-License-Identifier: MIT
#include <brine/cli/argument.hpp>
#include <brine/cli/command.hpp>
#include <brine/cli/exit_code.hpp>
#include <brine/cli/input.hpp>
#include <brine/cli/open_store.hpp>
#include <brine/codecs/json.hpp>
#include <brine/core/edn.hpp>

namespace brine::cli {

namespace {

/// A document from the command line, or all of standard input.
value document_argument(const std::string& text, text_format how) {
  if (text != "-")
    return data_argument(text, how);
  std::string all;
  auto in = input("-");
  while (in.read(all)) {
  }
  auto v = how == text_format::json ? parse_json(all) : parse_edn(all);
  if (!v)
    throw error(errc::bad_text, "standard input: " + v.failure().message());
  return std::move(*v);
}

struct assoc_command {
  std::string where;
  std::string key;
  std::vector<std::string> rest; ///< Steps of a path, and the value.
  std::string meta;
  bool in_path;
  bool is_new = false;
  std::uint64_t revision = 0;

  int run(context& c) const {
    auto steps = rest;
    steps.pop_back();
    const auto at = path_argument(key, steps);
    if (!in_path && !steps.empty())
      throw error(errc::bad_argument,
                  "assoc takes a key and a value; see assoc-in for a path");
    if (in_path && steps.empty())
      throw error(errc::bad_argument, "assoc-in takes a key, steps and a value;"
                                      " see assoc for a whole document");
    const auto leaf = document_argument(rest.back(), c.format);
    const auto options = write(c.format);
    const auto db = open_or_make(where);
    const auto rev = in_path ? db.assoc_in(at, leaf, options)
                             : db.assoc(at.key(), leaf, options);
    c.print(rev);
    db.close();
    return exit_code::done;
  }

  [[nodiscard]] write_options write(text_format how) const {
    write_options o;
    if (!meta.empty())
      o.metadata = data_argument(meta, how);
    if (!o.metadata.is_nil() && !o.metadata.is_map())
      throw error(errc::bad_argument, "--meta must be a map");
    if (is_new)
      o.expected = 0;
    else if (revision > 0)
      o.expected = revision;
    return o;
  }
};

struct dissoc_command {
  std::string where;
  std::string key;

  int run(context&) const {
    const auto k = argument(key);
    const auto db = open_to_write(where);
    const auto was_there = db.dissoc(k);
    db.close();
    if (was_there)
      return exit_code::done;
    say("nothing at " + to_string(k) + " in " + shown(where));
    return exit_code::absent;
  }
};

void add_assoc(context& c, bool in_path) {
  auto what = std::make_shared<assoc_command>();
  what->in_path = in_path;
  auto* sub =
    in_path
      ? add_command(c, "assoc-in",
                    "Replace what is at a path in a document, making maps on "
                    "the way; print the revision",
                    what)
      : add_command(c, "assoc", "Replace a document; print the revision", what);
  add_store(sub, what->where);
  add_key(sub, what->key);
  sub
    ->add_option(in_path ? "STEP... VALUE" : "VALUE", what->rest,
                 "The value, in the format of --as; - reads it from standard "
                 "input")
    ->required()
    ->type_name("");
  sub->add_option("--meta", what->meta, "Metadata of the document, a map")
    ->type_name("MAP");
  auto* fresh =
    sub->add_flag("--new", what->is_new, "Fail if the key is there already");
  sub
    ->add_option("--revision", what->revision,
                 "Fail unless this is the document's revision")
    ->check(whole_number(1))
    ->excludes(fresh)
    ->type_name("N");
}

} // namespace

void add_write_commands(context& c) {
  add_assoc(c, false);
  add_assoc(c, true);
  auto dissoc = std::make_shared<dissoc_command>();
  auto* sub = add_command(c, "dissoc", "Remove a document", dissoc);
  add_store(sub, dissoc->where);
  add_key(sub, dissoc->key);
}

} // namespace brine::cli
