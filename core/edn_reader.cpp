// SPDX-License-Identifier: MIT
#include <brine/core/builder.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/edn_name.hpp>
#include <brine/core/edn_scanner.hpp>
#include <brine/core/error.hpp>
#include <brine/core/hex.hpp>

#include <limits>
#include <vector>

namespace brine {

namespace {

// What a reader is inside of.
enum class form { list, vector, map, set, tag, discard };

struct open_form {
  form what;
  std::size_t at;             // Where it begins in the text.
  std::size_t base;           // Its first item on the stack of items.
  std::string_view name = {}; // The tag, or the namespace of a map.
};

std::string_view describe(form f) {
  switch (f) {
  case form::list:
    return "a list";
  case form::vector:
    return "a vector";
  case form::map:
    return "a map";
  default:
    return "a set";
  }
}

char closing(form f) {
  return f == form::list ? ')' : f == form::vector ? ']' : '}';
}

// A longer one, given to many short keys, would make much of little text.
constexpr std::size_t max_namespace = 255;

// A name without a namespace takes that of the map; `_` keeps it from that.
value qualified(const value& key, std::string_view ns) {
  if (!key.is_keyword() && !key.is_symbol())
    return key;
  auto text =
    std::string(key.is_keyword() ? key.as_keyword() : key.as_symbol());
  if (text.starts_with("_/"))
    text.erase(0, 2);
  else if (text.find('/') == std::string::npos)
    text = std::string(ns) + '/' + text;
  return key.is_keyword() ? keyword(text) : symbol(text);
}

// Reads one form with an explicit stack, so that depth costs no stack.
class form_reader {
public:
  form_reader(std::string_view text, std::size_t position, text_place begin)
      : scan_(text, position, begin) {}

  result<std::optional<value>> read();

  [[nodiscard]] std::size_t position() const noexcept {
    return scan_.position();
  }

  [[nodiscard]] std::size_t failed_at() const noexcept {
    return scan_.failed_at();
  }

private:
  result<void> step();
  result<void> open(form what, std::size_t length, std::string_view name = {});
  result<void> close();
  result<void> dispatch();
  result<void> open_namespaced_map();
  result<void> symbolic();
  result<void> deliver(value v);
  result<value> tag(const open_form& f, value v);
  result<value> escaped_tag(const open_form& f, const value& v);
  result<value> bytes(std::size_t at, std::string_view hex);
  result<value> finish(const open_form& f);
  error end_of_text();

