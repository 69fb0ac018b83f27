// SPDX-License-Identifier: MIT
#include <brine/codecs/unpack.hpp>
#include <brine/codecs/zstd.hpp>

#include <fmt/format.h>
#include <zstd.h>

#include <bit>
#include <cassert>
#include <new>

namespace brine {

namespace {

constexpr auto magic = std::string_view("\x28\xb5\x2f\xfd");

// A reader keeps as much as the frame's window, before anything comes out: so
// we write no larger ones than RFC 8878 wants every reader to take, and read
// larger ones only where they stand in a proportion to the frame.
constexpr int max_window_log = 23;
constexpr std::size_t max_window_of_byte = 256;

/// How large a window may be, as a power of two.
int window_log_for(std::size_t packed) noexcept {
  const auto log = std::bit_width(packed) + std::bit_width(max_window_of_byte);
  return std::clamp(static_cast<int>(log), max_window_log, 30);
}

template <class Context, auto make, auto end>
std::unique_ptr<Context, decltype(end)> make_context() {
  auto made = std::unique_ptr<Context, decltype(end)>(make(), end);
  if (!made)
    throw std::bad_alloc();
  return made;
}

class zstd_decoder {
public:
  static constexpr auto name = std::string_view("zstd");
  static constexpr std::size_t first = 5; // what tells the header's size

  unpack_step step(std::string_view from, std::size_t most) {
    auto in = ZSTD_inBuffer{from.data(), from.size(), 0};
    auto out = ZSTD_outBuffer{block_.get(), std::min(most, room_), 0};
    unpack_step done;
    done.wanted = ZSTD_decompressStream(context_.get(), &out, &in);
    if (ZSTD_isError(done.wanted) != 0) {
      done.failed = ZSTD_getErrorName(done.wanted);
      return done;
    }
    done.read = in.pos;
    done.made = {block_.get(), out.pos};
    return done;
  }

  [[nodiscard]] static bool may_end(std::size_t) noexcept {
    return false;
  }

  /// For the next frame, of so many bytes.
  void reset(std::size_t packed) noexcept {
    ZSTD_DCtx_reset(context_.get(), ZSTD_reset_session_only);
    ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax,
                           window_log_for(packed));
  }

private:
  std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context_ =
    make_context<ZSTD_DCtx, ZSTD_createDCtx, &ZSTD_freeDCtx>();
  std::size_t room_ = ZSTD_DStreamOutSize();
  std::unique_ptr<char[]> block_ =
    std::make_unique_for_overwrite<char[]>(room_);
};

class zstd_compressor final : public compressor {
public:
  explicit zstd_compressor(int level) : level_(level) {}

  [[nodiscard]] std::string_view name() const noexcept override {
    return zstd_decoder::name;
  }

  [[nodiscard]] std::uint8_t id() const noexcept override {
    return zstd_id;
  }

  result<void>
  compress(std::string& out, std::string_view plain) const override {
    thread_local const auto context =
      make_context<ZSTD_CCtx, ZSTD_createCCtx, &ZSTD_freeCCtx>();
    set_up(context.get(), plain.size());
    const auto begin = out.size();
    const auto bound = ZSTD_compressBound(plain.size());
    out.resize(begin + bound);
    auto from = ZSTD_inBuffer{plain.data(), plain.size(), 0};
    auto to = ZSTD_outBuffer{out.data() + begin, bound, 0};
    // Asked to end at once, the library would take the size from what it got.
    auto left =
      ZSTD_compressStream2(context.get(), &to, &from, ZSTD_e_continue);
    if (ZSTD_isError(left) == 0)
      left = ZSTD_compressStream2(context.get(), &to, &from, ZSTD_e_end);
    assert(left == 0 || ZSTD_isError(left) != 0); // there is room
    out.resize(left == 0 ? begin + to.pos : begin);
    if (left != 0)
      throw std::bad_alloc(); // nothing else can fail
    return {};
  }

  result<void> decompress(std::string& out, std::string_view packed,
                          std::size_t limit) const override {
    if (!packed.starts_with(magic))
      return damaged_bytes(name(), 0, packed.size(), "no frame begins here");
    thread_local zstd_decoder decoder;
    decoder.reset(packed.size());
    return unpack(out, packed, limit, decoder);
  }

  [[nodiscard]] result<std::shared_ptr<const compressor>>
  at_level(std::int64_t level) const override {
    if (level < 1 || level > zstd_max_level)
      return error(errc::unsupported,
                   fmt::format("zstd has the levels 1 to {}, not {}",
                               zstd_max_level, level));
    return make_zstd_compressor(static_cast<int>(level));
  }

private:
  /// konserve compresses a stream, whose size it does not tell; so do we at
  /// its level, for the same bytes. At others zstd fits window and tables to
  /// the size, without which the highest take hundreds of MiB.
  void set_up(ZSTD_CCtx* context, std::size_t size) const noexcept {
    ZSTD_CCtx_reset(context, ZSTD_reset_session_and_parameters);
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level_);
    ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
    if (level_ != zstd_default_level)
      ZSTD_CCtx_setPledgedSrcSize(context, size);
    if (level_ >= 20) // whose windows are larger
      ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, max_window_log);
  }

  int level_;
};

} // namespace

std::shared_ptr<const compressor> make_zstd_compressor(int level) {
  assert(level >= 1 && level <= zstd_max_level);
  return std::make_shared<zstd_compressor>(level);
}

} // namespace brine
