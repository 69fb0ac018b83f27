// SPDX-License-Identifier: MIT
#include <brine/core/config.hpp>
#include <brine/core/edn.hpp>

#include <algorithm>
#include <charconv>
#include <limits>
#include <numeric>

namespace brine {

namespace {

struct unit {
  std::string_view name;
  std::int64_t factor;
};

constexpr unit byte_units[] = {{"", 1},
                               {"B", 1},
                               {"KiB", std::int64_t{1} << 10},
                               {"MiB", std::int64_t{1} << 20},
                               {"GiB", std::int64_t{1} << 30}};

constexpr unit time_units[] = {
  {"ms", 1}, {"s", 1000}, {"min", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};

std::string in_quotes(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

/// A name as it is shown. What does not look like a setting's may be a secret
/// in the wrong place.
std::string shown(std::string_view name) {
  constexpr std::size_t longest = 32;
  const auto fits =
    name.size() <= longest
    && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.")
         == name.npos;
  return fits ? std::string(name) : "***";
}

/// How many letters must be put in, taken out or changed to make b of a.
std::size_t distance(std::string_view a, std::string_view b) {
  auto row = std::vector<std::size_t>(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    auto diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      auto change = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, diagonal + 1, change});
    }
  }
  return row.back();
}

/// The whole text as a number; nothing if it is none, or out of range.
std::optional<std::int64_t> whole_number(std::string_view text) {
  auto n = std::int64_t{};
  auto end = text.data() + text.size();
  auto [stop, code] = std::from_chars(text.data(), end, n);
  if (code != std::errc() || stop != end)
    return std::nullopt;
  return n;
}

/// A number of at least zero, times its unit.
std::optional<std::int64_t>
measured(std::string_view text, std::span<const unit> units) {
  auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  auto n = whole_number(text.substr(0, digits));
  auto name = text.substr(digits);
  if (name.starts_with(' '))
    name.remove_prefix(1);
  for (const auto& u : units) {
    auto product = std::int64_t{};
    if (n && u.name == name && !__builtin_mul_overflow(*n, u.factor, &product))
      return product;
  }
  return std::nullopt;
}

/// The names in order, each once.
std::string listed(std::vector<std::string> names, const std::string& prefix) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  auto all = std::string();
  for (const auto& n : names)
    all += (all.empty() ? "" : ", ") + prefix + n;
  return all.empty() ? "none" : all;
}

} // namespace

std::string no_such(std::string_view what, std::string_view name,
                    std::span<const std::string_view> names) {
  auto out = "there is no " + std::string(what) + ' ' + redacted_text(name);
  for (std::size_t i = 0; i < names.size(); ++i)
    out += (i == 0                  ? ": choose "
            : i + 1 == names.size() ? " or "
                                    : ", ")
           + std::string(names[i]);
  return names.empty() ? out + ", and no other" : out;
}

config_reader::config_reader(const value& config) {
  if (!config.is_map()) {
    failed_ =
      error(errc::bad_config, "a config is a map, not a "
                                + std::string(brine::name(config.kind())));
    return;
  }
  for (const auto& e : config.entries()) {
    auto name = e.key.is_string()    ? std::string(e.key.as_string())
                : e.key.is_keyword() ? std::string(e.key.as_keyword())
                                     : brief(e.key);
    for (const auto& other : items_)
      if (other.name == name)
        fault(name, "is given twice");
    items_.push_back({std::move(name), e.val});
  }
}

const value* config_reader::find(std::string_view name) {
  asked_.emplace_back(name);
  for (auto& i : items_)
    if (i.name == name) {
      i.used = true;
      return i.val.is_nil() ? nullptr : &i.val;
    }
  return nullptr;
}

void config_reader::fault(std::string_view name, std::string_view what) {
  if (!failed_)
    failed_ =
      error(errc::bad_config, "config key " + in_quotes(prefix_ + shown(name))
                                + " " + redacted_text(what));
}

void config_reader::bad(std::string_view name, const value& found,
                        std::string_view wanted) {
  // Shown as part of a map, a secret is hidden.
  auto shown = redacted(value{{name, found}});
  fault(name, "must be " + std::string(wanted) + ", not "
                + brief(shown.entries().front().val));
}

std::optional<std::string> config_reader::text(std::string_view name) {
  auto found = find(name);
  if (found == nullptr)
    return std::nullopt;
  if (found->is_string())
    return std::string(found->as_string());
  if (found->is_keyword())
    return std::string(found->as_keyword());
  bad(name, *found, "text");
  return std::nullopt;
}

