// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/batch.hpp>
#include <brine/hooks/filter.hpp>

#include <atomic>
#include <memory>
#include <vector>

namespace brine {

/// What live subscriptions want, where batches are released: a batch that
/// nobody wants does not wake the publisher. The publisher sets it, who
/// releases batches asks it; neither waits for the other.
class gate {
public:
  gate() = default;
  ~gate();

  gate(const gate&) = delete;
  gate& operator=(const gate&) = delete;

  /// Replaces the filters; every batch that is applied after a later look at
  /// `applied` is tested with them. By the publisher only.
  void set(std::vector<filter> wanted);

  /// By one releasing thread at a time.
  [[nodiscard]] bool wants(const batch& b);

private:
  using filters = std::vector<filter>;

  std::atomic<filters*> fresh_{nullptr};
  std::unique_ptr<filters> current_;
};

} // namespace brine
