// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/portable_reader.hpp>
#include <brine/codecs/portable_writer.hpp>
#include <brine/core/error.hpp>

#include <cereal/cereal.hpp>

#include <algorithm>
#include <string>

// Lets the binary archives of cereal save and load values, also as members of
// users' types. The bytes are those of codecs/portable_format.hpp.

namespace brine {

namespace detail {

/// A cereal archive as what portable::writer writes to.
template <class Archive>
class cereal_output {
public:
  explicit cereal_output(Archive& to) : to_(to) {}

  void byte(std::uint8_t b) {
    to_(b);
  }

  void raw(const char* data, std::size_t size) {
    to_(cereal::binary_data(data, size));
  }

  void bits64(std::uint64_t n) {
    to_(n);
  }

private:
  Archive& to_;
};

/// A cereal archive as what portable::reader reads from. At the end of its
/// stream the archive itself throws.
template <class Archive>
class cereal_input {
public:
  explicit cereal_input(Archive& from) : from_(from) {}

  bool byte(std::uint8_t& b) {
    from_(b);
    return true;
  }

  bool view(std::string_view& s, std::uint64_t size) {
    // In pieces, as the size may be wrong.
    constexpr auto piece = std::uint64_t{1} << 20;
    text_.clear();
    while (size > 0) {
      auto n = static_cast<std::size_t>(std::min(size, piece));
      auto at = text_.size();
      text_.resize(at + n);
      from_(cereal::binary_data(text_.data() + at, n));
      size -= n;
    }
    s = text_;
    return true;
  }

  bool bits64(std::uint64_t& n) {
    from_(n);
    return true;
  }

  [[nodiscard]] std::uint64_t room() const {
    return portable::endless;
  }

private:
  Archive& from_;
  std::string text_;
};

} // namespace detail

/// Throws `too_large` for a value that nests too deep.
template <class Archive>
void save(Archive& to, const value& v) {
  auto out = detail::cereal_output<Archive>(to);
  if (!portable::writer(out).write(v))
    throw error(errc::too_large, "the value nests more than "
                                   + std::to_string(max_nesting)
                                   + " collections");
}

/// Throws `damaged` for bytes that are no value.
template <class Archive>
void load(Archive& from, value& v) {
  auto in = detail::cereal_input<Archive>(from);
  auto reading = portable::reader(in);
  if (!reading.read(v))
    throw error(errc::damaged, std::string("not a value in cereal's portable "
                                           "binary: ")
                                 + reading.why());
}

} // namespace brine
