// SPDX-License-Identifier: MIT
#include <brine/backends/journal/live_manifest.hpp>

#include <utility>

namespace brine::journal {

live_manifest::live_manifest(disk& where, std::string folder)
    : disk_(where), folder_(std::move(folder)) {}

void live_manifest::assign(manifest content, sealing how) {
  auto guard = std::lock_guard(mutex_);
  how_ = std::move(how);
  now_ = std::move(content);
}

manifest live_manifest::now() const {
  auto guard = std::lock_guard(mutex_);
  return now_;
}

result<void> live_manifest::change(const std::function<void(manifest&)>& f) {
  auto guard = std::lock_guard(mutex_);
  auto next = now_;
  f(next);
  auto done = write_manifest(disk_, folder_, next, how_);
  if (done)
    now_ = std::move(next);
  return done;
}

} // namespace brine::journal
