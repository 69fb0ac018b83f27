// SPDX-License-Identifier: MIT
#include <brine/cli/argument.hpp>
#include <brine/cli/filter_options.hpp>
#include <brine/core/edn.hpp>
#include <brine/hooks/change.hpp>

#include <optional>

namespace brine::cli {

namespace {

/// All operations that a change can tell of.
const std::vector<operation>& operations_known() {
  static const std::vector<operation> all = {
    operation::assoc,        operation::assoc_in, operation::update,
    operation::update_in,    operation::dissoc,   operation::multi_assoc,
    operation::multi_dissoc, operation::transact};
  return all;
}

operation operation_named(const std::string& text) {
  std::string known;
  for (auto what : operations_known()) {
    if (name(what) == text)
      return what;
    known += ' ' + std::string(name(what));
  }
  throw error(errc::bad_argument,
              "--op: no operation " + text + "; there are" + known);
}

void add_or(std::optional<filter>& to, const filter& next) {
  to = to ? *to || next : next;
}

path path_from(const std::string& text) {
  const auto v = argument(text);
  if (!v.is_vector())
    throw error(errc::bad_argument,
                "--path: a vector of key and steps, not " + brief(v));
  std::vector<value> parts;
  for (const auto& part : v.items())
    parts.push_back(unworded(part));
  return path::of(std::move(parts));
}

} // namespace

void filter_options::add_to(CLI::App* command) {
  const auto add = [&](const char* flag, std::vector<std::string>& to,
                       const char* help, const char* type) {
    command->add_option(flag, to, help)
      ->type_name(type)
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  };
  add("--key", keys, "Only this key; may be given again", "KEY");
  add("--prefix", prefixes, "Only keys that begin so; may be given again",
      "KEY");
  add("--path", paths, "Only changes at, above or below a path, as [alice age]",
      "PATH");
  add("--op", operations, "Only this operation, as dissoc", "NAME");
}

filter filter_options::make() const {
  std::optional<filter> where;
  for (const auto& k : keys)
    add_or(where, key(argument(k)));
  for (const auto& p : prefixes)
    add_or(where, prefix(argument(p)));
  for (const auto& p : paths)
    add_or(where, filter(path_from(p)));
  std::optional<filter> what;
  for (const auto& o : operations)
    add_or(what, op(operation_named(o)));
  if (where && what)
    return *where && *what;
  return where ? *where : what.value_or(filter());
}

} // namespace brine::cli
