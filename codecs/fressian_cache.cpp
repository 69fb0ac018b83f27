// SPDX-License-Identifier: MIT
#include <brine/codecs/fressian_reader.hpp>

#include <algorithm>
#include <utility>

namespace brine::fressian {

bool reader::put(value& v, std::size_t depth) {
  auto first = std::uint8_t{};
  if (!next(first))
    return false;
  if (first == put_cached || first == reset_caches)
    return fail_before("nothing to cache");
  // It gets its place before what is in it does.
  auto place = cache_.size();
  cache_.emplace_back();
  auto deepest = std::exchange(deepest_, depth);
  if (!read(v, first, depth))
    return false;
  if (place >= cache_.size())
    return fail("the cache was reset in what is cached");
  auto levels = deepest_ - depth;
  cache_[place].v = v;
  cache_[place].levels = static_cast<std::uint32_t>(levels);
  cache_[place].ready = true;
  deepest_ = levels == 0 ? deepest : std::max(deepest_, deepest);
  return true;
}

const reader::cached* reader::at(std::uint64_t place) {
  if (place >= cache_.size())
    fail("refers to what is not cached");
  else if (!cache_[static_cast<std::size_t>(place)].ready)
    fail("refers to what it is part of");
  else
    return &cache_[static_cast<std::size_t>(place)];
  return nullptr;
}

bool reader::get(value& v, std::uint64_t place, std::size_t depth) {
  const auto* c = at(place);
  if (c == nullptr || (c->levels > 0 && !enter(depth, c->levels))
      || !repeat(c->v))
    return false;
  v = c->v;
  return true;
}

bool reader::repeat(const value& v) {
  return repeat(v.memory() - sizeof(value));
}

bool reader::repeat(std::uint64_t bytes) {
  if (bytes > repeats_)
    return fail("repeats what is cached too often");
  repeats_ -= bytes;
  return true;
}

bool reader::name(value& v, std::uint8_t first, std::size_t depth) {
  auto space = part();
  auto last = part();
  if (!read_part(space, depth) || !read_part(last, depth))
    return false;
  auto wanted = first == keyword_code ? kind::keyword : kind::symbol;
  auto* known = last.place < cache_.size()
                  ? &cache_[static_cast<std::size_t>(last.place)]
                  : nullptr;
  if (known != nullptr && known->name.kind() == wanted
      && known->name_space == space.place) {
    v = known->name;
    return repeat(v);
  }
  const auto& ns = text_of(space);
  const auto& text = text_of(last);
  if (!text.is_string() || !(ns.is_string() || ns.is_nil()))
    return fail("no name");
  if (ns.is_nil()) {
    text_room_ = text.as_string();
  } else {
    text_room_ = ns.as_string();
    text_room_ += '/';
    text_room_ += text.as_string();
  }
  // What is not shared with earlier ones takes memory, which is scarcer.
  if (!repeat(4 * text_room_.size()))
    return false;
  v = wanted == kind::keyword ? keyword(text_room_) : symbol(text_room_);
  if (known != nullptr && space.place != no_place) {
    known->name = v;
    known->name_space = space.place;
  }
  return true;
}

bool reader::read_part(part& p, std::size_t depth) {
  auto first = std::uint8_t{};
  if (depth > max_nesting)
    return fail("nests too deep");
  if (!next(first))
    return false;
  if (first == nil_code) {
    p.place = nil_place;
    return true;
  }
  if (first == put_cached) {
    p.place = cache_.size();
    return put(p.own, depth + 1);
  }
  if (first == get_cached) {
    if (!count(p.place))
      return false;
  } else if (first >= get_cached_0 && first < struct_0) {
    p.place = first - get_cached_0;
  } else {
    return read(p.own, first, depth + 1);
  }
  return at(p.place) != nullptr;
}

const value& reader::text_of(const part& p) const {
  return p.place < cache_.size() ? cache_[static_cast<std::size_t>(p.place)].v
                                 : p.own;
}

} // namespace brine::fressian
