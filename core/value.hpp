// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/instant.hpp>
#include <brine/core/kind.hpp>
#include <brine/core/node.hpp>
#include <brine/core/numbers.hpp>
#include <brine/core/source.hpp>
#include <brine/core/uuid.hpp>

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <initializer_list>
#include <iosfwd>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace brine {

struct entry;

using bytes = std::vector<std::byte>;

/// An immutable datum: nil, a number, text, or a collection of values. 16
/// bytes; copying shares what is large and never fails. Equality and order are
/// those of edn: 1 is not 1.0, a list equals a vector of the same items; and
/// beyond edn NaN equals itself and decimals are equal by number, so that
/// every value can be a key. Distinct values may be used from any threads at
/// the same time, also when they share memory.
///
/// In braces a value is always a map: `value v{{"name", "Alice"}, {"age",
/// 30}}`, but empty ones are nil. `vec`, `list`, `set`, `map`, `keyword`,
/// `symbol` and `tagged` make others.
class value {
public:
  /// Nil.
  constexpr value() noexcept = default;

  constexpr value(std::nullptr_t) noexcept {}

  template <std::same_as<bool> T>
  value(T x) noexcept : value(brine::kind::boolean, std::int64_t{x}) {}

  /// Character types other than `char` and `char32_t` do not convert; `signed
  /// char` and `unsigned char` are integers.
  template <detail::integer_source T>
  value(T x) {
    if constexpr (sizeof(T) == 8 && std::unsigned_integral<T>) {
      if (x > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) {
        *this = big_integer::from_unsigned(x);
        return;
      }
    }
    store(brine::kind::integer, static_cast<std::int64_t>(x));
  }

  /// A `char` is its code point in Latin-1. Throws `bad_argument` above
  /// U+10FFFF.
  template <detail::character_source T>
  value(T x)
      : value(character(
        static_cast<char32_t>(static_cast<std::make_unsigned_t<T>>(x)))) {}

  template <detail::real_source T>
  value(T x) noexcept {
    store(brine::kind::real, static_cast<double>(x));
  }

  /// A string; not checked to be UTF-8. Throws `bad_argument` for a null
  /// pointer, `too_large` from 4 GiB on.
  template <detail::text_source T>
  value(const T& x) : value(brine::kind::string, detail::view(x)) {}

  value(instant t) noexcept : value(brine::kind::instant, t.microseconds) {}

  value(const brine::uuid& id);

  /// An integer if it fits.
  value(const big_integer& n);

  value(const decimal& d);

  /// An integer if the denominator is 1.
  value(const ratio& r);

  /// Map-like containers become maps, set-like ones sets, other ranges vectors,
  /// ranges of `std::byte` bytes; an empty optional is nil; a time point of the
  /// system clock an instant.
  template <detail::compound_source T>
  value(const T& x);

  /// A map; of entries with equal keys the last one wins.
  value(std::initializer_list<entry> entries);

  value(const value& other) noexcept {
    std::memcpy(raw_, other.raw_, sizeof(raw_));
    if (shared())
      pointer()->references.fetch_add(1, std::memory_order_relaxed);
  }

  value(value&& other) noexcept {
    std::memcpy(raw_, other.raw_, sizeof(raw_));
    std::memset(other.raw_, 0, sizeof(raw_));
  }

  value& operator=(const value& other) noexcept {
    return *this = value(other);
  }

  value& operator=(value&& other) noexcept {
    swap(*this, other);
    return *this;
  }

  ~value() {
    if (shared())
      detail::drop(kind(), pointer());
  }

  friend void swap(value& a, value& b) noexcept {
    unsigned char t[sizeof(raw_)];
    std::memcpy(t, a.raw_, sizeof(t));
    std::memcpy(a.raw_, b.raw_, sizeof(t));
    std::memcpy(b.raw_, t, sizeof(t));
  }

  /// Makes a collection by moving from `items`. A map or set is sorted unless
  /// it is already; of equal keys the last one wins. See also `builder`.
  [[nodiscard]] static value list_of(std::span<value> items);
  [[nodiscard]] static value vector_of(std::span<value> items);
  [[nodiscard]] static value set_of(std::span<value> items);
  [[nodiscard]] static value map_of(std::span<entry> entries);
  [[nodiscard]] static value list_of(std::vector<value>&& items);
  [[nodiscard]] static value vector_of(std::vector<value>&& items);
  [[nodiscard]] static value set_of(std::vector<value>&& items);
  [[nodiscard]] static value map_of(std::vector<entry>&& entries);

  [[nodiscard]] brine::kind kind() const noexcept {
    return static_cast<brine::kind>(raw_[0]);
  }

