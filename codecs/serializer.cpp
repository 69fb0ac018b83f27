// SPDX-License-Identifier: MIT
#include <brine/codecs/portable.hpp>
#include <brine/codecs/serializer.hpp>

#include <cassert>

namespace brine {

result<void> codec_registry::add(std::shared_ptr<const serializer> s) {
  assert(s);
  for (const auto& other : all_)
    if (other->id() == s->id() || other->name() == s->name())
      return error(errc::bad_argument,
                   "serializer " + std::string(s->name()) + " with id "
                     + std::to_string(s->id()) + " clashes with "
                     + std::string(other->name()) + " with id "
                     + std::to_string(other->id()));
  all_.push_back(std::move(s));
  return {};
}

std::shared_ptr<const serializer>
codec_registry::find(std::string_view name) const noexcept {
  for (const auto& s : all_)
    if (s->name() == name)
      return s;
  return nullptr;
}

const serializer* codec_registry::find(std::uint8_t id) const noexcept {
  for (const auto& s : all_)
    if (s->id() == id)
      return s.get();
  return nullptr;
}

std::vector<std::string_view> codec_registry::names() const {
  auto out = std::vector<std::string_view>();
  for (const auto& s : all_)
    out.push_back(s->name());
  return out;
}

codec_registry builtin_codecs() {
  auto all = codec_registry();
  for (auto s : {make_portable_serializer()})
    if (auto added = all.add(std::move(s)); !added)
      assert(false);
  return all;
}

} // namespace brine
