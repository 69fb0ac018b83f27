// SPDX-License-Identifier: MIT
#include <brine/cli/line_reader.hpp>
#include <brine/core/error.hpp>

#include <algorithm>

namespace brine::cli {

std::optional<std::string_view> line_reader::next() {
  auto end = buffer_.find('\n', begin_);
  while (end == buffer_.npos) {
    buffer_.erase(0, begin_);
    begin_ = 0;
    const auto seen = buffer_.size();
    if (seen > limit_)
      throw error(errc::too_large,
                  in_.name() + ": line " + std::to_string(lines_ + 1)
                    + " is longer than " + std::to_string(limit_) + " bytes");
    if (!in_.read(buffer_)) {
      if (buffer_.empty())
        return std::nullopt;
      end = buffer_.size();
      break;
    }
    end = buffer_.find('\n', seen);
  }
  ++lines_;
  line_begin_ = begin_;
  begin_ = std::min(end + 1, buffer_.size());
  return std::string_view(buffer_).substr(line_begin_, end - line_begin_);
}

} // namespace brine::cli
