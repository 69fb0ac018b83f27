// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/cbor_format.hpp>
#include <brine/codecs/serializer.hpp>
#include <brine/core/builder.hpp>
#include <brine/core/value.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace brine::cbor {

/// A real of 16 bits.
[[nodiscard]] double from_half(unsigned bits);

/// Reads one value from bytes in memory: what the writer writes, and beside it
/// all of RFC 8949, string references and the objects of boring.
class reader {
public:
  reader(std::string_view codec, std::string_view from)
      : codec_(codec), begin_(from.data()), at_(begin_),
        end_(begin_ + from.size()), copies_left_(16 * from.size()) {}

  /// The first item; what follows it is not looked at.
  result<value> read();

private:
  /// A string that a reference (tag 25) can mean.
  struct known_string {
    std::string_view chars;
    bool is_text;
    std::uint32_t use = 0; ///< One more than where its uses are; 0: none yet.
  };

  /// What references to a string were read as. They share it, so that it takes
  /// no more memory the more of them there are.
  struct known_use {
    value plain{};
    value made{};              ///< As the content of a tag,
    std::uint64_t made_by = 0; ///< which is this one.
  };

  struct string_table {
    std::vector<known_string> strings;
    std::vector<known_use> uses;
  };

  /// Text or bytes, however they are found. Good until the next is.
  struct string_item {
    std::string_view chars;
    bool is_text = false;
    known_use* use = nullptr; ///< If by a reference.
  };

  bool item(value& v, std::size_t depth);
  bool integer(value& v, std::uint8_t first);
  bool string_value(value& v, std::uint8_t first);
  bool simple_value(value& v, unsigned form, std::size_t depth);
  bool real(double& x, unsigned form);
  bool float_value(value& v, unsigned form, std::size_t depth);

  bool array_as(value& v, kind as, std::size_t depth);
  bool items(value& v, kind as, unsigned form, std::size_t depth);
  bool open_items(builder& all, std::size_t depth);
  bool finish(value& v, kind as, builder& all);

  bool tag_item(value& v, unsigned form, std::size_t depth);
  bool wrapped(value& v, std::size_t depth);
  bool with_strings(value& v, std::size_t depth);
  bool reference(value& v);
  bool epoch(value& v);
  bool decimal_number(value& v);
  bool fraction_number(value& v);
  bool whole(big_integer& n);
  bool unknown_tag(value& v, std::uint64_t n, std::size_t depth);

  bool from_string(value& v, std::uint64_t n, std::size_t depth);
  bool made_of(value& v, std::uint64_t n, const string_item& s);
  bool made_of_text(value& v, std::uint64_t n, std::string_view text);
  bool typed_numbers(value& v, std::uint64_t n, std::string_view packed);
  bool time(value& v, std::string_view text);

  bool object_item(value& v, std::size_t depth);
  bool named_pair(bool& open);
  bool framed(value& v, frame f, std::size_t depth);
  bool named(value& v, std::size_t depth, value name);
  bool with_meta(value& v, std::size_t depth);
  bool any_tagged(value& v, std::size_t depth);
  bool any_text(value& v, frame f);
  bool framed_number(value& v, frame f);

  bool string(string_item& s);
  bool string(string_item& s, std::uint8_t first);
  bool joined(string_item& s);
  bool referenced(string_item& s);
  void remember(const string_item& s);

  [[gnu::always_inline]] bool byte(std::uint8_t& b) {
    if (at_ == end_)
      return fail("cut off");
    b = static_cast<std::uint8_t>(*at_++);
    return true;
  }

  [[gnu::always_inline]] bool view(std::string_view& s, std::uint64_t size) {
    if (size > room())
      return fail("cut off");
    s = {at_, static_cast<std::size_t>(size)};
    at_ += size;
    return true;
  }

  [[nodiscard]] std::uint64_t room() const {
    return static_cast<std::uint64_t>(end_ - at_);
  }

  /// Whether there may be a collection inside of so many.
  bool fits(std::size_t depth) {
    return depth < max_nesting || fail("more than 1024 nested collections");
  }

  /// What the head says behind its first byte.
  [[gnu::always_inline]] bool number(unsigned form, std::uint64_t& n) {
    if (form >= one_byte)
      return long_number(form, n);
    n = form;
    return true;
  }

  template <std::size_t Size>
  bool high_first(std::uint64_t& n) {
    auto all = std::string_view();
    if (!view(all, Size))
      return false;
    n = 0;
    for (std::size_t i = 0; i < Size; ++i)
      n = n << 8 | static_cast<std::uint8_t>(all[i]);
    return true;
  }

  bool long_number(unsigned form, std::uint64_t& n);
  bool pair(bool& open);
  bool end_pair(bool open);
  bool stop_follows();
  bool charge(std::uint64_t size);
  bool fail(const char* why);

  std::string_view codec_;
  const char* begin_;
  const char* at_;
  const char* end_;
  const char* why_ = nullptr;

  string_table* table_ = nullptr; ///< Null outside of a namespace (tag 256).
  std::string joined_;            ///< The last string that came in parts.

  /// Items of the collections around that are still to come, each at least one
  /// byte. So collections can ask for their room at once, and all of them
  /// together for no more than there are bytes.
  std::uint64_t promised_ = 0;

  /// Nested tags that leave no trace in the value.
  std::size_t wrappers_ = 0;

  /// Bytes that may be copied from referenced strings.
  std::uint64_t copies_left_;
};

} // namespace brine::cbor
