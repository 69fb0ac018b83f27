// SPDX-License-Identifier: MIT
#include <brine/codecs/cbor.hpp>
#include <brine/codecs/cbor_reader.hpp>
#include <brine/codecs/cbor_writer.hpp>

namespace brine {

namespace {

class cbor_serializer final : public serializer {
public:
  [[nodiscard]] std::string_view name() const noexcept override {
    return "cbor";
  }

  [[nodiscard]] std::uint8_t id() const noexcept override {
    return cbor_id;
  }

  result<void> encode(std::string& out, const value& v) const override {
    return written(out, [&](cbor::writer& to) { return to.write(v); });
  }

  result<void> encode_entries(std::string& out,
                              std::span<const entry> entries) const override {
    return written(out, [&](cbor::writer& to) { return to.entries(entries); });
  }

  [[nodiscard]] result<value> decode(std::string_view from) const override {
    return cbor::reader(name(), from).read();
  }

private:
  template <class Write>
  result<void> written(std::string& out, Write write) const {
    auto memory = memory_output(out);
    auto to = cbor::writer(memory);
    if (!write(to)) {
      memory.undo();
      return nested_too_deep(name());
    }
    memory.finish();
    return {};
  }
};

class clj_cbor_serializer final : public serializer {
public:
  [[nodiscard]] std::string_view name() const noexcept override {
    return "clj-cbor";
  }

  [[nodiscard]] std::uint8_t id() const noexcept override {
    return clj_cbor_id;
  }

  [[nodiscard]] bool writes() const noexcept override {
    return false;
  }

  result<void> encode(std::string&, const value&) const override {
    return error(errc::unsupported, "clj-cbor: only read; write with cbor");
  }

  [[nodiscard]] result<value> decode(std::string_view from) const override {
    return cbor::reader(name(), from).read();
  }
};

} // namespace

std::shared_ptr<const serializer> make_cbor_serializer() {
  return std::make_shared<cbor_serializer>();
}

std::shared_ptr<const serializer> make_clj_cbor_serializer() {
  return std::make_shared<clj_cbor_serializer>();
}

} // namespace brine
