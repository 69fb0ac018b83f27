// SPDX-License-Identifier: MIT
#include <brine/backends/journal/segment_run.hpp>

namespace brine::journal {

segment_run::segment_run(std::span<const ref<stored_segment>> segments)
    : segments_(segments) {}

result<bool> segment_run::next() {
  const auto& from = home()->bytes();
  if (!cursor_) {
    auto bytes = from.read(0, home()->readable(), scratch_);
    if (!bytes)
      return bytes.failure();
    bytes_ = *bytes;
    cursor_.emplace(bytes_, from.header());
  }
  switch (cursor_->next()) {
  case segment_cursor::step::commit:
    if (from.name().generation > 0)
      for (const auto& r : cursor_->commit())
        tags_.add(r.what);
    return true;
  case segment_cursor::step::bad:
    return error_at(from.path(), cursor_->bad_offset(), cursor_->why());
  case segment_cursor::step::end:
    break;
  }
  if (auto whole = home()->check_whole(*cursor_, tags_); !whole)
    return whole.failure();
  return false;
}

bool segment_run::enter_next() {
  ++at_;
  cursor_.reset();
  tags_.clear();
  return at_ < segments_.size();
}

} // namespace brine::journal