  // clang-format off
  [[nodiscard]] bool is_nil() const noexcept { return is(brine::kind::nil); }
  [[nodiscard]] bool is_bool() const noexcept { return is(brine::kind::boolean); }
  [[nodiscard]] bool is_int() const noexcept { return is(brine::kind::integer); }
  [[nodiscard]] bool is_big_integer() const noexcept { return is(brine::kind::big_integer); }
  [[nodiscard]] bool is_double() const noexcept { return is(brine::kind::real); }
  [[nodiscard]] bool is_decimal() const noexcept { return is(brine::kind::decimal); }
  [[nodiscard]] bool is_ratio() const noexcept { return is(brine::kind::ratio); }
  [[nodiscard]] bool is_char() const noexcept { return is(brine::kind::character); }
  [[nodiscard]] bool is_string() const noexcept { return is(brine::kind::string); }
  [[nodiscard]] bool is_symbol() const noexcept { return is(brine::kind::symbol); }
  [[nodiscard]] bool is_keyword() const noexcept { return is(brine::kind::keyword); }
  [[nodiscard]] bool is_instant() const noexcept { return is(brine::kind::instant); }
  [[nodiscard]] bool is_uuid() const noexcept { return is(brine::kind::uuid); }
  [[nodiscard]] bool is_bytes() const noexcept { return is(brine::kind::bytes); }
  [[nodiscard]] bool is_list() const noexcept { return is(brine::kind::list); }
  [[nodiscard]] bool is_vector() const noexcept { return is(brine::kind::vector); }
  [[nodiscard]] bool is_map() const noexcept { return is(brine::kind::map); }
  [[nodiscard]] bool is_set() const noexcept { return is(brine::kind::set); }
  [[nodiscard]] bool is_tagged() const noexcept { return is(brine::kind::tagged); }

  // clang-format on

  // Typed access. Another kind throws `wrong_kind`. With a default, nil gives
  // the default and still every other kind throws. Views live as long as this
  // very object, not as long as its copies: short text is stored inside.

  [[nodiscard]] bool as_bool() const;
  [[nodiscard]] std::int64_t as_int() const;
  [[nodiscard]] double as_double() const;
  [[nodiscard]] char32_t as_char() const;
  [[nodiscard]] std::string_view as_string() const;

  /// `ns/name`, without the colon.
  [[nodiscard]] std::string_view as_keyword() const;
  [[nodiscard]] std::string_view as_symbol() const;
  [[nodiscard]] instant as_instant() const;
  [[nodiscard]] brine::uuid as_uuid() const;
  [[nodiscard]] std::span<const std::byte> as_bytes() const;

  /// Also of an integer.
  [[nodiscard]] big_integer as_big_integer() const;
  [[nodiscard]] decimal as_decimal() const;

  /// Also of an integer or big integer.
  [[nodiscard]] ratio as_ratio() const;

  [[nodiscard]] bool as_bool(bool otherwise) const;
  [[nodiscard]] std::int64_t as_int(std::int64_t otherwise) const;
  [[nodiscard]] double as_double(double otherwise) const;
  [[nodiscard]] char32_t as_char(char32_t otherwise) const;
  [[nodiscard]] std::string_view as_string(std::string_view otherwise) const;
  [[nodiscard]] std::string_view as_keyword(std::string_view otherwise) const;
  [[nodiscard]] std::string_view as_symbol(std::string_view otherwise) const;
  [[nodiscard]] instant as_instant(instant otherwise) const;
  [[nodiscard]] brine::uuid as_uuid(brine::uuid otherwise) const;
  [[nodiscard]] std::span<const std::byte>
  as_bytes(std::span<const std::byte> otherwise) const;
  [[nodiscard]] big_integer as_big_integer(big_integer otherwise) const;
  [[nodiscard]] decimal as_decimal(decimal otherwise) const;
  [[nodiscard]] ratio as_ratio(ratio otherwise) const;

  /// As a C++ type: the scalars, strings, containers and optionals that a value
  /// can be made from. Integers are range-checked; `to<double>` also takes an
  /// integer that a double holds exactly. Else throws `wrong_kind`.
  template <class T>
  [[nodiscard]] T to() const;

  /// The tag of a tagged value.
  [[nodiscard]] std::string_view tag() const;

  /// What is tagged.
  [[nodiscard]] const value& untagged() const;

  /// Items or entries of a collection, bytes of a string or bytes, 0 of nil.
  [[nodiscard]] std::size_t size() const;

  /// The items of a list or vector in their order, of a set in the order of
  /// `compare`; nothing of nil.
  [[nodiscard]] std::span<const value> items() const;

  /// The entries of a map in the order of `compare` of the keys; nothing of
  /// nil.
  [[nodiscard]] std::span<const entry> entries() const;

  /// An item of a list, vector or set by position; throws `bad_argument` if
  /// there is none.
  [[nodiscard]] const value& at(std::size_t i) const;

  /// The value of a map's key, the element of a set, the item of a vector at an
  /// integer; null if absent. Other kinds have no keys: null.
  [[nodiscard]] const value* find(const value& key) const;

  [[nodiscard]] bool contains(const value& key) const {
    return find(key) != nullptr;
  }

  /// As `find`, but nil if absent.
  [[nodiscard]] const value& operator[](const value& key) const;

  /// Equal values have equal hashes. Not stable across versions of brine.
  [[nodiscard]] std::size_t hash() const;

  /// About how many bytes of memory it keeps alive, itself included; shared
  /// parts count each time. Constant time.
  [[nodiscard]] std::size_t memory() const noexcept;

