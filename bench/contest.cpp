// SPDX-License-Identifier: MIT
#include <brine/bench/contest.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace brine::bench {

namespace {

struct step {
  double size;
  std::string_view name;
};

/// With three digits, in the largest unit that is not above the figure.
std::string scaled(double figure, std::initializer_list<step> steps) {
  const auto fits = [&](const step& s) { return figure >= s.size; };
  const auto* found = std::find_if(steps.begin(), steps.end(), fits);
  const auto& s = found == steps.end() ? *(steps.end() - 1) : *found;
  const auto n = figure / s.size;
  const auto digits = n < 9.995 ? 2 : n < 99.95 ? 1 : 0;
  return fmt::format("{:.{}f}{}", n, digits, s.name);
}

} // namespace

std::string to_text(double figure, measure what) {
  switch (what) {
  case measure::per_second:
    return scaled(figure, {{1e6, " M/s"}, {1e3, " k/s"}, {1, " /s"}});
  case measure::seconds:
    return scaled(figure,
                  {{1, " s"}, {1e-3, " ms"}, {1e-6, " µs"}, {1e-9, " ns"}});
  case measure::bytes:
    return scaled(figure, {{1 << 20, " MiB"}, {1, " B"}});
  case measure::bytes_per_second:
    return scaled(figure, {{1e6, " MB/s"}, {1e3, " kB/s"}, {1, " B/s"}});
  case measure::instructions:
    return fmt::format("{:.0f}", figure);
  }
  return {};
}

double median(std::vector<double> figures) {
  return percentile(std::move(figures), 50);
}

double percentile(std::vector<double> figures, int of_hundred) {
  const auto place =
    figures.size() * static_cast<std::size_t>(of_hundred) / 100;
  const auto at = figures.begin() + static_cast<std::ptrdiff_t>(place);
  std::nth_element(figures.begin(), at, figures.end());
  return *at;
}

std::size_t contest::add(std::string setting, std::string who,
                         std::function<double()> run) {
  all_.push_back({std::move(setting), std::move(who), std::move(run), {}});
  return all_.size() - 1;
}

void contest::run(int rounds) {
  for (int round = 0; round < rounds; ++round)
    for (auto& c : all_)
      c.rounds.push_back(c.run());
}

double contest::median_of(std::size_t one) const {
  return median(all_[one].rounds);
}

double contest::ratio(std::size_t a, std::size_t b) const {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < all_[a].rounds.size(); ++i)
    ratios.push_back(all_[a].rounds[i] / all_[b].rounds[i]);
  return median(std::move(ratios));
}

} // namespace brine::bench
