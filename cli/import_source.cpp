// SPDX-License-Identifier: MIT
#include <brine/cli/import_source.hpp>
#include <brine/cli/line_reader.hpp>
#include <brine/codecs/json.hpp>
#include <brine/core/edn.hpp>

#include <algorithm>

namespace brine::cli {

namespace {

// So close to the end of what was read a form may go on behind it.
constexpr std::size_t longest_escape = 16;

[[noreturn]] void fail(const input& in, const std::string& message) {
  throw error(errc::bad_text, in.name() + ": " + message);
}

[[noreturn]] void
fail(const input& in, const text_place& at, const std::string& message) {
  fail(in, describe(at) + ": " + message);
}

/// A source that reads values and takes them apart.
class value_source : public import_source {
public:
  value_source(input& in, text_format how, std::optional<value> field)
      : in_(in), how_(how), field_(std::move(field)) {}

  std::optional<import_item> next() final {
    text_place at;
    auto v = read(at);
    if (!v)
      return std::nullopt;
    auto item = field_                      ? keyed(std::move(*v), at)
                : how_ == text_format::json ? dumped_json(*v, at)
                                            : dumped_edn(*v, at);
    item.at = at;
    return item;
  }

protected:
  virtual std::optional<value> read(text_place& at) = 0;

  [[nodiscard]] input& in() const noexcept {
    return in_;
  }

private:
  import_item keyed(value v, const text_place& at) const {
    if (!v.is_map())
      fail(in_, at, "not a map: " + brief(v));
    const auto* key = v.find(*field_);
    if (!key)
      fail(in_, at, "no field " + to_string(*field_) + " in " + brief(v));
    import_item item;
    item.key = *key;
    item.document = std::move(v);
    return item;
  }

  import_item dumped_json(const value& v, const text_place& at) const {
    const auto in_edn = v.is_map() && v.contains("key-edn");
    if (!v.is_map() || v.contains("key") == in_edn || !v.contains("value")
        || v.size() != (v.contains("meta") ? 3u : 2u))
      fail(in_, at,
           R"(not as dump writes it, {"key": ..., "value": ...}: )" + brief(v)
             + "; with --key each line is a document");
    return checked({in_edn ? from_edn(v["key-edn"], at) : v["key"],
                    v["value"],
                    v["meta"],
                    {}},
                   at);
  }

  /// A key that JSON would not keep.
  value from_edn(const value& text, const text_place& at) const {
    if (!text.is_string())
      fail(in_, at, "key-edn " + brief(text) + ": not a string with edn");
    auto key = parse_edn(text.as_string());
    if (!key)
      fail(in_, at, "key-edn " + brief(text) + ": " + key.failure().message());
    return std::move(*key);
  }

  import_item dumped_edn(const value& v, const text_place& at) const {
    if (!v.is_vector() || v.size() < 2 || v.size() > 3)
      fail(in_, at,
           "not as dump writes it, [key document]: " + brief(v)
             + "; with --key each form is a document");
    return checked({v.at(0), v.at(1), v.size() == 3 ? v.at(2) : value(), {}},
                   at);
  }

  import_item checked(import_item item, const text_place& at) const {
    if (!item.metadata.is_nil() && !item.metadata.is_map())
      fail(in_, at, "the metadata is not a map: " + brief(item.metadata));
    return item;
  }

  input& in_;
  text_format how_;
  std::optional<value> field_;
};

/// A value a line; empty lines are passed over.
class json_source final : public value_source {
public:
  explicit json_source(input& in, std::optional<value> field)
      : value_source(in, text_format::json, std::move(field)), lines_(in) {}

private:
  std::optional<value> read(text_place& at) override {
    while (auto line = lines_.next()) {
      at = lines_.place();
      if (line->find_first_not_of(" \t\r") == line->npos)
        continue;
      auto v = parse_json(*line, at);
      if (v)
        return std::move(*v);
      lines_.again(); // so that the next call fails too
      fail(in(), v.failure().message());
    }
    return std::nullopt;
  }

