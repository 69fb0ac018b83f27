// SPDX-License-Identifier: MIT
#include <brine/backends/journal/consumers.hpp>
#include <brine/backends/journal/edn_file.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/hex.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace brine::journal {

namespace {

constexpr std::int64_t format = 1;

std::string to_text(const std::vector<consumer_lease>& all) {
  auto list = std::string{};
  for (const auto& x : all)
    list += fmt::format(
      "{}{{:name {} :until {}\n"
      "              :log \"{}\" :revision {}}}",
      list.empty() ? "" : "\n             ", to_string(value(x.name)),
      to_string(value(instant(x.until))), to_hex(x.log.bytes), x.acknowledged);
  return fmt::format("; Consumers whose history is kept. Without this file "
                     "there are none.\n"
                     "{{:format {}\n"
                     " :consumers [{}]}}\n",
                     format, list);
}

} // namespace

result<void> write_consumers(disk& where, const std::string& folder,
                             const std::vector<consumer_lease>& all) {
  return write_edn_file(where, folder, consumers_file, to_text(all));
}

result<std::vector<consumer_lease>>
read_consumers(disk& where, const std::string& folder) {
  std::vector<consumer_lease> all;
  const auto path = folder + '/' + consumers_file;
  auto found = read_edn_file(where, path, format);
  if (!found && found.failure().code() == errc::not_found)
    return all;
  if (!found)
    return found.failure();
  auto from = edn_fields(*found);
  const auto& list = from.get("consumers", &value::is_vector);
  if (list.is_vector())
    for (const auto& item : list.items()) {
      auto one = edn_fields(item);
      auto& x = all.emplace_back();
      if (const auto& name = one.get("name", &value::is_string);
          name.is_string())
        x.name = name.as_string();
      x.log.bytes = one.hex("log");
      x.acknowledged = one.number("revision");
      if (const auto& until = one.get("until", &value::is_instant);
          until.is_instant())
        x.until =
          wall_time(std::chrono::microseconds(until.as_instant().microseconds));
      if (one.wrong())
        from.refuse("consumers");
    }
  if (from.wrong())
    return error(errc::damaged, path + ": " + *from.wrong());
  return all;
}

std::vector<consumer_lease>
within_lease(std::vector<consumer_lease> all, wall_time now) {
  std::erase_if(all, [&](const auto& x) { return x.until <= now; });
  return all;
}

std::vector<consumer_lease>
in_present_log(std::vector<consumer_lease> all, const identity& who) {
  std::erase_if(all, [&](consumer_lease& x) {
    if (x.log == who.log)
      return false;
    const auto former =
      std::find_if(who.former.begin(), who.former.end(),
                   [&](const former_log& f) { return f.id == x.log; });
    if (former == who.former.end())
      return true;
    x.acknowledged = std::min(x.acknowledged, former->last_common);
    x.log = who.log;
    return false;
  });
  return all;
}

} // namespace brine::journal
