// SPDX-License-Identifier: MIT
#include <brine/backends/journal/crc32c.hpp>
#include <brine/backends/journal/file_head.hpp>
#include <brine/backends/journal/lock_page.hpp>

#include <fmt/format.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cassert>
#include <climits>
#include <cstring>
#include <ctime>

namespace brine::journal {

namespace {

constexpr auto kind = file_kind{"brinelck", "lock page", 1};

constexpr std::size_t head_size = 64;
constexpr std::size_t sequence_at = 64;
constexpr std::size_t awaited_at = 72;
constexpr std::array<std::size_t, 2> slot_at = {128, 256};

/// How long a sleeper trusts that it will be woken.
constexpr auto poll_interval = std::chrono::milliseconds(50);

/// A mark as it crosses between threads and processes, word by word.
using slot_words = std::array<std::uint64_t, 13>;

using word = std::atomic_ref<std::uint64_t>;
static_assert(word::is_always_lock_free);

word word_at(std::span<std::byte> page, std::size_t offset) {
  return word(*reinterpret_cast<std::uint64_t*>(page.data() + offset));
}

std::uint64_t slot_crc(const slot_words& words) {
  return crc32c(std::as_bytes(std::span(words)).first(sizeof words - 8));
}

slot_words encode(const durable_mark& x, std::uint64_t sequence) {
  auto words = slot_words{};
  std::memcpy(&words[0], x.log.bytes.data(), 16);
  std::memcpy(&words[2], x.boot.bytes.data(), 16);
  words[4] = x.segment.first;
  words[5] = x.segment.generation | std::uint64_t{x.clean} << 32;
  words[6] = x.offset;
  words[7] = x.last;
  words[8] = x.frame;
  words[9] = x.synced;
  words[10] = x.pid;
  words[11] = sequence;
  words[12] = slot_crc(words);
  return words;
}

durable_mark decode(const slot_words& words) {
  auto x = durable_mark{};
  std::memcpy(x.log.bytes.data(), &words[0], 16);
  std::memcpy(x.boot.bytes.data(), &words[2], 16);
  x.segment.first = words[4];
  x.segment.generation = static_cast<std::uint32_t>(words[5]);
  x.clean = (words[5] >> 32 & 1) != 0;
  x.offset = words[6];
  x.last = words[7];
  x.frame = words[8];
  x.synced = words[9];
  x.pid = static_cast<std::uint32_t>(words[10]);
  return x;
}

/// The futex word: the low half, which changes with each mark.
std::uint32_t* futex_word(std::span<std::byte> page) {
  return reinterpret_cast<std::uint32_t*>(page.data() + sequence_at);
}

void wake_all(std::span<std::byte> page) {
  syscall(SYS_futex, futex_word(page), FUTEX_WAKE, INT_MAX, nullptr, nullptr,
          0);
}

/// Sleeps unless the sequence has moved on; may return early.
void sleep_on(std::span<std::byte> page, std::uint64_t seen,
              std::chrono::nanoseconds time) {
  auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
  auto limit = timespec{};
  limit.tv_sec = static_cast<time_t>(seconds.count());
  limit.tv_nsec = static_cast<long>((time - seconds).count());
  syscall(SYS_futex, futex_word(page), FUTEX_WAIT,
          static_cast<std::uint32_t>(seen), &limit, nullptr, 0);
}

/// Asks to be woken by the mark `sequence`. Never lowers what another sleeper
/// asked for: the writer would take that for answered.
void await(word awaited, std::uint64_t sequence) {
  auto now = awaited.load();
  while (now < sequence && !awaited.compare_exchange_weak(now, sequence))
    continue;
}

} // namespace

lock_page::lock_page(std::span<std::byte> bytes, bool writable,
                     std::string name)
    : bytes_(bytes), writable_(writable), name_(std::move(name)) {
  assert(bytes.size() == size);
}

result<void> lock_page::format() {
  assert(writable_);
  auto head = bytes_.first(head_size);
  auto found = check_head(head, kind, name_);
  if (!found && found.failure().code() == errc::newer_format)
    return found;
  if (!found) {
    std::fill(bytes_.begin(), bytes_.end(), std::byte{0});
    seal_head(head, kind);
  }
  // Whoever asked before may be gone.
  word_at(bytes_, awaited_at).store(0);
  return {};
}

// A reader that sees a word of mark n+2 in a slot also sees that mark n+1 was
// published, since each word is stored with release and loaded with acquire;
// so it knows that the slot was written over while it read mark n.
void lock_page::publish(const durable_mark& mark) noexcept {
  assert(writable_);
  auto sequence = word_at(bytes_, sequence_at);
  auto next = sequence.load(std::memory_order_relaxed) + 1;
  auto words = encode(mark, next);
  auto at = slot_at[next % 2];
  for (auto x : words) {
    word_at(bytes_, at).store(x, std::memory_order_release);
    at += sizeof x;
  }
  // Sequentially consistent, as is `await`: either the writer sees the
  // sleeper, or the sleeper sees the mark.
  sequence.store(next);
  auto awaited = word_at(bytes_, awaited_at);
  auto asked = awaited.load();
  if (asked == 0)
    return;
  // One that asks for the mark after this one is left standing.
  if (asked != next + 1)
    awaited.compare_exchange_strong(asked, 0);
  wake_all(bytes_);
}

result<std::optional<published_mark>> lock_page::read() const {
  // A mark that changes that often under the reader is not worth waiting for.
  constexpr int attempts = 1000;
  auto sequence = word_at(bytes_, sequence_at);
  for (int i = 0; i < attempts; ++i) {
    auto seen = sequence.load(std::memory_order_acquire);
    if (seen == 0)
      return std::optional<published_mark>();
    auto at = slot_at[seen % 2];
    auto words = slot_words{};
    for (auto& x : words) {
      x = word_at(bytes_, at).load(std::memory_order_acquire);
      at += sizeof x;
    }
    if (sequence.load(std::memory_order_acquire) != seen)
      continue;
    if (auto head = check_head(bytes_.first(head_size), kind, name_); !head)
      return head.failure();
    if (words.back() != slot_crc(words) || words[11] != seen)
      return error(errc::damaged, fmt::format("{}: the mark's checksum is "
                                              "wrong at offset {}",
                                              name_, slot_at[seen % 2]));
    return std::optional(published_mark{decode(words), seen});
  }
  return error(errc::busy, name_ + ": the mark never stands still");
}

bool lock_page::wait(std::uint64_t seen,
                     std::chrono::milliseconds timeout) const {
  using std::chrono::steady_clock;
  auto deadline = steady_clock::now() + timeout;
  auto sequence = word_at(bytes_, sequence_at);
  while (sequence.load() == seen) {
    auto left = deadline - steady_clock::now();
    if (left <= left.zero())
      return false;
    if (writable_)
      await(word_at(bytes_, awaited_at), seen + 1);
    sleep_on(bytes_, seen,
             std::min<std::chrono::nanoseconds>(left, poll_interval));
  }
  return true;
}

} // namespace brine::journal
