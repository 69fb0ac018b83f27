// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/fressian_format.hpp>
#include <brine/codecs/memory_archive.hpp>
#include <brine/codecs/serializer.hpp>
#include <brine/core/builder.hpp>
#include <brine/core/value.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace brine::fressian {

/// Reads one value. Everything that reads is false if it cannot; then `why`
/// says why, and `position` where.
class reader {
public:
  explicit reader(std::string_view from)
      : from_(from), size_(from.size()), repeats_(repeats_limit(from.size())) {}

  bool read(value& v, std::size_t depth = 0) {
    auto first = std::uint8_t{};
    return next(first) && read(v, first, depth);
  }

  [[nodiscard]] const char* why() const noexcept {
    return why_;
  }

  [[nodiscard]] std::size_t position() const noexcept {
    return size_ - static_cast<std::size_t>(from_.room()) - back_;
  }

private:
  // No places in the cache.
  static constexpr auto no_place = ~std::uint64_t{0};
  static constexpr auto nil_place = no_place - 1;

  /// What was put into the cache.
  struct cached {
    value v;
    bool ready = false;       ///< False while it is being read.
    std::uint32_t levels = 0; ///< Collections it nests.
    // The last keyword or symbol that was made with this behind the slash.
    value name;
    std::uint64_t name_space = no_place;
  };

  struct kind_of_struct {
    form meaning;
    std::uint64_t components;
    value tag; ///< Of `form::other`, a symbol.
  };

  /// Namespace or name of a keyword or symbol.
  struct part {
    value own;
    std::uint64_t place = no_place; ///< In the cache; `nil_place` of nil.
  };

  bool read(value& v, std::uint8_t first, std::size_t depth);
  bool other(value& v, std::uint8_t first, std::size_t depth);
  bool rare(value& v, std::uint8_t first, std::size_t depth);

  // Numbers and text, in fressian_scalars.cpp.
  bool integer(std::int64_t& n, std::uint8_t first);
  bool integer(std::int64_t& n);
  bool count(std::uint64_t& n);
  bool run(std::string_view& s, std::uint8_t first, code begin);
  bool text(value& v, std::uint8_t first);
  bool bytes(std::string_view& s);
  bool uuid_value(value& v);
  bool big_number(big_integer& n);
  bool decimal_value(value& v);
  bool time(value& v);
  bool float_bits(value& v);
  bool real(value& v, std::uint8_t first);

  // Collections, in fressian_reader.cpp.
  bool component(value& v, std::size_t depth);
  bool items(builder& b, std::uint64_t n, std::size_t depth);
  bool items_until(builder& b, std::uint8_t first, std::size_t depth);
  bool list_items(builder& b, std::uint8_t first, std::size_t depth);
  bool list_items(builder& b, std::size_t depth);
  bool map_value(value& v, std::size_t depth);
  bool set_value(value& v, std::size_t depth);
  bool list_value(value& v, std::uint8_t first, std::size_t depth);
  bool array(value& v, std::uint8_t first, std::size_t depth);
  bool array_item(value& v, std::uint8_t which, std::size_t depth);
  bool tagged_text(value& v, std::string_view tag, std::size_t depth);

  // Structs, in fressian_structs.cpp.
  bool new_kind(value& v, std::size_t depth);
  bool structure(value& v, std::uint64_t place, std::size_t depth);
  bool counted(value& v, form meaning, std::size_t depth);
  bool record(value& v, std::size_t depth);
  bool field(builder& fields, std::size_t depth);
  bool ratio_value(value& v, std::size_t depth);
  bool small_struct(value& v, form meaning);
  bool tagged_value(value& v, std::size_t depth);
  bool other_struct(value& v, const kind_of_struct& kind, std::size_t depth);

  // The cache and names, which live by it, in fressian_cache.cpp.
  bool put(value& v, std::size_t depth);
  bool get(value& v, std::uint64_t place, std::size_t depth);
  bool name(value& v, std::uint8_t first, std::size_t depth);
  bool read_part(part& p, std::size_t depth);
  [[nodiscard]] const value& text_of(const part& p) const;
  const cached* at(std::uint64_t place);

  /// Repetitions share memory. But who goes through the value later does not
  /// see that, so that a few bytes could keep it busy for ever.
  bool repeat(const value& v);
  bool repeat(std::uint64_t bytes);

  /// Whether there can be so many items, each of a byte at least. What open
  /// collections still expect counts too, so that counts cannot claim more
  /// memory than there are bytes for.
  bool fits(std::uint64_t n) {
    return n + owed_ <= from_.room() || fail("more items than bytes");
  }

  template <class ReadOne>
  bool each(std::uint64_t n, ReadOne read_one) {
    if (!fits(n))
      return false;
    owed_ += n;
    for (; n > 0; --n) {
      --owed_;
      if (!read_one())
        return false;
    }
    return true;
  }

  /// Goes so many levels down, each a collection.
  bool enter(std::size_t depth, std::size_t levels) {
    deepest_ = std::max(deepest_, depth + levels);
    return depth + levels <= max_nesting || fail("nests too deep");
  }

  bool next(std::uint8_t& b) {
    return from_.byte(b) || fail("ends early");
  }

  bool fail(const char* why) {
    why_ = why;
    return false;
  }

  /// Where the last byte that was read is what is wrong.
  bool fail_before(const char* why) {
    back_ = 1;
    return fail(why);
  }

  static constexpr std::uint64_t repeats_limit(std::size_t size) {
    return 256 * std::uint64_t{size} + (1U << 20);
  }

  memory_input from_;
  std::size_t size_;
  const char* why_ = "";
  std::size_t back_ = 0;
  std::vector<cached> cache_;
  std::vector<kind_of_struct> structs_;
  std::size_t deepest_ = 0;
  std::uint64_t owed_ = 0;    ///< Items that open collections still expect.
  std::uint64_t repeats_ = 0; ///< Bytes that may yet be repeated by the cache.
  std::string room_;
  std::string text_room_;
};

} // namespace brine::fressian
