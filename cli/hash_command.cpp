// SPDX-License-Identifier: MIT
#include <brine/cli/command.hpp>
#include <brine/cli/exit_code.hpp>
#include <brine/cli/input.hpp>
#include <brine/cli/line_reader.hpp>
#include <brine/codecs/hasch.hpp>
#include <brine/codecs/json.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/utf8.hpp>

namespace brine::cli {

namespace {

constexpr auto byte_order_mark = std::string_view("\xef\xbb\xbf");

// Of more no key is made.
constexpr auto longest_line = std::size_t{64} << 20;

struct hash_command {
  java_version whose = java_version::java19;

  int run(context& c) const {
    hasch_uuid({}).or_throw(); // fails where OpenSSL is not built in
    auto in = input("-");
    auto lines = line_reader(in, longest_line);
    for (;;) {
      if (!lines.ready())
        c.out.flush(); // who writes line by line reads line by line
      const auto line = lines.next();
      if (!line)
        return exit_code::done;
      const auto at = lines.place();
      const auto v = read(*line, at, c.format);
      if (!v)
        return refuse(c, v.failure(), in.name());
      if (!*v)
        continue;
      const auto id = hasch_uuid(**v, whose);
      if (!id)
        return refuse(c, id.failure(), in.name() + ": " + describe(at));
      print(c, *id);
    }
  }

  /// The value of a line; nothing if it is blank or a comment.
  static result<std::optional<value>>
  read(std::string_view line, const text_place& at, text_format how) {
    if (how == text_format::json) {
      if (line.find_first_not_of(" \t\r") == line.npos)
        return std::optional<value>();
      auto v = parse_json(line, at);
      if (!v)
        return v.failure();
      return std::optional(std::move(*v));
    }
    if (at.line == 1 && line.starts_with(byte_order_mark))
      line.remove_prefix(byte_order_mark.size());
    if (const auto good = detail::utf8_prefix(line); good != line.size())
      return error(errc::bad_text,
                   describe(place_behind(at, line.substr(0, good)))
                     + ": not UTF-8, as konserve's keys are");
    auto reader = edn_reader(line, at);
    auto v = reader.next();
    if (!v || !*v)
      return v;
    const auto rest = line.find_first_not_of(" \t\r,", reader.position());
    const auto more = reader.next();
    if (!more)
      return more.failure();
    if (*more)
      return error(errc::bad_text,
                   describe(place_behind(at, line.substr(0, rest)))
                     + ": more than one value");
    return v;
  }

  static void print(context& c, const uuid& id) {
    if (c.format == text_format::json)
      c.print(id);
    else
      c.out.print(id.to_string());
  }

  static int refuse(context& c, const error& e, const std::string& where) {
    c.out.flush();
    say(error(e.code(), where + ": " + e.message()).what());
    return exit_code::bad_input;
  }
};

} // namespace

void add_hash_command(context& c) {
  auto hash = std::make_shared<hash_command>();
  auto* sub = add_command(c, "hash",
                          "Read a value a line from standard input; print the "
                          "uuid by which konserve names the file of that key",
                          hash);
  add_java(sub, hash->whose);
  sub->footer(
    "At the first line that cannot be read, or has no hash, it ends with code\n"
    "5 and names the line.");
}

} // namespace brine::cli
