// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/fressian_format.hpp>
#include <brine/codecs/fressian_places.hpp>
#include <brine/codecs/memory_archive.hpp>
#include <brine/core/value.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace brine::fressian {

/// Writes one value.
class writer {
public:
  explicit writer(memory_output& to) : to_(to) {}

  /// False if the value nests too deep.
  bool write(const value& v, std::size_t depth = 0);

  /// A map whose entries stand in this order.
  bool write(std::span<const entry> entries);

private:
  bool collection(const value& v, std::size_t depth);
  bool items(std::span<const value> all, std::size_t depth);
  void scalar(const value& v);

  bool tagged(const value& v, std::size_t depth);
  bool tagged_scalar(std::string_view tag, const value& v);
  bool tagged_numbers(std::string_view tag, std::span<const value> all);
  bool tagged_items(std::string_view tag, std::span<const value> all,
                    std::size_t depth);
  bool record(std::span<const value> parts, std::size_t depth);

  void integer(std::int64_t n);
  void big_number(const big_integer& n);
  void real(double x);
  void float_bits(double x);
  void time(instant t);
  void text(std::string_view s);
  void bytes(std::string_view s);
  void name(code which, std::string_view s);
  void part(std::string_view s);
  void list_head(std::size_t n);
  void structure(form f);
  std::uint32_t structure(std::string_view tag, std::size_t components);
  void struct_place(std::uint32_t place);

  memory_output& to_;
  places cached_;
  places structs_;
  std::array<std::optional<std::uint32_t>, struct_kinds.size()> forms_{};
  std::string room_;
};

} // namespace brine::fressian
