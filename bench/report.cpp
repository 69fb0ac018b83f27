// SPDX-License-Identifier: MIT
#include <brine/bench/report.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace brine::bench {

namespace {

/// What brine's figure is by this one's, if brine ran in the same setting.
std::string beside_brine(const contest& c, std::size_t one) {
  const auto& all = c.contenders();
  for (std::size_t i = 0; i < all.size(); ++i)
    if (i != one && all[i].who == "brine" && all[i].setting == all[one].setting)
      return fmt::format("{:.2f}", c.ratio(i, one));
  return {};
}

/// By how much of the bound a figure is on the wrong side.
std::string verdict(double beyond) {
  return beyond <= 0 ? std::string("met")
                     : fmt::format("missed by {:.0f} %", 100 * beyond);
}

} // namespace

void report::add(const contest& c) {
  fmt::print("\n### {}\n\n", c.title());
  fmt::print("| | | median | lowest | highest | brine / it |\n");
  fmt::print("| --- | --- | ---: | ---: | ---: | ---: |\n");
  for (std::size_t i = 0; i < c.contenders().size(); ++i) {
    const auto& one = c.contenders()[i];
    const auto ends = std::minmax_element(one.rounds.begin(), one.rounds.end());
    fmt::print("| {} | {} | {} | {} | {} | {} |\n", one.setting, one.who,
               to_text(c.median_of(i), c.what()),
               to_text(*ends.first, c.what()), to_text(*ends.second, c.what()),
               beside_brine(c, i));
  }
  std::fflush(stdout);
}

void report::note(std::string_view text) {
  fmt::print("\n{}\n", text);
}

void report::at_least(std::string target, double bound, double found) {
  targets_.push_back(fmt::format("| {} | at least {:.4g} | {:.3g} | {} |",
                                 target, bound, found,
                                 verdict(1 - found / bound)));
}

void report::at_most(std::string target, double bound, double found) {
  targets_.push_back(fmt::format("| {} | at most {:.4g} | {:.3g} | {} |",
                                 target, bound, found,
                                 verdict(found / bound - 1)));
}

void report::refuse(std::string_view group, std::string_view why) {
  refused_ = true;
  fmt::print("\n### {}\n\nNot measured: {}.\n", group, why);
}

void report::finish() const {
  if (targets_.empty())
    return;
  fmt::print("\n### Targets\n\n| target | wanted | measured | |\n"
             "| --- | --- | ---: | --- |\n");
  for (const auto& line : targets_)
    fmt::print("{}\n", line);
}

} // namespace brine::bench
