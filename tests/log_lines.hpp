// SPDX-License-Identifier: MIT
#pragma once

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <sstream>
#include <string>

namespace brine::test {

/// Keeps what brine logs, as long as it lives, instead of showing it.
class log_lines {
public:
  log_lines() : before_(spdlog::default_logger()) {
    auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(text_);
    sink->set_pattern("%l: %v");
    spdlog::set_default_logger(
      std::make_shared<spdlog::logger>("brine-test", std::move(sink)));
  }

  ~log_lines() {
    spdlog::set_default_logger(before_);
  }

  log_lines(const log_lines&) = delete;
  log_lines& operator=(const log_lines&) = delete;

  [[nodiscard]] std::string text() const {
    return text_.str();
  }

  [[nodiscard]] bool have(const std::string& part) const {
    return text().find(part) != std::string::npos;
  }

private:
  std::ostringstream text_;
  std::shared_ptr<spdlog::logger> before_;
};

} // namespace brine::test
