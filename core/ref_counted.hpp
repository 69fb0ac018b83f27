// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace brine {

/// A base whose last `ref` deletes the object. The count is thread-safe.
class ref_counted {
public:
  ref_counted() = default;
  ref_counted(const ref_counted&) = delete;
  ref_counted& operator=(const ref_counted&) = delete;
  virtual ~ref_counted() = default;

  void retain() const noexcept {
    count_.fetch_add(1, std::memory_order_relaxed);
  }

  void release() const noexcept {
    if (count_.fetch_sub(1, std::memory_order_acq_rel) == 1)
      delete this;
  }

private:
  mutable std::atomic<std::uint32_t> count_{0};
};

/// Shares ownership of a `ref_counted` object; as large as a pointer.
template <class T>
class ref {
public:
  ref() noexcept = default;

  ref(std::nullptr_t) noexcept {}

  explicit ref(T* p) noexcept : p_(p) {
    if (p_)
      p_->retain();
  }

  ref(const ref& other) noexcept : ref(other.p_) {}

  ref(ref&& other) noexcept : p_(std::exchange(other.p_, nullptr)) {}

  template <class U>
  ref(const ref<U>& other) noexcept : ref(other.get()) {}

  template <class U>
  ref(ref<U>&& other) noexcept : p_(other.detach()) {}

  ~ref() {
    if (p_)
      p_->release();
  }

  ref& operator=(ref other) noexcept {
    std::swap(p_, other.p_);
    return *this;
  }

  [[nodiscard]] T* get() const noexcept {
    return p_;
  }

  T* operator->() const noexcept {
    return p_;
  }

  T& operator*() const noexcept {
    return *p_;
  }

  explicit operator bool() const noexcept {
    return p_ != nullptr;
  }

  /// Gives up the pointer with its count; `adopt` takes it back.
  [[nodiscard]] T* detach() noexcept {
    return std::exchange(p_, nullptr);
  }

  [[nodiscard]] static ref adopt(T* p) noexcept {
    ref r;
    r.p_ = p;
    return r;
  }

  friend bool operator==(const ref& a, const ref& b) noexcept {
    return a.p_ == b.p_;
  }

private:
  T* p_ = nullptr;
};

template <class T, class... Args>
[[nodiscard]] ref<T> make_ref(Args&&... args) {
  return ref<T>(new T(std::forward<Args>(args)...));
}

} // namespace brine
