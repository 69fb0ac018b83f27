// SPDX-License-Identifier: MIT
#include <brine/codecs/hasch.hpp>
#include <brine/codecs/serializer.hpp>
#include <brine/core/utf8.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace brine {

namespace {

/// Memory that is wiped when it goes: what is hashed may be a secret.
template <class T>
struct wiping_allocator {
  using value_type = T;

  T* allocate(std::size_t n) {
    return std::allocator<T>().allocate(n);
  }

  void deallocate(T* memory, std::size_t n) noexcept {
    wipe(memory, n * sizeof(T));
    std::allocator<T>().deallocate(memory, n);
  }

  bool operator==(const wiping_allocator&) const = default;
};

using buffer = std::vector<std::uint8_t, wiping_allocator<std::uint8_t>>;

enum class hasch_tag : std::uint8_t {
  nil,
  boolean,
  number,
  string,
  symbol,
  keyword,
  instant,
  uuid,
  list,
  vector,
  map,
  set,
  tagged,
  bytes,
};

/// So many bytes of an item of a map or set are used.
constexpr std::size_t mixed_size = 32;

/// Of so many bytes and more the digest is taken.
constexpr std::size_t safe_limit = 1024;

/// Whole milliseconds, as Clojure reads a finer instant.
std::string milliseconds(instant t) {
  return std::to_string(std::chrono::floor<std::chrono::milliseconds>(
                          std::chrono::microseconds(t.microseconds))
                          .count());
}

/// Kinds of the JVM that hasch does not know, as they are tagged in brine; and
/// tags that are known with another content only.
constexpr auto unknown_tags = std::array<std::string_view, 12>{
  "float",  "incognito", "jlist",    "jmap",    "ints", "longs",
  "floats", "doubles",   "booleans", "objects", "uri",  "regex"};

/// The name of a class as incognito writes it.
std::string class_name(std::string_view tag) {
  auto out = std::string(tag);
  if (const auto slash = out.find('/'); slash != out.npos)
    out[slash] = '.';
  std::replace(out.begin(), out.end(), '-', '_');
  return out;
}

/// Builds tag and body of a value. What is hashed of it is written first, and
/// replaced by its digest.
class hasch_writer {
public:
  explicit hasch_writer(java_version whose) : whose_(whose) {
    out_.reserve(256);
  }

  bool write(const value& v);

  [[nodiscard]] std::string_view view() const {
    return {reinterpret_cast<const char*>(out_.data()), out_.size()};
  }

  /// Why `write` was false. @pre it was
  [[nodiscard]] error failure() const {
    return *failure_;
  }

private:
  using mixture = std::array<std::uint8_t, mixed_size>;

  bool fail(error e) {
    failure_ = std::move(e);
    return false;
  }

  bool unknown(std::string_view what) {
    return fail(
      {errc::unsupported, "hasch cannot hash a " + std::string(what)});
  }

  std::size_t begin(hasch_tag tag) {
    out_.push_back(static_cast<std::uint8_t>(tag));
    return out_.size();
  }

  void put(std::string_view bytes) {
    out_.insert(out_.end(), bytes.begin(), bytes.end());
  }

  bool plain(hasch_tag tag, std::string_view text) {
    begin(tag);
    put(text);
    return true;
  }

  bool safe_text(hasch_tag tag, std::string_view before, std::string_view text);
  bool safe(std::size_t begin);
  bool fold(std::size_t begin);
  void mix(mixture& into, std::size_t begin);
  bool write_scalar(const value& v);
  bool write_text(const value& v);
  bool write_items(hasch_tag tag, std::span<const value> all);
  bool write_pair(hasch_tag tag, const value& a, const value& b);
  bool write_map(std::span<const entry> all);
  bool write_set(std::span<const value> all);
  bool write_tagged(std::string_view tag, const value& v);

