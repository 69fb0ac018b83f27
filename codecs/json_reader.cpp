// SPDX-License-Identifier: MIT
#include <brine/codecs/json.hpp>
#include <brine/core/builder.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <vector>

namespace brine {

namespace {

// Numbers come as text beside their value, from which they are read again. The
// parser itself refuses numbers that its type of float cannot hold, so that is
// the widest there is.
using parser = nlohmann::basic_json<std::map, std::vector, std::string, bool,
                                    std::int64_t, std::uint64_t, long double>;

/// Counts what the parser has read, so that an error has a place.
class counted_iterator {
public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  counted_iterator(const char* at, std::size_t* count)
      : at_(at), count_(count) {}

  reference operator*() const {
    return *at_;
  }

  counted_iterator& operator++() {
    ++at_;
    ++*count_;
    return *this;
  }

  friend bool operator!=(const counted_iterator& a, const counted_iterator& b) {
    return a.at_ != b.at_;
  }

private:
  const char* at_;
  std::size_t* count_;
};

/// Builds the value that the parser tells of; every call answers whether to go
/// on.
class value_sink {
public:
  value_sink(std::string_view text, const std::size_t& read)
      : text_(text), read_(read) {}

  bool null() {
    return add({});
  }

  bool boolean(bool b) {
    return add(b);
  }

  bool number_integer(std::int64_t n) {
    return add(n);
  }

  bool number_unsigned(std::uint64_t n) {
    return add(n);
  }

  bool number_float(long double, const std::string& text) {
    if (text.find_first_of(".eE") == std::string::npos)
      return add(big_integer(text));
    double x = 0;
    const auto* end = text.data() + text.size();
    if (std::from_chars(text.data(), end, x).ec == std::errc())
      return add(x);
    // Too small for a double is zero, as everywhere.
    if (std::abs(std::strtold(text.c_str(), nullptr)) < 1)
      return add(text.front() == '-' ? -0.0 : 0.0);
    return refuse(text, "out of the range of a double: " + text);
  }

  bool string(std::string& text) {
    return add(text);
  }

  bool binary(parser::binary_t&) {
    return refuse({}, "bytes in text");
  }

  bool start_object(std::size_t) {
    return open("{");
  }

  bool start_array(std::size_t) {
    return open("[");
  }

  bool key(std::string& name) {
    open_.back().add(value(name));
    return true;
  }

  bool end_object() {
    auto top = close();
    const auto entries = top.count() / 2;
    auto made = top.map();
    if (made.size() < entries)
      return refuse("}", "an object that ends here has a name twice");
    return add(std::move(made));
  }

  bool end_array() {
    return add(close().vector());
  }

  bool parse_error(std::size_t position, const std::string& token,
                   const nlohmann::detail::exception& e) {
    const auto what = std::string_view(e.what());
    const auto says = [&](std::string_view x) {
      return what.find(x) != what.npos;
    };
    // The token is that of an unexpected literal; else one byte is wrong.
    if (says("unexpected end of input"))
      at = text_.size();
    else if (says(" literal; expected ") && !says(last_read))
      at = position - std::min(position, token.size());
    else
      at = std::min(position, text_.size() + 1) - 1;
    why = plain(what);
    return false;
  }

  std::optional<value> done;
  std::string why;    ///< What is wrong,
  std::size_t at = 0; ///< and the byte where it is.

private:
  static constexpr std::string_view last_read = "; last read: ";

  bool add(value v) {
    if (open_.empty())
      done = std::move(v);
    else
      open_.back().add(std::move(v));
    return true;
  }

  bool open(std::string_view bracket) {
    if (open_.size() == max_json_depth)
      return refuse(bracket,
                    "nested deeper than " + std::to_string(max_json_depth));
    open_.emplace_back();
    return true;
  }

  builder close() {
    auto top = std::move(open_.back());
    open_.pop_back();
    return top;
  }

  /// The token was the last one read, and perhaps one byte behind it.
  bool refuse(std::string_view token, std::string what) {
    at = text_.substr(0, read_).rfind(token);
    why = std::move(what);
    return false;
  }

  /// The parser's words without its name and place, and without repeating
  /// what was read.
  static std::string plain(std::string_view text) {
    for (auto before : {"] ", ": "})
      if (auto found = text.find(before); found != text.npos)
        text.remove_prefix(found + 2);
    const auto read = text.find(last_read);
    auto out = std::string(text.substr(0, read));
    if (auto expected = text.rfind("; expected ");
        read != text.npos && expected != text.npos)
      out += text.substr(expected);
    return out;
  }

  std::string_view text_;
  const std::size_t& read_;
  std::vector<builder> open_;
};

} // namespace

result<value> parse_json(std::string_view text, text_place begin) {
  std::size_t read = 0;
  auto sink = value_sink(text, read);
  const auto first = counted_iterator(text.data(), &read);
  const auto last = counted_iterator(text.data() + text.size(), &read);
  if (parser::sax_parse(first, last, &sink))
    return std::move(*sink.done);
  return error(errc::bad_text,
               describe(place_behind(begin, text.substr(0, sink.at))) + ": "
                 + sink.why);
}

} // namespace brine