  detail::edn_scanner scan_;
  std::vector<open_form> open_;
  std::vector<value> items_;
  std::optional<value> done_;
};

result<std::optional<value>> form_reader::read() {
  while (!done_) {
    scan_.skip_blank();
    if (scan_.at_end()) {
      if (open_.empty())
        return std::optional<value>();
      return end_of_text();
    }
    if (auto stepped = step(); !stepped)
      return stepped.failure();
  }
  return std::move(done_);
}

result<void> form_reader::step() {
  switch (scan_.peek()) {
  case '(':
    return open(form::list, 1);
  case '[':
    return open(form::vector, 1);
  case '{':
    return open(form::map, 1);
  case ')':
  case ']':
  case '}':
    return close();
  case '#':
    return dispatch();
  default: {
    auto v = scan_.scalar();
    return v ? deliver(std::move(*v)) : v.failure();
  }
  }
}

result<void>
form_reader::open(form what, std::size_t length, std::string_view name) {
  if (open_.size() == max_edn_depth)
    return scan_.fail(scan_.position(),
                      "nested deeper than " + std::to_string(max_edn_depth));
  open_.push_back({what, scan_.position(), items_.size(), name});
  scan_.advance(length);
  return {};
}

result<void> form_reader::close() {
  auto at = scan_.position();
  auto bracket = std::string(1, scan_.peek());
  if (open_.empty())
    return scan_.fail(at, "unexpected " + bracket);
  auto top = open_.back();
  if (top.what == form::discard)
    return scan_.fail(at, "nothing to discard before " + bracket);
  if (top.what == form::tag)
    return scan_.fail(at, "nothing behind the tag #" + std::string(top.name)
                            + " before " + bracket);
  if (bracket[0] != closing(top.what))
    return scan_.fail(at, bracket + " closes " + std::string(describe(top.what))
                            + " that begins at " + scan_.where(top.at));
  if (top.what == form::map && (items_.size() - top.base) % 2 != 0)
    return scan_.fail(at, "the key " + brief(items_.back()) + " has no value");
  scan_.advance(1);
  open_.pop_back();
  auto v = finish(top);
  return v ? deliver(std::move(*v)) : v.failure();
}

result<value> form_reader::finish(const open_form& f) {
  const auto first = items_.begin() + static_cast<std::ptrdiff_t>(f.base);
  const auto count = items_.size() - f.base;
  auto b = builder(count);
  for (auto item = first; item != items_.end(); ++item) {
    const auto is_key = (item - first) % 2 == 0;
    b.add(f.name.empty() || !is_key ? std::move(*item)
                                    : qualified(*item, f.name));
  }
  items_.erase(first, items_.end());
  if (f.what == form::list)
    return b.list();
  if (f.what == form::vector)
    return b.vector();
  auto twice = value();
  if (f.what == form::set) {
    auto v = b.set(&twice);
    if (v.size() == count)
      return v;
    return scan_.fail(f.at, "a set with two items " + brief(twice));
  }
  auto v = b.map(&twice);
  if (v.size() == count / 2)
    return v;
  return scan_.fail(f.at, "a map with two keys " + brief(twice));
}

// Behind a #.
result<void> form_reader::dispatch() {
  auto at = scan_.position();
  switch (scan_.peek(1)) {
  case '{':
    return open(form::set, 2);
  case '_':
    return open(form::discard, 2);
  case '#':
    return symbolic();
  case ':':
    return open_namespaced_map();
  default: {
    scan_.advance(1);
    auto name = scan_.token();
    if (!detail::is_edn_tag(name))
      return scan_.fail(at, "not a tag: #" + std::string(name.substr(0, 40)));
    if (open_.size() == max_edn_depth)
      return scan_.fail(at,
                        "nested deeper than " + std::to_string(max_edn_depth));
    open_.push_back({form::tag, at, items_.size(), name});
    return {};
  }
  }
}

result<void> form_reader::open_namespaced_map() {
  auto at = scan_.position();
  scan_.advance(2);
  auto ns = scan_.token();
  scan_.skip_blank();
  if (!detail::is_edn_namespace(ns) || scan_.peek() != '{')
    return scan_.fail(at, "a map with a namespace is written #:name{...}");
  if (ns.size() > max_namespace)
    return scan_.fail(at, "a map with a namespace of more than "
                            + std::to_string(max_namespace) + " bytes");
  if (auto opened = open(form::map, 1, ns); !opened)
    return opened;
  open_.back().at = at;
  return {};
}

result<void> form_reader::symbolic() {
  auto at = scan_.position();
  scan_.advance(2);
  auto name = scan_.token();
  using limits = std::numeric_limits<double>;
  if (name == "Inf")
    return deliver(limits::infinity());
  if (name == "-Inf")
    return deliver(-limits::infinity());
  if (name == "NaN")
    return deliver(limits::quiet_NaN());
  return scan_.fail(at, "no such number: ##" + std::string(name.substr(0, 40)));
}

// Hands a value to what it is inside of.
result<void> form_reader::deliver(value v) {
  while (!open_.empty()) {
    auto top = open_.back();
    if (top.what == form::discard) {
      open_.pop_back();
      return {};
    }
    if (top.what != form::tag) {
      items_.push_back(std::move(v));
      return {};
    }
    open_.pop_back();
    auto made = tag(top, std::move(v));
    if (!made)
      return made.failure();
    v = std::move(*made);
  }
  done_ = std::move(v);
  return {};
}

result<value> form_reader::tag(const open_form& f, value v) {
  if (f.name == "brine/tagged")
    return escaped_tag(f, v);
  const auto known = f.name == "inst" || f.name == "uuid" || f.name == "bytes"
                     || f.name == "brine/keyword" || f.name == "brine/symbol";
  if (!known)
    return tagged(f.name, std::move(v));
  if (!v.is_string())
    return scan_.fail(f.at, "#" + std::string(f.name) + " needs a string, not "
                              + brief(v));
  if (f.name == "brine/keyword")
    return keyword(v.as_string());
  if (f.name == "brine/symbol")
    return symbol(v.as_string());
  if (f.name == "inst") {
    std::string why;
    if (auto t = instant::parse(v.as_string(), &why))
      return value(*t);
    return scan_.fail(f.at, "not an instant: " + brief(v) + ": " + why);
  }
  if (f.name == "uuid") {
    if (auto id = uuid::parse(v.as_string()))
      return value(*id);
    return scan_.fail(f.at, "not a uuid: " + brief(v));
  }
  return bytes(f.at, v.as_string());
}

result<value> form_reader::escaped_tag(const open_form& f, const value& v) {
  if (!v.is_vector() || v.size() != 2 || !v.at(0).is_string())
    return scan_.fail(
      f.at,
      "#brine/tagged needs a vector of a string and a value, not " + brief(v));
  return tagged(v.at(0).as_string(), v.at(1));
}

result<value> form_reader::bytes(std::size_t at, std::string_view hex) {
  brine::bytes out(hex.size() / 2);
  if (!parse_hex(hex, reinterpret_cast<unsigned char*>(out.data())))
    return scan_.fail(at, "#bytes needs pairs of hexadecimal digits, not "
                            + brief(value(hex)));
  return value(out);
}

error form_reader::end_of_text() {
  const auto& top = open_.back();
  auto at = scan_.position();
  if (top.what == form::discard)
    return scan_.fail(at, "end of text behind #_");
  if (top.what == form::tag)
    return scan_.fail(at,
                      "end of text behind the tag #" + std::string(top.name));
  return scan_.fail(at, "end of text inside " + std::string(describe(top.what))
                          + " that begins at " + scan_.where(top.at));
}

} // namespace

result<std::optional<value>> edn_reader::next() {
  if (failure_)
    return *failure_;
  auto reader = form_reader(text_, position_, begin_);
  auto v = [&]() -> result<std::optional<value>> {
    try {
      return reader.read();
    } catch (const error& e) {
      return e;
    }
  }();
  position_ = reader.position();
  failed_at_ = reader.failed_at();
  if (!v)
    failure_ = v.failure();
  return v;
}

result<value> parse_edn(std::string_view text, std::size_t* failed_at) {
  auto reader = edn_reader(text);
  auto scan = detail::edn_scanner(text, 0);
  const auto failed = [&](const error& e, std::size_t at) {
    if (failed_at != nullptr)
      *failed_at = at;
    return e;
  };
  auto first = reader.next();
  if (!first)
    return failed(first.failure(), reader.failed_at());
  const auto end = reader.position();
  if (!*first)
    return failed(scan.fail(end, "no value"), end);
  scan.advance(end);
  scan.skip_blank();
  auto rest = reader.next();
  if (!rest)
    return failed(rest.failure(), reader.failed_at());
  if (*rest)
    return failed(scan.fail(scan.position(), "more than one value"),
                  scan.position());
  return std::move(**first);
}

} // namespace brine
