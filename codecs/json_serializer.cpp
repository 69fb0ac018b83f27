// SPDX-License-Identifier: MIT
#include <brine/codecs/json_serializer.hpp>
#include <brine/codecs/json_text.hpp>
#include <brine/codecs/text_limits.hpp>

#include <utility>

namespace brine {

namespace {

using detail::json_style;

class json_serializer final : public serializer {
public:
  [[nodiscard]] std::string_view name() const noexcept override {
    return "json";
  }

  [[nodiscard]] std::uint8_t id() const noexcept override {
    return json_id;
  }

  result<void> encode(std::string& out, const value& v) const override {
    if (auto fits = detail::check_text_limits(name(), v); !fits)
      return fits;
    return detail::write_json_text(out, v, json_style::exact);
  }

  [[nodiscard]] result<value> decode(std::string_view text) const override {
    std::size_t failed_at = 0;
    auto v = detail::read_json_text(text, json_style::exact, {}, failed_at);
    return detail::checked_text(name(), std::move(v), failed_at, text.size());
  }
};

} // namespace

std::shared_ptr<const serializer> make_json_serializer() {
  return std::make_shared<json_serializer>();
}

} // namespace brine
