// SPDX-License-Identifier: MIT
#include <brine/cli/argument.hpp>
#include <brine/cli/command.hpp>
#include <brine/cli/exit_code.hpp>
#include <brine/cli/open_store.hpp>
#include <brine/cli/update_functions.hpp>
#include <brine/core/document.hpp>

namespace brine::cli {

namespace {

struct update_command {
  std::string where;
  std::string key;
  std::vector<std::string> rest; ///< Steps, the function, what it takes.

  int run(context& c) const {
    auto steps = rest;
    value x;
    const auto& f = take_function(steps, x, c.format);
    const auto at = path_argument(key, steps);
    const auto db = open_or_make(where);
    const auto done = db.update_in(at, [&](const value& old) {
      try {
        return f.apply(old, x);
      } catch (const error& e) {
        throw error(e.code(), std::string(f.name) + " at " + to_string(at)
                                + ": " + e.message());
      }
    });
    c.print(get_in(done.after, at.steps()));
    db.close();
    return exit_code::done;
  }

  /// The function is read from the end, since a step may have its name.
  static const update_function&
  take_function(std::vector<std::string>& words, value& x, text_format how) {
    if (const auto* f = find_function(words.back()); f && f->argument.empty()) {
      words.pop_back();
      return *f;
    }
    const auto* f =
      words.size() < 2 ? nullptr : find_function(words[words.size() - 2]);
    if (!f || f->argument.empty())
      throw no_function(words);
    x = data_argument(words.back(), how);
    words.resize(words.size() - 2);
    return *f;
  }

  static error no_function(const std::vector<std::string>& words) {
    if (const auto* f = find_function(words.back()))
      return {errc::bad_argument, "update: after " + words.back() + " comes "
                                    + std::string(f->argument)};
    auto end = unshielded(words.back());
    if (words.size() > 1)
      end = unshielded(words[words.size() - 2]) + ' ' + end;
    return {errc::bad_argument, "update: no function at the end, which is "
                                  + end + "; there are " + function_names()};
  }
};

} // namespace

void add_update_command(context& c) {
  auto update = std::make_shared<update_command>();
  auto* sub =
    add_command(c, "update",
                "Let a function change what is at a path, atomically; "
                "print what it made",
                update);
  add_store(sub, update->where);
  add_key(sub, update->key);
  sub
    ->add_option("[STEP...] FUNCTION", update->rest,
                 "Steps into the document, then one of the functions below")
    ->required()
    ->type_name("");
  sub->footer("Functions:\n" + functions_help()
              + "\nA last value that is a function's name is written with "
                "quotes: conj '\"inc\"'.\nWith --as json what a function "
                "takes is JSON.");
}

} // namespace brine::cli
