// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/reflect_save.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Objects with cereal functions of their own from values, and the archive these
// are given. Included by reflect_load.hpp.

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

} // namespace detail

} // namespace brine