std::string
config_reader::string(std::string_view name, std::string_view otherwise) {
  return text(name).value_or(std::string(otherwise));
}

std::string config_reader::required(std::string_view name) {
  auto found = text(name);
  if (!found)
    fault(name, "is missing");
  return found.value_or("");
}

std::int64_t
config_reader::integer(std::string_view name, std::int64_t otherwise,
                       std::int64_t least, std::int64_t most) {
  auto found = find(name);
  if (found == nullptr)
    return otherwise;
  auto n = found->is_int()      ? std::optional(found->as_int())
           : found->is_string() ? whole_number(found->as_string())
                                : std::nullopt;
  if (n && least <= *n && *n <= most)
    return *n;
  using limits = std::numeric_limits<std::int64_t>;
  const auto any = least == limits::min() && most == limits::max();
  bad(name, *found,
      any ? "an integer"
          : "an integer from " + std::to_string(least) + " to "
              + std::to_string(most));
  return otherwise;
}

bool config_reader::boolean(std::string_view name, bool otherwise) {
  auto found = find(name);
  if (found == nullptr)
    return otherwise;
  if (found->is_bool())
    return found->as_bool();
  if (found->is_string()
      && (found->as_string() == "true" || found->as_string() == "false"))
    return found->as_string() == "true";
  bad(name, *found, "true or false");
  return otherwise;
}

std::optional<std::ptrdiff_t>
config_reader::index(std::string_view name,
                     std::span<const std::string_view> names) {
  auto found = find(name);
  if (found == nullptr)
    return std::nullopt;
  auto given = found->is_string()    ? found->as_string()
               : found->is_keyword() ? found->as_keyword()
                                     : std::string_view();
  auto at = std::find(names.begin(), names.end(), given);
  if (at != names.end())
    return at - names.begin();
  auto all = std::string();
  for (auto n : names)
    all += (all.empty() ? "" : ", ") + std::string(n);
  bad(name, *found, "one of " + all);
  return std::nullopt;
}

std::uint64_t
config_reader::bytes(std::string_view name, std::uint64_t otherwise,
                     std::uint64_t least, std::uint64_t most) {
  auto found = find(name);
  if (found == nullptr)
    return otherwise;
  auto n = found->is_int()      ? std::optional(found->as_int())
           : found->is_string() ? measured(found->as_string(), byte_units)
                                : std::nullopt;
  if (n && *n >= 0) {
    auto size = static_cast<std::uint64_t>(*n);
    if (least <= size && size <= most)
      return size;
  }
  bad(name, *found,
      "a size, such as 64MiB, from " + std::to_string(least) + " to "
        + std::to_string(most) + " bytes");
  return otherwise;
}

std::chrono::milliseconds
config_reader::duration(std::string_view name,
                        std::chrono::milliseconds otherwise) {
  auto found = find(name);
  if (found == nullptr)
    return otherwise;
  if (*found == value(0) || *found == value("0"))
    return std::chrono::milliseconds(0);
  if (found->is_string())
    if (auto n = measured(found->as_string(), time_units))
      return std::chrono::milliseconds(*n);
  bad(name, *found, "a time span with ms, s, min, h or d, such as 10s");
  return otherwise;
}

value config_reader::any(std::string_view name) {
  auto found = find(name);
  return found == nullptr ? value() : *found;
}

config_reader config_reader::nested(std::string_view name) {
  auto found = any(name);
  if (!found.is_nil() && !found.is_map()) {
    bad(name, found, "a map");
    found = {};
  }
  auto inner = config_reader(found.is_nil() ? map() : found);
  inner.prefix_ = prefix_ + std::string(name) + ".";
  return inner;
}

result<void> config_reader::finish() const {
  if (failed_)
    return *failed_;
  auto message = std::string();
  auto puzzling = false;
  for (const auto& i : items_) {
    if (i.used)
      continue;
    message += (message.empty() ? "unknown config key " : ", ")
               + in_quotes(prefix_ + shown(i.name));
    auto nearest = std::string_view();
    auto least = std::size_t{3};
    for (const auto& name : asked_)
      if (auto d = distance(i.name, name); d < least && d < name.size()) {
        least = d;
        nearest = name;
      }
    if (!nearest.empty())
      message += " (did you mean " + in_quotes(nearest) + "?)";
    puzzling = puzzling || nearest.empty();
  }
  if (message.empty())
    return {};
  if (puzzling)
    message += "; there are " + listed(asked_, prefix_);
  return error(errc::bad_config, message);
}

} // namespace brine
