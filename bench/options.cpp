// SPDX-License-Identifier: MIT
#include <brine/bench/options.hpp>

#include <charconv>
#include <stdexcept>

namespace brine::bench {

namespace {

int positive(std::string_view name, const std::string& text) {
  int n = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, n);
  if (read.ec != std::errc() || read.ptr != end || n < 1)
    throw std::invalid_argument(std::string(name)
                                + " wants a positive number, not " + text);
  return n;
}

} // namespace

options parse_options(int argc, char** argv) {
  const auto all = std::vector<std::string>(argv + 1, argv + argc);
  options o;
  bool rounds_given = false;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& name = all[i];
    const auto next = [&]() -> const std::string& {
      if (++i == all.size())
        throw std::invalid_argument(name + " wants an argument");
      return all[i];
    };
    if (name == "--only") {
      o.only.push_back(next());
    } else if (name == "--rounds") {
      o.rounds = positive(name, next());
      rounds_given = true;
    } else if (name == "--quick") {
      o.quick = true;
    } else if (name == "--folder") {
      o.folder = next();
    } else if (name == "--help") {
      o.help = true;
    } else if (name == "--child") {
      o.child.assign(all.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                     all.end());
      break;
    } else {
      throw std::invalid_argument("unknown argument " + name);
    }
  }
  if (o.quick && !rounds_given)
    o.rounds = 3;
  return o;
}

std::string_view usage() noexcept {
  return R"(usage: ./run bench [--only NAME]... [--rounds N] [--quick] [--folder DIR]

Compares brine with RocksDB, LMDB and SQLite, and prints markdown.

  --only NAME   one group of those below; may be given several times
  --rounds N    how often each contender runs (11; 3 with --quick)
  --quick       short runs and small stores: to see that it works
  --folder DIR  where the stores are made; removed at the end

groups:
)";
}

} // namespace brine::bench
