// SPDX-License-Identifier: MIT
#include <brine/codecs/lz4.hpp>
#include <brine/codecs/unpack.hpp>

#include <lz4frame.h>

#include <cassert>
#include <new>
#include <optional>

namespace brine {

namespace {

// frame = 04 22 4d 18, flags 60, block size 70, checksum of the two 73
//         block*
//         00 00 00 00
// block = size(4, little-endian; top bit set: stored as it is) bytes
//
// The header is the same for every frame written here.

constexpr auto magic = std::string_view("\x04\x22\x4d\x18");
constexpr auto max_block = std::size_t{4} << 20;
constexpr std::size_t block_size_bytes = 4;

LZ4F_preferences_t preferences() noexcept {
  auto p = LZ4F_preferences_t(LZ4F_INIT_PREFERENCES);
  p.frameInfo.blockSizeID = LZ4F_max4MB;
  p.frameInfo.blockMode = LZ4F_blockIndependent;
  p.autoFlush = 1; // everything comes in one piece
  return p;
}

/// A context of the library, made once for a thread.
template <class Context, auto make, auto end>
class context {
public:
  context() {
    if (LZ4F_isError(make(&made_, LZ4F_VERSION)))
      throw std::bad_alloc();
  }

  ~context() {
    end(made_);
  }

  context(const context&) = delete;
  context& operator=(const context&) = delete;

  [[nodiscard]] Context* get() const noexcept {
    return made_;
  }

private:
  Context* made_ = nullptr;
};

using packing = context<LZ4F_cctx, LZ4F_createCompressionContext,
                        LZ4F_freeCompressionContext>;
using unpacking = context<LZ4F_dctx, LZ4F_createDecompressionContext,
                          LZ4F_freeDecompressionContext>;

/// Where the bytes of one block come out; a thread uses as much of it as its
/// largest block had.
class lz4_decoder {
public:
  static constexpr auto name = std::string_view("lz4");
  static constexpr std::size_t first = LZ4F_HEADER_SIZE_MIN;

  unpack_step step(std::string_view from, std::size_t most) {
    auto made = std::min(most, max_block);
    unpack_step done;
    done.read = from.size();
    done.wanted = LZ4F_decompress(context_->get(), block_.get(), &made,
                                  from.data(), &done.read, nullptr);
    if (LZ4F_isError(done.wanted)) {
      done.failed = LZ4F_getErrorName(done.wanted);
      return done;
    }
    done.made = {block_.get(), made};
    whole_ = done.wanted == 0;
    return done;
  }

  /// Between blocks, if nothing that would tell comes behind the end mark.
  [[nodiscard]] bool may_end(std::size_t wanted) const {
    if (wanted != block_size_bytes)
      return false;
    LZ4F_frameInfo_t about;
    std::size_t none = 0;
    LZ4F_getFrameInfo(context_->get(), &about, nullptr, &none);
    return about.contentSize == 0
           && about.contentChecksumFlag == LZ4F_noContentChecksum;
  }

  /// For the next frame. A context in which one broke off is of no use:
  /// LZ4F_resetDecompressionContext leaves in it how long that one was to be.
  void reset() {
    if (!whole_)
      context_.emplace();
    whole_ = false;
  }

private:
  std::optional<unpacking> context_;
  bool whole_ = false;
  std::unique_ptr<char[]> block_ =
    std::make_unique_for_overwrite<char[]>(max_block);
};

class lz4_compressor final : public compressor {
public:
  [[nodiscard]] std::string_view name() const noexcept override {
    return lz4_decoder::name;
  }

  [[nodiscard]] std::uint8_t id() const noexcept override {
    return lz4_id;
  }

  result<void>
  compress(std::string& out, std::string_view plain) const override {
    thread_local const packing context;
    const auto how = preferences();
    const auto begin = out.size();
    out.resize(begin + LZ4F_HEADER_SIZE_MAX
               + LZ4F_compressBound(plain.size(), &how));
    auto end = begin;
    const auto add = [&](std::size_t written) {
      assert(!LZ4F_isError(written)); // there is room
      end += written;
    };
    const auto room = [&] { return out.size() - end; };
    add(LZ4F_compressBegin(context.get(), out.data() + end, room(), &how));
    add(LZ4F_compressUpdate(context.get(), out.data() + end, room(),
                            plain.data(), plain.size(), nullptr));
    add(LZ4F_compressEnd(context.get(), out.data() + end, room(), nullptr));
    out.resize(end);
    return {};
  }

  result<void> decompress(std::string& out, std::string_view packed,
                          std::size_t limit) const override {
    if (!packed.starts_with(magic))
      return damaged_bytes(name(), 0, packed.size(), "no frame begins here");
    thread_local lz4_decoder decoder;
    decoder.reset();
    return unpack(out, packed, limit, decoder);
  }
};

} // namespace

std::shared_ptr<const compressor> make_lz4_compressor() {
  return std::make_shared<lz4_compressor>();
}

} // namespace brine
