// SPDX-License-Identifier: MIT
#include <brine/codecs/fressian.hpp>
#include <brine/codecs/fressian_reader.hpp>
#include <brine/codecs/fressian_writer.hpp>

namespace brine {

namespace {

constexpr auto codec_name = std::string_view("fressian");

template <class What>
result<void> append(std::string& out, const What& what) {
  auto to = memory_output(out);
  if (!fressian::writer(to).write(what)) {
    to.undo();
    return nested_too_deep(codec_name);
  }
  to.finish();
  return {};
}

class fressian_serializer final : public serializer {
public:
  [[nodiscard]] std::string_view name() const noexcept override {
    return codec_name;
  }

  [[nodiscard]] std::uint8_t id() const noexcept override {
    return fressian_id;
  }

  result<void> encode(std::string& out, const value& v) const override {
    return encode_fressian(out, v);
  }

  result<void> encode_entries(std::string& out,
                              std::span<const entry> entries) const override {
    return encode_fressian_entries(out, entries);
  }

  [[nodiscard]] result<value> decode(std::string_view from) const override {
    return decode_fressian(from);
  }
};

} // namespace

result<void> encode_fressian(std::string& out, const value& v) {
  return append(out, v);
}

result<void>
encode_fressian_entries(std::string& out, std::span<const entry> entries) {
  return append(out, entries);
}

result<value> decode_fressian(std::string_view encoded) {
  auto from = fressian::reader(encoded);
  auto v = value();
  if (!from.read(v))
    return damaged_bytes(codec_name, from.position(), encoded.size(),
                         from.why());
  return v;
}

std::shared_ptr<const serializer> make_fressian_serializer() {
  return std::make_shared<fressian_serializer>();
}

} // namespace brine