  java_version whose_;
  buffer out_;
  std::size_t depth_ = 0;
  std::optional<error> failure_;
};

bool hasch_writer::write(const value& v) {
  if (v.kind() < kind::list)
    return write_scalar(v);
  if (depth_ == max_nesting)
    return fail(nested_too_deep("hasch"));
  ++depth_;
  auto good = false;
  if (v.is_list())
    good = write_items(hasch_tag::list, v.items());
  else if (v.is_vector())
    good = write_items(hasch_tag::vector, v.items());
  else if (v.is_map())
    good = write_map(v.entries());
  else if (v.is_set())
    good = write_set(v.items());
  else
    good = write_tagged(v.tag(), v.untagged());
  --depth_;
  return good;
}

bool hasch_writer::write_scalar(const value& v) {
  switch (v.kind()) {
  case kind::nil:
    return plain(hasch_tag::nil, {});
  case kind::boolean:
    return plain(hasch_tag::boolean, v.as_bool() ? ")" : "(");
  case kind::integer:
    return plain(hasch_tag::number, std::to_string(v.as_int()));
  case kind::big_integer:
    return plain(hasch_tag::number, v.as_big_integer().to_string());
  case kind::real:
    return plain(hasch_tag::number, java_text(v.as_double(), whose_));
  case kind::decimal:
    return plain(hasch_tag::number, v.as_decimal().to_string());
  case kind::instant:
    return plain(hasch_tag::instant, milliseconds(v.as_instant()));
  case kind::uuid:
    return plain(hasch_tag::uuid, v.as_uuid().to_string());
  case kind::ratio:
    return unknown("ratio");
  default:
    return write_text(v);
  }
}

bool hasch_writer::write_text(const value& v) {
  switch (v.kind()) {
  case kind::character: {
    std::string text;
    detail::append_utf8(text, v.as_char());
    return safe_text(hasch_tag::string, "", text);
  }
  case kind::string:
    return safe_text(hasch_tag::string, "", v.as_string());
  case kind::symbol:
    return safe_text(hasch_tag::symbol, "", v.as_symbol());
  case kind::keyword:
    return safe_text(hasch_tag::keyword, ":", v.as_keyword());
  default: {
    const auto from = begin(hasch_tag::bytes);
    const auto all = v.as_bytes();
    put({reinterpret_cast<const char*>(all.data()), all.size()});
    return safe(from);
  }
  }
}

/// Where Java has half of a surrogate pair its UTF-8 has a question mark.
bool hasch_writer::safe_text(hasch_tag tag, std::string_view before,
                             std::string_view text) {
  const auto from = begin(tag);
  put(before);
  put(text);
  auto to = from;
  for (auto i = from; i < out_.size(); ++i) {
    const auto half =
      i + 2 < out_.size() && out_[i] == 0xed && out_[i + 1] >= 0xa0;
    out_[to++] = half ? std::uint8_t{'?'} : out_[i];
    if (half)
      i += 2;
  }
  out_.resize(to);
  return safe(from);
}

bool hasch_writer::safe(std::size_t begin) {
  const auto size = out_.size() - begin;
  if (size >= safe_limit)
    return fold(begin);
  for (auto i = begin; i < begin + size; ++i)
    out_.push_back(out_[i] > 0 && out_[i] < 30 ? 1 : 0);
  return true;
}

bool hasch_writer::fold(std::size_t begin) {
  auto d = sha512_digest();
  if (auto done = sha512(d.data(), view().substr(begin)); !done)
    return fail(done.failure());
  out_.resize(begin);
  out_.insert(out_.end(), d.begin(), d.end());
  wipe(d.data(), d.size());
  return true;
}

void hasch_writer::mix(mixture& into, std::size_t begin) {
  for (std::size_t i = 0; i < mixed_size; ++i)
    into[i] ^= out_[begin + i];
  out_.resize(begin);
}

bool hasch_writer::write_items(hasch_tag tag, std::span<const value> all) {
  const auto from = begin(tag);
  if (all.empty())
    write(value());
  for (const auto& x : all)
    if (!write(x))
      return false;
  return fold(from);
}

bool hasch_writer::write_pair(hasch_tag tag, const value& a, const value& b) {
  const auto from = begin(tag);
  return write(a) && write(b) && fold(from);
}

bool hasch_writer::write_map(std::span<const entry> all) {
  const auto from = begin(hasch_tag::map);
  auto mixed = mixture();
  for (const auto& x : all) {
    if (!write_pair(hasch_tag::vector, x.key, x.val))
      return false;
    mix(mixed, from);
  }
  if (!all.empty())
    out_.insert(out_.end(), mixed.begin(), mixed.end());
  return true;
}

bool hasch_writer::write_set(std::span<const value> all) {
  const auto from = begin(hasch_tag::set);
  auto mixed = mixture();
  for (const auto& x : all) {
    if (!write(x) || !fold(from))
      return false;
    mix(mixed, from);
  }
  if (!all.empty())
    out_.insert(out_.end(), mixed.begin(), mixed.end());
  return true;
}

bool hasch_writer::write_tagged(std::string_view tag, const value& v) {
  if (tag == "float" && v.is_double())
    return plain(hasch_tag::number,
                 java_text(static_cast<float>(v.as_double()), whose_));
  if (tag == "incognito" && v.is_vector() && v.size() == 2
      && v.at(0).is_symbol())
    return write_pair(hasch_tag::tagged,
                      symbol(class_name(v.at(0).as_symbol())), v.at(1));
  if (std::find(unknown_tags.begin(), unknown_tags.end(), tag)
      != unknown_tags.end())
    return unknown('#' + std::string(tag));
  return write_pair(hasch_tag::tagged, symbol(class_name(tag)), v);
}

} // namespace

result<secret> hasch_bytes(const value& v, java_version whose) {
  auto to = hasch_writer(whose);
  if (!to.write(v))
    return to.failure();
  return secret(to.view());
}

result<sha512_digest> edn_hash(const value& v, java_version whose) {
  auto to = hasch_writer(whose);
  if (!to.write(v))
    return to.failure();
  auto d = sha512_digest();
  if (auto done = sha512(d.data(), to.view()); !done)
    return done.failure();
  return d;
}

result<uuid> hasch_uuid(const value& v, java_version whose) {
  const auto d = edn_hash(v, whose);
  if (!d)
    return d.failure();
  auto id = uuid();
  std::copy_n(d->begin(), id.bytes.size(), id.bytes.begin());
  // Version 5, but that hasch clears the two highest bits.
  id.bytes[0] &= 0x3f;
  id.bytes[6] = (id.bytes[6] & 0x0f) | 0x50;
  id.bytes[8] = (id.bytes[8] & 0x3f) | 0x80;
  return id;
}

} // namespace brine
