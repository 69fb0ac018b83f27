// SPDX-License-Identifier: MIT
#include <brine/actors/secret_file.hpp>

#include <spdlog/spdlog.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

namespace brine {

namespace {

constexpr std::size_t most = 4096;

void warn_if_open(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code unknown;
  const auto file = fs::status(path, unknown);
  const auto others =
    file.permissions() & (fs::perms::group_all | fs::perms::others_all);
  if (!unknown && fs::is_regular_file(file) && others != fs::perms::none)
    spdlog::warn("{} holds a secret, and others than its owner may use the "
                 "file: its mode is {:04o}, and should be 0600",
                 path, static_cast<unsigned>(file.permissions()));
}

} // namespace

result<secret> read_secret_file(const std::string& path) {
  const auto failed = [&](int why) {
    return error(errc::io_failed,
                 path + ": " + std::generic_category().message(why));
  };
  const auto file = std::unique_ptr<std::FILE, int (*)(std::FILE*)>(
    std::fopen(path.c_str(), "rbe"), std::fclose);
  if (!file)
    return failed(errno);
  warn_if_open(path);
  // Else the library keeps what it read in a buffer of its own.
  std::setvbuf(file.get(), nullptr, _IONBF, 0);
  auto bytes = secret(most + 1);
  const auto size = std::fread(bytes.data(), 1, bytes.size(), file.get());
  if (std::ferror(file.get()) != 0)
    return failed(errno);
  if (size > most)
    return error(errc::too_large,
                 path + " is too long for a key or a passphrase");
  return secret(bytes.view().substr(0, size));
}

} // namespace brine
