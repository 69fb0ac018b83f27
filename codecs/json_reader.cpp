// SPDX-License-Identifier: MIT
#include <brine/codecs/json.hpp>
#include <brine/codecs/json_scanner.hpp>
#include <brine/codecs/json_text.hpp>
#include <brine/core/builder.hpp>
#include <brine/core/edn.hpp>

#include <vector>

namespace brine {

namespace {

using detail::json_style;

struct open_collection {
  std::size_t at;   // Where it begins in the text.
  std::size_t base; // Its first item on the stack of items.
  bool is_object;
};

// Reads one value with an explicit stack, so that depth costs no stack.
// Functions return false where they fail.
class json_reader {
public:
  json_reader(std::string_view text, json_style style, text_place begin)
      : scan_(text, begin), style_(style) {}

  bool read(value& v) {
    do {
      if (!read_value())
        return false;
    } while (!open_.empty());
    scan_.next();
    if (!scan_.at_end())
      return scan_.expected("the end of text");
    v = std::move(items_.back());
    return true;
  }

  [[nodiscard]] const detail::json_scanner& scan() const noexcept {
    return scan_;
  }

private:
  // A value, or its beginning.
  bool read_value() {
    const auto c = scan_.next();
    if (c == '{' || c == '[')
      return open(c == '{');
    if (!scan_.scalar(items_.emplace_back()))
      return false;
    return go_on();
  }

  bool open(bool is_object) {
    if (open_.size() == max_json_depth)
      return scan_.fail(scan_.position(),
                        "nested deeper than " + std::to_string(max_json_depth));
    open_.push_back({scan_.position(), items_.size(), is_object});
    scan_.advance();
    if (scan_.next() == (is_object ? '}' : ']'))
      return go_on();
    return !is_object || read_name();
  }

  // Behind a value: to where the next one begins, or to the end.
  bool go_on() {
    while (!open_.empty()) {
      const auto is_object = open_.back().is_object;
      const auto c = scan_.next();
      if (c == ',') {
        scan_.advance();
        return !is_object || read_name();
      }
      if (c != (is_object ? '}' : ']'))
        return scan_.expected(is_object ? "',' or '}'" : "',' or ']'");
      scan_.advance();
      if (!close())
        return false;
    }
    return true;
  }

  bool read_name() {
    if (scan_.next() != '"')
      return scan_.expected("a name in quotes");
    if (!scan_.string(items_.emplace_back()))
      return false;
    if (scan_.next() != ':')
      return scan_.expected("':'");
    scan_.advance();
    return true;
  }

  bool close() {
    const auto top = open_.back();
    open_.pop_back();
    auto made = value();
    if (!make(top, made))
      return false;
    items_.resize(top.base);
    items_.push_back(std::move(made));
    return true;
  }

  bool make(const open_collection& top, value& v) {
    const auto count = items_.size() - top.base;
    if (top.is_object && count == 2 && style_ == json_style::exact
        && items_[top.base].as_string().starts_with('#')) {
      auto form = detail::read_json_form(items_[top.base].as_string(),
                                         items_[top.base + 1]);
      if (!form)
        return scan_.fail(top.at, form.failure().message());
      if (*form) {
        v = std::move(**form);
        return true;
      }
    }
    auto b = builder(count);
    for (auto i = top.base; i < items_.size(); ++i)
      b.add(std::move(items_[i]));
    auto twice = value();
    v = top.is_object ? b.map(&twice) : b.vector();
    if (top.is_object && v.size() < count / 2)
      return scan_.fail(top.at,
                        "an object with the name " + brief(twice) + " twice");
    return true;
  }

  detail::json_scanner scan_;
  json_style style_;
  std::vector<open_collection> open_;
  std::vector<value> items_;
};

} // namespace

result<value> detail::read_json_text(std::string_view text, json_style style,
                                     text_place begin, std::size_t& failed_at) {
  auto reader = json_reader(text, style, begin);
  auto v = value();
  try {
    if (reader.read(v))
      return v;
  } catch (const error& e) {
    // A string or collection larger than values can be.
    failed_at = reader.scan().position();
    return e;
  }
  failed_at = reader.scan().failed_at();
  return error(errc::bad_text, reader.scan().why());
}

result<value> parse_json(std::string_view text, text_place begin) {
  std::size_t failed_at = 0;
  return detail::read_json_text(text, json_style::plain, begin, failed_at);
}

} // namespace brine