  line_reader lines_;
};

/// Looks through edn as it comes for where a collection ends. Brackets are
/// counted and not told apart: the reader does that.
class end_finder {
public:
  /// Whether one ends in what comes next that is inside of no other.
  bool pass(std::string_view text) {
    auto found = false;
    for (const auto c : text)
      found = pass(c) || found;
    return found;
  }

private:
  enum class place { plain, string, escape, comment, character };

  bool pass(char c) {
    switch (at_) {
    case place::string:
      at_ = c == '"' ? place::plain : c == '\\' ? place::escape : at_;
      return false;
    case place::escape:
      at_ = place::string;
      return false;
    case place::comment:
      at_ = c == '\n' ? place::plain : at_;
      return false;
    case place::character:
      at_ = place::plain;
      return false;
    default:
      return plain(c);
    }
  }

  bool plain(char c) {
    switch (c) {
    case '"':
      at_ = place::string;
      return false;
    case ';':
      at_ = place::comment;
      return false;
    case '\\':
      at_ = place::character;
      return false;
    case '(':
    case '[':
    case '{':
      ++depth_;
      return false;
    case ')':
    case ']':
    case '}':
      depth_ -= depth_ > 0 ? 1 : 0;
      return depth_ == 0;
    default:
      return false;
    }
  }

  place at_ = place::plain;
  std::size_t depth_ = 0;
};

/// Forms, wherever lines end.
class edn_source final : public value_source {
public:
  explicit edn_source(input& in, std::optional<value> field)
      : value_source(in, text_format::edn, std::move(field)) {}

private:
  std::optional<value> read(text_place& at) override {
    for (;;) {
      auto reader = edn_reader(text(), place_);
      auto v = reader.next();
      if (may_be_cut(v, reader.position()) && read_more())
        continue;
      if (!v)
        fail(in(), v.failure().message());
      if (!*v)
        return std::nullopt;
      at = place_of_form();
      place_ = place_behind(place_, text().substr(0, reader.position()));
      begin_ += reader.position();
      return std::move(**v);
    }
  }

  [[nodiscard]] std::string_view text() const {
    return std::string_view(buffer_).substr(begin_);
  }

  /// Whether what follows may make another thing of what was read. A document
  /// ends with its bracket, a word with what comes behind it.
  [[nodiscard]] bool
  may_be_cut(const result<std::optional<value>>& v, std::size_t end) const {
    if (!v)
      return end + longest_escape > text().size();
    if (!*v)
      return true;
    return end == text().size() && !(*v)->is_vector() && !(*v)->is_map();
  }

  /// Reads on until a collection ends, but no more than doubles what is there:
  /// a long form is not read too often, and a bad one found.
  bool read_more() {
    buffer_.erase(0, begin_);
    begin_ = 0;
    const auto before = buffer_.size();
    end_finder ends;
    ends.pass(buffer_);
    auto found = false;
    while (!found && !ended_ && buffer_.size() < 2 * before + 1) {
      const auto seen = buffer_.size();
      ended_ = !in().read(buffer_);
      found = ends.pass(std::string_view(buffer_).substr(seen));
    }
    return buffer_.size() > before;
  }

  /// Where the next form begins, but for comments.
  [[nodiscard]] text_place place_of_form() const {
    const auto blank = text().find_first_not_of(" ,\t\r\n");
    return place_behind(place_, text().substr(0, blank));
  }

  std::string buffer_;
  std::size_t begin_ = 0; ///< Of what was not given out yet,
  text_place place_;      ///< and where that is in the whole.
  bool ended_ = false;
};

} // namespace

std::unique_ptr<import_source>
make_import_source(input& in, text_format how, std::optional<value> field) {
  if (how == text_format::json)
    return std::make_unique<json_source>(in, std::move(field));
  return std::make_unique<edn_source>(in, std::move(field));
}

} // namespace brine::cli
