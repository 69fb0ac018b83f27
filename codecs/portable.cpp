// SPDX-License-Identifier: MIT
#include <brine/codecs/memory_archive.hpp>
#include <brine/codecs/portable.hpp>
#include <brine/codecs/portable_reader.hpp>
#include <brine/codecs/portable_writer.hpp>

namespace brine {

namespace {

constexpr auto little_endian = std::uint8_t{1};

class portable_serializer final : public serializer {
public:
  [[nodiscard]] std::string_view name() const noexcept override {
    return "cereal";
  }

  [[nodiscard]] std::uint8_t id() const noexcept override {
    return portable_id;
  }

  result<void> encode(std::string& out, const value& v) const override {
    return encode_portable(out, v);
  }

  [[nodiscard]] result<value> decode(std::string_view from) const override {
    return decode_portable(from);
  }
};

} // namespace

result<void> encode_portable(std::string& out, const value& v) {
  auto to = memory_output(out);
  to.byte(little_endian);
  if (!portable::writer(to).write(v)) {
    to.undo();
    return nested_too_deep("cereal");
  }
  to.finish();
  return {};
}

result<value> decode_portable(std::string_view encoded) {
  auto from = memory_input(encoded);
  auto reading = portable::reader(from);
  auto order = std::uint8_t{};
  auto v = value();
  const auto why = !from.byte(order)        ? "there is nothing"
                   : order != little_endian ? "not as cereal begins here"
                   : !reading.read(v)       ? reading.why()
                   : from.room() > 0        ? "more than one value"
                                            : nullptr;
  if (why)
    return damaged_bytes("cereal", encoded.size() - from.room(), encoded.size(),
                         why);
  return v;
}

std::shared_ptr<const serializer> make_portable_serializer() {
  return std::make_shared<portable_serializer>();
}

} // namespace brine
