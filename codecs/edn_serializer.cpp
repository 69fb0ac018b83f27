// SPDX-License-Identifier: MIT
#include <brine/codecs/edn_serializer.hpp>
#include <brine/codecs/text_limits.hpp>
#include <brine/core/edn.hpp>

#include <utility>

namespace brine {

namespace {

class edn_serializer final : public serializer {
public:
  [[nodiscard]] std::string_view name() const noexcept override {
    return "edn";
  }

  [[nodiscard]] std::uint8_t id() const noexcept override {
    return edn_id;
  }

  result<void> encode(std::string& out, const value& v) const override {
    if (auto fits = detail::check_text_limits(name(), v); !fits)
      return fits;
    write_edn(out, v);
    return {};
  }

  [[nodiscard]] result<value> decode(std::string_view text) const override {
    std::size_t failed_at = 0;
    auto v = parse_edn(text, &failed_at);
    return detail::checked_text(name(), std::move(v), failed_at, text.size());
  }
};

} // namespace

std::shared_ptr<const serializer> make_edn_serializer() {
  return std::make_shared<edn_serializer>();
}

} // namespace brine