  /// Equality as edn has it; see above.
  [[nodiscard]] friend bool operator==(const value& a, const value& b) {
    return same_bits(a, b) || equal(a, b);
  }

  /// The order of `compare`.
  friend std::strong_ordering operator<=>(const value& a, const value& b);

  /// Writes edn text.
  friend std::ostream& operator<<(std::ostream& out, const value& v);

private:
  friend struct detail::access;

  static constexpr unsigned char shared_mark = 0xff;
  static constexpr std::size_t inline_limit = 14;

  value(brine::kind k, std::int64_t x) noexcept {
    store(k, x);
  }

  value(brine::kind k, std::string_view text);

  static value character(char32_t c);
  static bool equal(const value& a, const value& b);

  // Equal bits are equal values, but not the other way round.
  static bool same_bits(const value& a, const value& b) noexcept {
    return std::memcmp(a.raw_, b.raw_, sizeof(a.raw_)) == 0;
  }

  template <class T>
  void store(brine::kind k, T x) noexcept {
    static_assert(sizeof(T) == 8);
    raw_[0] = static_cast<unsigned char>(k);
    std::memcpy(raw_ + 8, &x, sizeof(x));
  }

  template <class T>
  [[nodiscard]] T load() const noexcept {
    T x;
    std::memcpy(&x, raw_ + 8, sizeof(x));
    return x;
  }

  [[nodiscard]] bool is(brine::kind k) const noexcept {
    return kind() == k;
  }

  [[nodiscard]] bool shared() const noexcept {
    return raw_[1] == shared_mark;
  }

  [[nodiscard]] detail::node* pointer() const noexcept {
    return load<detail::node*>();
  }

  [[nodiscard]] std::string_view text() const noexcept {
    if (shared())
      return detail::text_of(pointer());
    return {reinterpret_cast<const char*>(raw_ + 2), raw_[1]};
  }

  // Byte 0: the kind. Byte 1: shared_mark if bytes 8 to 15 are a pointer to a
  // node; of text else its length, the text following. All other scalars and
  // the pointer are in bytes 8 to 15. Unused bytes are zero, always.
  alignas(8) unsigned char raw_[16] = {};
};

static_assert(sizeof(value) == 16);

/// A key and its value in a map.
struct entry {
  value key;
  value val;

  entry(value k, value v) noexcept : key(std::move(k)), val(std::move(v)) {}

  bool operator==(const entry&) const = default;
};

static_assert(sizeof(entry) == 2 * sizeof(value));

inline value value::list_of(std::vector<value>&& items) {
  return list_of(std::span(items));
}

inline value value::vector_of(std::vector<value>&& items) {
  return vector_of(std::span(items));
}

inline value value::set_of(std::vector<value>&& items) {
  return set_of(std::span(items));
}

inline value value::map_of(std::vector<entry>&& entries) {
  return map_of(std::span(entries));
}

/// A total order over all values, consistent with equality: by kind, where list
/// and vector are one kind and integers of any size too; then by content. The
/// shorter prefix comes first, NaN after all other doubles, text by bytes.
[[nodiscard]] std::strong_ordering compare(const value& a, const value& b);

/// The order of keys, which is that of their encoded bytes: as `compare`, but
/// lists come before vectors and are never equal to them.
[[nodiscard]] std::strong_ordering key_compare(const value& a, const value& b);

/// The value as edn text, which core/edn.hpp reads back.
[[nodiscard]] std::string to_string(const value& v);

/// A keyword from `name` or `ns/name`, without the colon.
[[nodiscard]] value keyword(std::string_view text);

/// A symbol from `name` or `ns/name`.
[[nodiscard]] value symbol(std::string_view text);

/// A value under a tag that has no meaning here.
[[nodiscard]] value tagged(std::string_view tag, value v);

/// A map; `map()` is the empty one.
[[nodiscard]] value map(std::initializer_list<entry> entries = {});

/// A vector of its arguments.
template <class... T>
[[nodiscard]] value vec(T&&... items) {
  value all[sizeof...(T) + 1] = {value(std::forward<T>(items))...};
  return value::vector_of(std::span(all, sizeof...(T)));
}

/// A list of its arguments.
template <class... T>
[[nodiscard]] value list(T&&... items) {
  value all[sizeof...(T) + 1] = {value(std::forward<T>(items))...};
  return value::list_of(std::span(all, sizeof...(T)));
}

/// A set of its arguments; equal ones are taken once.
template <class... T>
[[nodiscard]] value set(T&&... items) {
  value all[sizeof...(T) + 1] = {value(std::forward<T>(items))...};
  return value::set_of(std::span(all, sizeof...(T)));
}

inline namespace literals {

/// A keyword: `"ns/name"_kw`.
[[nodiscard]] inline value operator""_kw(const char* s, std::size_t n) {
  return keyword({s, n});
}

} // namespace literals

} // namespace brine

template <>
struct std::hash<brine::value> {
  std::size_t operator()(const brine::value& v) const {
    return v.hash();
  }
};

#include <brine/core/convert.hpp> // IWYU pragma: export
