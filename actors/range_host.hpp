// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/contexts.hpp>
#include <brine/actors/shared.hpp>
#include <brine/backends/keeper.hpp>

#include <functional>

namespace brine {

/// The store as its keeper sees it: asks the ranges, and waits for them. Not
/// for a thread of the store that ranges may need.
class range_host final : public host {
public:
  range_host(const shared& store, io_threads& io,
             std::function<bool()> closing);

  result<void> each_key(
    const std::function<result<void>(std::span<const place>)>& show) override;
  result<void> relocate(std::span<move> moves) override;
  result<void> sync() override;
  revision applied() const override;
  wall_time now() const override;
  bool closing() const noexcept override;

  /// As `shared::caught`.
  [[nodiscard]] error caught(errc code) const noexcept {
    return store_.caught(code);
  }

private:
  template <class Handle, class Message>
  result<void> ask(const Handle& to, Message&& message, call& c);

  const shared& store_;
  io_threads& io_;
  std::function<bool()> closing_;
};

} // namespace brine
