// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/reflect_save.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <ranges>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

// Users' types from values. Included by reflect.hpp.

namespace brine::detail {

template <class T>
void load_value(T& out, const value& v, const place& at,
                virtual_bases* bases = nullptr);

} // namespace brine::detail

namespace brine {

/// The cereal archive behind `from_value`.
class value_loader : public cereal::brine_archive {
public:
  using is_saving = std::false_type;
  using is_loading = std::true_type;

  value_loader(const value& from, const detail::place& at,
               detail::virtual_bases& bases, bool lenient)
      : from_(from), at_(at), bases_(bases), lenient_(lenient) {}

  template <class... T>
  value_loader& operator()(T&&... members) {
    (load(members), ...);
    return *this;
  }

  template <class T>
  value_loader& operator&(T&& member) {
    return (*this)(member);
  }

  template <class T>
  value_loader& operator>>(T&& member) {
    return (*this)(member);
  }

  /// The version that the object was saved with; 0 if its type had none then.
  template <class T>
  [[nodiscard]] std::uint32_t loadClassVersion() { // NOLINT: cereal calls it
    auto version = std::uint32_t();
    if (auto found = take(detail::version_name))
      detail::load_value(version, *found, at_.field(detail::version_name));
    return version;
  }

  /// Refuses what was not asked for.
  void finish() const {
    if (is_array_) {
      if (unnamed_ < from_.size())
        at_.item(unnamed_).fail(errc::wrong_kind, "one item too many");
      return;
    }
    expect_map();
    auto taken = taken_;
    std::sort(taken.begin(), taken.end(), std::less<>());
    for (const auto& e : from_.entries())
      if (!std::binary_search(taken.begin(), taken.end(), &e.val,
                              std::less<>()))
        at_.entry(e.key).fail(errc::wrong_kind, "no such field");
  }

private:
  template <class T>
  void load(T& x) {
    if (!is_array_)
      return load_named(next_name(), x);
    auto at = at_.item(unnamed_);
    if (unnamed_ >= from_.size())
      at.fail(errc::not_found, "missing");
    detail::load_value(x, from_.at(unnamed_++), at);
  }

  template <class T>
  void load(cereal::NameValuePair<T>& x) {
    if (is_array_)
      load(x.value);
    else
      load_named(x.name, x.value);
  }

  template <class T>
  void load(cereal::base_class<T>& x) {
    load_named(next_name(), x);
  }

  template <class T>
  void load(cereal::virtual_base_class<T>& x) {
    load_named(next_name(), x);
  }

  template <class T>
  void load(cereal::SizeTag<T>& x) {
    if (!from_.is_vector() && !from_.is_list() && !from_.is_set())
      at_.fail_kind("vector, list or set", from_);
    is_array_ = true;
    x.size = static_cast<std::remove_reference_t<T>>(from_.size());
  }

  template <class T>
  void load_named(std::string_view name, T& x) {
    auto at = at_.field(name);
    if (auto found = take(name))
      return detail::load_value(x, *found, at);
    if constexpr (detail::maybe<T>)
      x.reset();
    else
      leave(&x, at);
  }

  template <class T>
  void load_named(std::string_view name, cereal::base_class<T>& x) {
    auto at = at_.field(name);
    if (auto found = take(name))
      detail::load_value(*x.base_ptr, *found, at, &bases_);
    else
      leave(x.base_ptr, at);
  }

  template <class T>
  void load_named(std::string_view name, cereal::virtual_base_class<T>& x) {
    auto base = cereal::base_class<T>(x.base_ptr);
    if (bases_.meet(x.base_ptr))
      load_named(name, base);
  }

  void expect_map() const {
    if (!from_.is_map())
      at_.fail_kind("map", from_);
  }

  /// What becomes of a field that is missing. Compilers see that it may be
  /// written.
  void leave(void* field, const detail::place& at) const;

  const value* take(std::string_view name) {
    expect_map();
    const auto* found = from_.find(at_.key_of(name));
    if (found != nullptr)
      taken_.push_back(found);
    return found;
  }

  std::string next_name() {
    return "value" + std::to_string(unnamed_++);
  }

