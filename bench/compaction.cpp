// SPDX-License-Identifier: MIT
#include <brine/actors/connect.hpp>
#include <brine/backends/journal/record.hpp>
#include <brine/bench/contest.hpp>
#include <brine/bench/groups.hpp>
#include <brine/bench/threads.hpp>

#include <atomic>
#include <filesystem>
#include <thread>

namespace brine::bench {

namespace {

constexpr int times = 50;

store make_retaining(const std::string& folder) {
  return create(value{{"backend", "journal"},
                      {"path", folder},
                      {"fsync", "never"},
                      {"segment-size", "256KiB"},
                      {"retention-revisions", 1000}});
}

/// Files may go while it counts.
double directory_size(const std::string& folder) {
  std::uintmax_t all = 0;
  for (const auto& found :
       std::filesystem::recursive_directory_iterator(folder)) {
    std::error_code gone;
    if (!found.is_regular_file(gone) || gone)
      continue;
    if (const auto size = found.file_size(gone); !gone)
      all += size;
  }
  return static_cast<double>(all);
}

/// The 99th percentile of a put while the store is compacted.
double put_beside_compaction(const store& db, const workload& w) {
  std::vector<double> took;
  std::atomic<bool> done{false};
  auto compactor = std::thread([&] {
    (void)db.compact();
    done = true;
  });
  for (std::uint64_t i = 0; !done || took.empty(); ++i)
    took.push_back(seconds(
      [&] { db.assoc(w.keys[w.pick(0, i)], w.documents[w.pick(0, i + 1)]); }));
  compactor.join();
  return percentile(std::move(took), 99);
}

/// What a round found out.
struct found {
  double put_p99 = 0;
  double size = 0;
};

found overwrite_and_compact(const lab& where, const workload& w) {
  const std::string name = "compaction";
  found f;
  {
    const auto db = make_retaining(where.place(name));
    for (int i = 0; i < times; ++i)
      fill(db, w);
    f.put_p99 = put_beside_compaction(db, w);
    (void)db.compact();
    f.size = directory_size(where.place(name));
  }
  where.remove(name);
  return f;
}

} // namespace

void compaction(lab& where) {
  const auto w =
    make_workload(static_cast<std::size_t>(where.how.scaled(10'000)));
  double alone = 0;
  double live = 0;
  for (std::size_t i = 0; i < w.size(); ++i) {
    journal::record newest;
    newest.key = w.encoded_keys[i];
    newest.blob = w.blobs[i];
    alone += static_cast<double>(newest.key.size() + newest.blob.size());
    live += static_cast<double>(journal::encoded_size(newest));
  }
  const auto setting = std::to_string(w.size()) + " keys written "
                       + std::to_string(times) + " times";
  found last;
  contest size("the directory after compaction", measure::bytes);
  contest put("put while the store is compacted: 99th percentile",
              measure::seconds);
  const auto directory = size.add(setting, "brine", [&] {
    last = overwrite_and_compact(where, w);
    return last.size;
  });
  size.add(setting, "keys and documents alone", [&] { return alone; });
  size.add(setting, "records of the newest documents", [&] { return live; });
  put.add("1 thread", "brine", [&] { return last.put_p99; });
  for (int i = 0; i < where.how.rounds; ++i) {
    size.run(1);
    put.run(1);
  }
  where.out.add(size);
  where.out.add(put);
  where.out.at_most("directory after compaction, by its keys and documents", 3,
                    size.median_of(directory) / alone);
}

} // namespace brine::bench
