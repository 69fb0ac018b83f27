// SPDX-License-Identifier: MIT
#include <brine/bench/groups.hpp>
#include <brine/codecs/aes_gcm.hpp>
#include <brine/codecs/registry.hpp>

#include <fmt/format.h>
#include <lz4frame.h>
#include <openssl/evp.h>

#include <array>
#include <chrono>
#include <stdexcept>

namespace brine::bench {

namespace {

void check(bool good, const char* what) {
  if (!good)
    throw std::runtime_error(what);
}

/// Text that shrinks to about a third, as documents do.
std::string some_text(std::size_t size) {
  std::string text;
  for (std::size_t i = 0; text.size() < size; ++i)
    text += fmt::format("{{\"id\" \"us{:08x}\", \"mag\" {}.{}}} ",
                        i * 2654435761U, i % 7, i % 10);
  text.resize(size);
  return text;
}

/// AES-256-GCM by OpenSSL alone: one key, a new nonce for each message.
class bare_gcm {
public:
  bare_gcm() {
    check(context_
            && EVP_EncryptInit_ex(context_, EVP_aes_256_gcm(), nullptr,
                                  key_.data(), nullptr),
          "EVP_EncryptInit_ex");
    check(opening_
            && EVP_DecryptInit_ex(opening_, EVP_aes_256_gcm(), nullptr,
                                  key_.data(), nullptr),
          "EVP_DecryptInit_ex");
  }

  ~bare_gcm() {
    EVP_CIPHER_CTX_free(opening_);
    EVP_CIPHER_CTX_free(context_);
  }

  bare_gcm(const bare_gcm&) = delete;
  bare_gcm& operator=(const bare_gcm&) = delete;

  void seal(std::string& out, std::string_view plain) {
    out.resize(plain.size() + 16);
    ++nonce_[0];
    int n = 0;
    auto* to = reinterpret_cast<unsigned char*>(out.data());
    const auto* from = reinterpret_cast<const unsigned char*>(plain.data());
    check(EVP_EncryptInit_ex(context_, nullptr, nullptr, nullptr, nonce_.data())
            && EVP_EncryptUpdate(context_, nullptr, &n, about_.data(),
                                 static_cast<int>(about_.size()))
            && EVP_EncryptUpdate(context_, to, &n, from,
                                 static_cast<int>(plain.size()))
            && EVP_EncryptFinal_ex(context_, to + n, &n)
            && EVP_CIPHER_CTX_ctrl(context_, EVP_CTRL_GCM_GET_TAG, 16,
                                   to + plain.size()),
          "EVP_EncryptUpdate");
  }

  void open(std::string& out, std::string_view sealed) {
    const auto size = sealed.size() - 16;
    out.resize(size);
    auto tag = std::array<unsigned char, 16>{};
    sealed.copy(reinterpret_cast<char*>(tag.data()), tag.size(), size);
    int n = 0;
    auto* to = reinterpret_cast<unsigned char*>(out.data());
    const auto* from = reinterpret_cast<const unsigned char*>(sealed.data());
    check(
      EVP_DecryptInit_ex(opening_, nullptr, nullptr, nullptr, nonce_.data())
        && EVP_DecryptUpdate(opening_, nullptr, &n, about_.data(),
                             static_cast<int>(about_.size()))
        && EVP_DecryptUpdate(opening_, to, &n, from, static_cast<int>(size))
        && EVP_CIPHER_CTX_ctrl(opening_, EVP_CTRL_GCM_SET_TAG, 16, tag.data())
        && EVP_DecryptFinal_ex(opening_, to + n, &n),
      "EVP_DecryptUpdate");
  }

private:
  EVP_CIPHER_CTX* context_ = EVP_CIPHER_CTX_new();
  EVP_CIPHER_CTX* opening_ = EVP_CIPHER_CTX_new();
  std::array<unsigned char, 32> key_{1};
  std::array<unsigned char, 12> nonce_{};
  std::array<unsigned char, 34> about_{};
};

/// One frame of liblz4.
void bare_lz4(std::string& out, std::string_view plain) {
  out.resize(LZ4F_compressFrameBound(plain.size(), nullptr));
  const auto n = LZ4F_compressFrame(out.data(), out.size(), plain.data(),
                                    plain.size(), nullptr);
  check(LZ4F_isError(n) == 0, "LZ4F_compressFrame");
  out.resize(n);
}

class bare_unlz4 {
public:
  bare_unlz4() {
    check(
      !LZ4F_isError(LZ4F_createDecompressionContext(&context_, LZ4F_VERSION)),
      "LZ4F_createDecompressionContext");
  }

