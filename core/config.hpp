// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/result.hpp>
#include <brine/core/value.hpp>

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace brine {

/// Makes a config, which is a map, from a URI or a path. The scheme is
/// "backend"; user, password, host, port and path are keys if they are there,
/// and so is each item of the query, as a string. After a host the path comes
/// without its leading slash: `s3://bucket/prefix` has the host "bucket" and
/// the path "prefix". What has no scheme is the path of a journal, taken as it
/// is; but not with settings such as `data?fsync=never`, which were meant for a
/// URI. Which schemes there are is not known here. Fails with `bad_text`.
[[nodiscard]] result<value> parse_config(std::string_view uri_or_path);

/// The config with "***" for each secret, at every depth: to be printed. A
/// secret is what has the name of one (password, token, secret-key, ..., in any
/// spelling of case and dashes), the key of an encryptor, and what stands
/// before the @ of a URI.
[[nodiscard]] value redacted(const value& config);

/// The same of the text of a URI, or of a path, which stays as it is where it
/// has no such settings.
[[nodiscard]] std::string redacted_uri(std::string_view uri_or_path);

/// The same of a message, in which NAME=VALUE with the name of a secret may
/// stand anywhere. Where a secret ends nobody can say, so nothing of the
/// message is behind it, unless an & is.
[[nodiscard]] std::string redacted_text(std::string_view message);

/// What to say of a name that there is not: "there is no encryptor aes: choose
/// none or aes-gcm".
[[nodiscard]] std::string no_such(std::string_view what, std::string_view name,
                                  std::span<const std::string_view> names);

/// Takes a config apart. Each getter answers with what is under a name, or with
/// `otherwise` if it is absent or not as it must be; and `finish` fails with
/// the first such fault. So: ask for everything, and use nothing before
/// `finish` agreed. Keys are strings or keywords. Numbers and the like may also
/// be given as text, as they come out of a URI.
class config_reader {
public:
  /// @param config a map; anything else is the first fault.
  explicit config_reader(const value& config);

  /// Text; also of a keyword, without its colon.
  std::string string(std::string_view name, std::string_view otherwise = {});

  /// As `string`, but absence is a fault.
  std::string required(std::string_view name);

  std::int64_t
  integer(std::string_view name, std::int64_t otherwise,
          std::int64_t least = std::numeric_limits<std::int64_t>::min(),
          std::int64_t most = std::numeric_limits<std::int64_t>::max());

  bool boolean(std::string_view name, bool otherwise);

  /// One of several names, each of which stands for a value of an enum.
  template <class Enum>
  Enum choice(std::string_view name, Enum otherwise,
              std::initializer_list<std::pair<std::string_view, Enum>> names) {
    auto texts = std::vector<std::string_view>();
    for (const auto& n : names)
      texts.push_back(n.first);
    auto at = index(name, texts);
    return at ? (names.begin() + *at)->second : otherwise;
  }

  /// A size: a plain number, or text as `64MiB`; also B, KiB and GiB.
  std::uint64_t
  bytes(std::string_view name, std::uint64_t otherwise, std::uint64_t least = 0,
        std::uint64_t most = std::numeric_limits<std::int64_t>::max());

  /// A time span: text as `500ms`, `10s`, `5min`, `2h` or `7d`; 0 needs no
  /// unit.
  std::chrono::milliseconds
  duration(std::string_view name, std::chrono::milliseconds otherwise);

  /// Whatever is there; nil if nothing is.
  value any(std::string_view name);

  /// A reader for the config under a name, empty if absent; has its own
  /// `finish`, and names its keys as `name.key`.
  config_reader nested(std::string_view name);

  /// Reports a fault that only the caller can see.
  void fault(std::string_view name, std::string_view what);

  /// Fails with `bad_config` and the first fault; or names the keys that nobody
  /// asked for, and what they may have been meant to be, or all there are.
  [[nodiscard]] result<void> finish() const;

private:
  struct item {
    std::string name;
    value val;
    bool used = false;
  };

  const value* find(std::string_view name);
  std::optional<std::string> text(std::string_view name);
  std::optional<std::ptrdiff_t>
  index(std::string_view name, std::span<const std::string_view> names);
  void bad(std::string_view name, const value& found, std::string_view wanted);

  std::string prefix_;
  std::vector<item> items_;
  std::vector<std::string> asked_;
  std::optional<error> failed_;
};

} // namespace brine