  const value& from_;
  const detail::place& at_;
  detail::virtual_bases& bases_;
  std::vector<const value*> taken_;
  std::size_t unnamed_ = 0;
  bool is_array_ = false;
  bool lenient_;
};

namespace detail {

/// A T to be loaded. Its constructor may be private and known to cereal.
template <class T>
T blank() {
  if constexpr (std::is_default_constructible_v<T>)
    return T();
  else
    return std::move(
      *std::unique_ptr<T>(cereal::access::template construct<T>()));
}

template <cereal_function How, class T>
void load_by(value_loader& from, T& out) {
  using enum cereal::specialization;
  auto version = std::uint32_t();
  if constexpr (How.versioned)
    version = from.loadClassVersion<T>();
  if constexpr (How.kind == member_serialize) {
    if constexpr (How.versioned)
      cereal::access::member_serialize(from, out, version);
    else
      cereal::access::member_serialize(from, out);
  } else if constexpr (How.kind == member_load_save) {
    if constexpr (How.versioned)
      cereal::access::member_load(from, out, version);
    else
      cereal::access::member_load(from, out);
  } else if constexpr (How.kind == non_member_serialize) {
    if constexpr (How.versioned)
      CEREAL_SERIALIZE_FUNCTION_NAME(from, out, version);
    else
      CEREAL_SERIALIZE_FUNCTION_NAME(from, out);
  } else {
    if constexpr (How.versioned)
      CEREAL_LOAD_FUNCTION_NAME(from, out, version);
    else
      CEREAL_LOAD_FUNCTION_NAME(from, out);
  }
}

/// What the `save_minimal` of T gives.
template <cereal_function How, class T>
auto saved_minimal(const value_saver& to, const T& x) {
  constexpr auto member =
    How.kind == cereal::specialization::member_load_save_minimal;
  if constexpr (member && How.versioned)
    return cereal::access::member_save_minimal(to, x, 0);
  else if constexpr (member)
    return cereal::access::member_save_minimal(to, x);
  else if constexpr (How.versioned)
    return CEREAL_SAVE_MINIMAL_FUNCTION_NAME(to, x, 0);
  else
    return CEREAL_SAVE_MINIMAL_FUNCTION_NAME(to, x);
}

template <cereal_function How, class T>
void load_minimal(value_loader& from, T& out, const value& v, const place& at) {
  constexpr auto member =
    How.kind == cereal::specialization::member_load_save_minimal;
  auto x = blank<decltype(saved_minimal<How, T>(
    std::declval<const value_saver&>(), out))>();
  if constexpr (How.versioned) {
    auto version = from.loadClassVersion<T>();
    from(x);
    from.finish();
    if constexpr (member)
      cereal::access::member_load_minimal(from, out, x, version);
    else
      CEREAL_LOAD_MINIMAL_FUNCTION_NAME(from, out, x, version);
  } else {
    load_value(x, v, at);
    if constexpr (member)
      cereal::access::member_load_minimal(from, out, x);
    else
      CEREAL_LOAD_MINIMAL_FUNCTION_NAME(from, out, x);
  }
}

template <class T>
void load_object(T& out, const value& v, const place& at,
                 virtual_bases& bases) {
  using enum cereal::specialization;
  constexpr auto how = function_of<T>();
  // A `load` beside its type may load into variables that have no value yet, as
  // cereal's own do.
  constexpr auto strict = how.kind == non_member_load_save;
  auto from = value_loader(v, at, bases, at.lenient() && !strict);
  try {
    if constexpr (how.kind == member_load_save_minimal
                  || how.kind == non_member_load_save_minimal) {
      load_minimal<how>(from, out, v, at);
    } else {
      load_by<how>(from, out);
      from.finish();
    }
  } catch (const cereal::Exception& e) {
    at.fail(errc::wrong_kind, e.what());
  }
}

template <class T>
void load_map(T& out, const value& v, const place& at) {
  if (!v.is_map())
    at.fail_kind("map", v);
  out.clear();
  for (const auto& e : v.entries()) {
    auto inside = at.entry(e.key);
    auto key = blank<typename T::key_type>();
    auto val = blank<typename T::mapped_type>();
    load_value(key, e.key, inside);
    load_value(val, e.val, inside);
    out.emplace(std::move(key), std::move(val));
    if (out.size() != static_cast<std::size_t>(&e - v.entries().data()) + 1)
      inside.fail(errc::wrong_kind, "the key is the same as one before");
  }
}

template <class T>
void load_bytes(T& out, const value& v, const place& at) {
  if (!v.is_bytes())
    at.fail_kind("bytes", v);
  auto all = v.as_bytes();
  if constexpr (requires { out.assign(all.begin(), all.end()); }) {
    out.assign(all.begin(), all.end());
  } else {
    if (all.size() != std::size(out))
      at.fail_kind(std::to_string(std::size(out)) + " bytes", v);
    std::copy(all.begin(), all.end(), std::begin(out));
  }
}

template <class T>
void expect_items(const T& out, const value& v, const place& at) {
  if (v.size() != std::size(out))
    at.fail_kind("vector of " + std::to_string(std::size(out)), v);
}

/// Into what has its size: an array, or a valarray that was given one.
template <class T>
void load_slots(T& out, const value& v, const place& at) {
  for (std::size_t i = 0; i < v.size(); ++i)
    load_value(out[i], v.at(i), at.item(i));
}

template <class T>
void load_range(T& out, const value& v, const place& at) {
  if (!v.is_vector() && !v.is_list() && !v.is_set())
    at.fail_kind("vector, list or set", v);
  if constexpr (requires { out.before_begin(); }) {
    out.clear();
    for (auto i = v.size(); i > 0; --i) {
      out.push_front(blank<typename T::value_type>());
      load_value(out.front(), v.at(i - 1), at.item(i - 1));
    }
  } else if constexpr (requires { out.clear(); }) {
    out.clear();
    for (std::size_t i = 0; i < v.size(); ++i) {
      auto item = blank<typename T::value_type>();
      load_value(item, v.at(i), at.item(i));
      out.insert(out.end(), std::move(item));
    }
    if (set_source<T> && out.size() != v.size())
      at.fail(errc::wrong_kind, "two items are the same");
  } else if constexpr (requires { out.resize(v.size()); }) {
    out.resize(v.size());
    load_slots(out, v, at);
  } else {
    expect_items(out, v, at);
    load_slots(out, v, at);
  }
}

/// The entries of a multimap, as vectors of key and value.
template <class T>
void load_multimap(T& out, const value& v, const place& at) {
  auto all =
    std::vector<std::pair<typename T::key_type, typename T::mapped_type>>();
  load_range(all, v, at);
  out.clear();
  for (auto& e : all)
    out.insert(out.end(), std::move(e));
}

template <class T>
void load_tuple(T& out, const value& v, const place& at) {
  constexpr auto size = std::tuple_size_v<T>;
  if (!v.is_vector() || v.size() != size)
    at.fail_kind("vector of " + std::to_string(size), v);
  std::size_t i = 0;
  std::apply(
    [&](auto&... members) {
      ((load_value(members, v.at(i), at.item(i)), ++i), ...);
    },
    out);
}

template <std::size_t I = 0, class T>
void load_alternative(T& out, std::size_t index, const value& data,
                      const place& at) {
  if constexpr (I < std::variant_size_v<T>) {
    if (index != I)
      return load_alternative<I + 1>(out, index, data, at);
    auto x = blank<std::variant_alternative_t<I, T>>();
    load_value(x, data, at);
    out.template emplace<I>(std::move(x));
  }
}

template <class T>
void load_variant(T& out, const value& v, const place& at) {
  if (!v.is_map())
    at.fail_kind("map of index and data", v);
  auto index_at = at.field(index_name);
  auto data_at = at.field(data_name);
  const auto* index = v.find(at.key_of(index_name));
  const auto* data = v.find(at.key_of(data_name));
  if (index == nullptr)
    index_at.fail_missing(v);
  if (data == nullptr)
    data_at.fail_missing(v);
  for (const auto& e : v.entries())
    if (&e.val != index && &e.val != data)
      at.entry(e.key).fail(errc::wrong_kind, "no such field");
  auto i = std::size_t();
  load_value(i, *index, index_at);
  if (i >= std::variant_size_v<T>)
    index_at.fail_kind("index below " + std::to_string(std::variant_size_v<T>),
                       *index);
  load_alternative(out, i, *data, data_at);
}

/// A new object by its `load_and_construct`.
template <class T>
std::unique_ptr<T> construct_object(const value& v, const place& at) {
  auto free = [](T* memory) { std::allocator<T>().deallocate(memory, 1); };
  auto memory =
    std::unique_ptr<T, decltype(free)>(std::allocator<T>().allocate(1), free);
  auto bases = virtual_bases();
  auto from = value_loader(v, at, bases, false);
  auto wrapper =
    cereal::memory_detail::LoadAndConstructLoadWrapper<value_loader, T>(
      memory.get());
  try {
    wrapper.CEREAL_SERIALIZE_FUNCTION_NAME(from);
    (void)wrapper.construct.ptr(); // throws if there is none
  } catch (const cereal::Exception& e) {
    at.fail(errc::wrong_kind, e.what());
  }
  auto made = std::unique_ptr<T>(memory.release());
  from.finish();
  return made;
}

template <class T>
void load_pointer(T& out, const value& v, const place& at) {
  using held = inside<T>;
  auto x = std::unique_ptr<held>();
  if constexpr (cereal::traits::has_load_and_construct<held,
                                                       value_loader>::value) {
    x = construct_object<held>(v, at);
  } else {
    x.reset(cereal::access::template construct<held>());
    load_value(*x, v, at);
  }
  if constexpr (std::is_constructible_v<T, decltype(std::move(x))>)
    out = std::move(x);
  else // a deleter of its own
    out = T(x.release());
}

template <class T>
void load_maybe(T& out, const value& v, const place& at) {
  using held = inside<T>;
  out.reset();
  if (v.is_nil())
    return;
  if constexpr (maybe<held>) {
    if (!v.is_vector() || v.size() != 1)
      at.fail_kind("vector of 1", v);
    auto x = held();
    load_value(x, v.at(0), at.item(0));
    if constexpr (is_optional<T>)
      out = std::move(x);
    else
      out = T(new held(std::move(x)));
  } else if constexpr (std::is_default_constructible_v<
                         held> && is_optional<T>) {
    load_value(out.emplace(), v, at);
  } else if constexpr (is_optional<T>) {
    auto x = blank<held>();
    load_value(x, v, at);
    out.emplace(std::move(x));
  } else {
    load_pointer(out, v, at);
  }
}

template <class T>
void load_plain(T& out, const value& v, const place& at) {
  try {
    if constexpr (std::same_as<T, char>) {
      auto c = v.to<char32_t>();
      if (c > 0xff)
        fail_kind("character of one byte", v);
      out = static_cast<char>(c);
    } else if constexpr (text_source<T>) {
      out = T(v.as_string());
    } else {
      out = v.to<T>();
    }
  } catch (const error& e) {
    at.fail(e);
  }
}

template <char_array T>
void load_text(T& out, const value& v, const place& at) {
  auto all = std::string();
  load_plain(all, v, at);
  if (all.size() > std::size(out))
    at.fail_kind("string of at most " + std::to_string(std::size(out)), v);
  std::fill(std::begin(out), std::end(out), '\0');
  std::copy(all.begin(), all.end(), std::begin(out));
}

template <class T>
void load_value(T& out, const value& v, const place& at, virtual_bases* bases) {
  static_assert(!std::ranges::view<T> && !std::is_pointer_v<T>,
                "a view would outlive what it views");
  if constexpr (std::is_enum_v<T>) {
    auto x = std::underlying_type_t<T>();
    load_plain(x, v, at);
    out = static_cast<T>(x);
  } else if constexpr (has_members<T>) {
    auto own = virtual_bases();
    load_object(out, v, at, bases ? *bases : own);
  } else if constexpr (std::same_as<T, std::monostate>) {
    if (!v.is_nil())
      at.fail_kind("nil", v);
  } else if constexpr (maybe<T>) {
    load_maybe(out, v, at);
  } else if constexpr (is_variant<T>) {
    load_variant(out, v, at);
  } else if constexpr (is_duration<T>) {
    auto count = typename T::rep();
    load_value(count, v, at);
    out = T(count);
  } else if constexpr (is_clock_time<T>) {
    auto since = typename T::duration();
    load_value(since, v, at);
    out = T(since);
  } else if constexpr (char_array<T>) {
    load_text(out, v, at);
  } else if constexpr (bytes_source<T>) {
    load_bytes(out, v, at);
  } else if constexpr (map_source<T> && multi_source<T>) {
    load_multimap(out, v, at);
  } else if constexpr (map_source<T>) {
    load_map(out, v, at);
  } else if constexpr (range_source<T> || std::is_bounded_array_v<T>) {
    load_range(out, v, at);
  } else if constexpr (plain<T>) {
    load_plain(out, v, at);
  } else if constexpr (tuple_like<T>) {
    load_tuple(out, v, at);
  } else {
    auto own = virtual_bases();
    load_object(out, v, at, bases ? *bases : own);
  }
}

/// A T from a value, or throws.
template <class T>
T load(const value& v, const reflection& asked) {
  static_assert(saves<T>(), "no cereal function saves this type");
  auto out = blank<T>();
  load_value(out, v, place(asked));
  return out;
}

} // namespace detail

} // namespace brine