  ~bare_unlz4() {
    LZ4F_freeDecompressionContext(context_);
  }

  bare_unlz4(const bare_unlz4&) = delete;
  bare_unlz4& operator=(const bare_unlz4&) = delete;

  void decompress(std::string& out, std::string_view packed, std::size_t size) {
    out.resize(size);
    auto made = size;
    auto taken = packed.size();
    check(LZ4F_decompress(context_, out.data(), &made, packed.data(), &taken,
                          nullptr)
              == 0
            && made == size,
          "LZ4F_decompress");
  }

private:
  LZ4F_dctx* context_ = nullptr;
};

/// Bytes of plain text that go through in a second.
std::function<double()> speed(std::size_t size, std::chrono::milliseconds time,
                              std::function<void(std::string&)> once) {
  return [size, time, once = std::move(once), room = std::string()]() mutable {
    using clock = std::chrono::steady_clock;
    const auto at_once = std::max<std::size_t>(1, 100'000 / size);
    const auto begin = clock::now();
    std::size_t done = 0;
    auto now = begin;
    do {
      for (std::size_t i = 0; i < at_once; ++i) {
        room.clear();
        once(room);
      }
      done += at_once;
      now = clock::now();
    } while (now - begin < time);
    return double(done * size)
           / std::chrono::duration<double>(now - begin).count();
  };
}

struct pair {
  std::string what;
  std::string setting;
  std::size_t brine;
  std::size_t bare;
  bool bound; ///< From 4 KB on there is a target.
};

} // namespace

void segments(lab& where) {
  const auto time = where.how.run_time() / 10;
  auto keys = std::make_shared<keyring>();
  keys->add_key(secret(std::string(keyring::key_size, 'k')), key_use::current)
    .or_throw();
  const auto gcm = make_aes_gcm(keys);
  const auto known = builtin_codecs();
  const auto lz4 = known.compressors.find("lz4").or_throw();
  auto direct = std::make_shared<bare_gcm>();
  auto direct_unlz4 = std::make_shared<bare_unlz4>();
  const auto header = std::string(20, '\0');
  contest c("sealing and compressing, in plain bytes",
            measure::bytes_per_second);
  std::vector<pair> pairs;
  const auto add = [&](const std::string& what, const std::string& size,
                       std::size_t bytes, auto ours, auto theirs) {
    const auto setting = what + ", " + size;
    pairs.push_back(
      {what, setting, c.add(setting, "brine", speed(bytes, time, ours)),
       c.add(setting, "the library alone", speed(bytes, time, theirs)),
       bytes >= 4096});
  };
  for (const auto& [size, bytes] :
       {std::pair<std::string, std::size_t>{"100 B", 100},
        {"4 KB", 4096},
        {"1 MB", 1 << 20}}) {
    const auto text = some_text(bytes);
    std::string packed;
    lz4->compress(packed, text).or_throw();
    add(
      "AES-256-GCM", size, bytes,
      [=](std::string& out) {
        gcm->seal(out, text, {header, seal_role::content, "key"}).or_throw();
      },
      [=](std::string& out) { direct->seal(out, text); });
    std::string sealed;
    std::string direct_sealed;
    auto direct_open = std::make_shared<bare_gcm>(); // knows the last nonce
    gcm->seal(sealed, text, {header, seal_role::content, "key"}).or_throw();
    direct_open->seal(direct_sealed, text);
    add(
      "AES-256-GCM back", size, bytes,
      [=](std::string& out) {
        gcm->unseal(out, sealed, {header, seal_role::content, "key"})
          .or_throw();
      },
      [=](std::string& out) { direct_open->open(out, direct_sealed); });
    add(
      "lz4", size, bytes,
      [=](std::string& out) { lz4->compress(out, text).or_throw(); },
      [=](std::string& out) { bare_lz4(out, text); });
    add(
      "lz4 back", size, bytes,
      [=](std::string& out) {
        lz4->decompress(out, packed, 2 * bytes).or_throw();
      },
      [=](std::string& out) { direct_unlz4->decompress(out, packed, bytes); });
  }
  c.run(where.how.rounds);
  where.out.add(c);
  for (const auto& p : pairs)
    if (p.bound)
      where.out.at_most(p.setting + ", time by that of the library", 1.3,
                        c.ratio(p.bare, p.brine));
}

} // namespace brine::bench
