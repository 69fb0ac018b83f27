// SPDX-License-Identifier: MIT
#include <brine/bench/child.hpp>
#include <brine/bench/groups.hpp>
#include <brine/bench/machine.hpp>

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <stdexcept>

namespace {

using namespace brine::bench;

bool known(const std::string& name) {
  const auto all = groups();
  return std::any_of(all.begin(), all.end(),
                     [&](const group& g) { return g.name == name; });
}

bool wanted(const options& how, const group& g) {
  return how.only.empty()
         || std::find(how.only.begin(), how.only.end(), g.name)
              != how.only.end();
}

int help() {
  fmt::print("{}", usage());
  for (const auto& g : groups())
    fmt::print("  {:<12} {}\n", g.name, g.about);
  return 0;
}

/// @returns the exit code: 1 if something could not be measured
int run(const options& how) {
  for (const auto& name : how.only)
    if (!known(name))
      throw std::invalid_argument("unknown group " + name);
  auto where = lab(how);
  print_machine(where.folder());
  fmt::print("\n{} keys, documents of {} bytes; medians of {} interleaved "
             "runs.\n",
             where.load.size(), document_size, how.rounds);
  for (const auto& g : groups()) {
    if (!wanted(how, g))
      continue;
    fmt::print(stderr, "{} ...\n", g.name);
    if (g.synced && !syncs(where.folder()))
      where.out.refuse(g.name,
                       "a sync does nothing on " + file_system(where.folder()));
    else
      g.run(where);
  }
  where.out.finish();
  return where.out.refused() ? 1 : 0;
}

} // namespace

int main(int argc, char** argv) {
  // The report alone goes to stdout.
  spdlog::set_default_logger(spdlog::stderr_logger_mt("bench"));
  spdlog::set_level(spdlog::level::warn);
  try {
    const auto how = parse_options(argc, argv);
    if (how.help)
      return help();
    return how.child.empty() ? run(how) : run_child(how.child);
  } catch (const std::invalid_argument& e) {
    fmt::print(stderr, "bench: {}\n", e.what());
    return 2;
  } catch (const std::exception& e) {
    fmt::print(stderr, "bench: {}\n", e.what());
    return 1;
  }
}
