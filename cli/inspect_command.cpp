// SPDX-License-Identifier: MIT
#include <brine/cli/command.hpp>
#include <brine/cli/exit_code.hpp>
#include <brine/cli/input.hpp>
#include <brine/codecs/digest.hpp>
#include <brine/codecs/konserve.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/hex.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <utility>

namespace brine::cli {

namespace {

std::string contents(const std::string& name) {
  auto from = input(name);
  std::string all;
  while (from.read(all)) {
  }
  return all;
}

/// Of a config file; an empty one asks for nothing. Of its text nothing is
/// shown, which may be a secret.
konserve_encoding config_in(const std::string& name, java_version whose) {
  const auto text = [&] {
    try {
      return contents(name);
    } catch (const error& e) {
      throw error(errc::bad_argument, "--config: " + e.message());
    }
  }();
  std::size_t failed_at = 0;
  const auto config = parse_edn(text, &failed_at);
  if (!config)
    throw error(config.failure().code(),
                name + ": "
                  + brine::describe(place_behind({}, text.substr(0, failed_at)))
                  + ": no edn");
  auto how = read_konserve_config(*config, whose);
  if (!how)
    throw error(errc::bad_config, name + ": " + how.failure().message());
  return *how;
}

/// The maps are written by hand, so that their entries stand as people read
/// them.
std::string header_text(const blob_header& h) {
  return fmt::format("{{:version 1, :serializer {}, :compressor {}, "
                     ":encryptor {}, :meta-size {}}}",
                     h.serializer, h.compressor, h.encryptor, h.metadata_size);
}

std::string metadata_text(const value& metadata) {
  std::string out;
  for (const auto& e : konserve_order(metadata))
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", to_string(e.key),
                       to_string(e.val));
  return "{" + out + "}";
}

constexpr auto most_head = blob_header_size + (std::size_t{16} << 20);
// A GiB, with room for what encodes it, as brine's own blobs.
constexpr auto most_bytes = most_head + (std::size_t{1} << 30);

/// Reads at least so many bytes, unless there are fewer.
bool read_to(std::size_t size, input& from, std::string& bytes) {
  while (bytes.size() < size)
    if (!from.read(bytes))
      return false;
  return true;
}

/// What is wrong with the beginning of a file, and what helps.
error about_head(const error& e, std::string_view bytes, const input& from,
                 const konserve_encoding& how) {
  auto message = e.message();
  const auto parts = split_blob(bytes);
  if (e.code() == errc::unsupported && parts
      && !how.read.encryptors.find(parts->header.encryptor))
    message += "; --config gives the store's config, with its key";
  if (e.code() == errc::damaged && from.size() > bytes.size())
    message += fmt::format("; that is of the file's first {} bytes, of {}",
                           bytes.size(), from.size());
  return {e.code(), message};
}

/// What stands before the content, which may be large and is left.
konserve_head
read_head(input& from, std::string& bytes, const konserve_encoding& how) {
  auto more = read_to(blob_header_size, from, bytes);
  for (;;) {
    auto head = decode_konserve_head(bytes, how);
    if (head)
      return std::move(*head);
    if (!more || bytes.size() >= most_head)
      throw about_head(head.failure(), bytes, from, how);
    more = read_to(2 * bytes.size(), from, bytes);
  }
}

std::string binary_text(std::uint64_t size, const std::string& digest) {
  return fmt::format(":binary {{:size {}, :sha256 \"{}\"}}", size,
                     to_hex(digest));
}

/// Of what follows the head, piece by piece.
std::string
rest_text(input& from, std::string& bytes, const konserve_head& head) {
  auto size = std::uint64_t{0};
  bytes.erase(0, head.size);
  const auto next = [&, first = true]() mutable -> std::string_view {
    if (!std::exchange(first, false) || bytes.empty()) {
      bytes.clear();
      from.read(bytes);
    }
    size += bytes.size();
    return bytes;
  };
  const auto digest = sha256(next).or_throw();
  return binary_text(size, digest);
}

std::string value_text(const konserve_blob& blob) {
  if (!blob.binary)
    return ":value " + to_string(blob.content);
  auto text = binary_text(blob.binary->size(), sha256(*blob.binary).or_throw())
              + ", :mistyped true";
  if (blob.damage)
    text += ", :or-error " + to_string(value(blob.damage->what()));
  else
    text += ", :or-value " + to_string(blob.content);
  return text;
}

std::string
content_text(input& from, std::string& bytes, const konserve_head& head,
             const konserve_encoding& how) {
  if (head.binary)
    return rest_text(from, bytes, head);
  if (from.size() < most_bytes)
    bytes.reserve(from.size());
  if (read_to(most_bytes, from, bytes))
    throw error(errc::too_large, "a value of more than 1 GiB");
  return value_text(decode_konserve(bytes, how).or_throw());
}

/// What a file holds, as entries of the map that is printed.
std::string describe(const std::string& file, const konserve_encoding& how) {
  auto from = input(file);
  std::string bytes;
  const auto head = read_head(from, bytes, how);
  const auto content = content_text(from, bytes, head, how);
  return fmt::format(":header {}, :metadata {}, {}", header_text(head.header),
                     metadata_text(head.metadata), content);
}

struct inspect_command {
  std::vector<std::string> files;
  std::string config;
  java_version whose = java_version::java19;
  std::uint64_t limit = codec_registry().decompression_limit;

  int run(context& c) const {
    const auto inputs =
      std::count(files.begin(), files.end(), "-") + (config == "-" ? 1 : 0);
    if (inputs > 1)
      throw error(errc::bad_argument,
                  "- is standard input, which can be read only once");
    auto how = config.empty() ? read_konserve_config(map(), whose).or_throw()
                              : config_in(config, whose);
    how.read.decompression_limit = limit;
    auto code = exit_code::done;
    for (const auto& file : files)
      if (!inspect(c, file, how))
        code = exit_code::absent;
    return code;
  }

private:
  static bool
  inspect(context& c, const std::string& file, const konserve_encoding& how) {
    const auto failed = [&](const char* why) {
      print(c, file, ":error " + to_string(value(why)));
      return false;
    };
    try {
      print(c, file, describe(file, how));
      return true;
    } catch (const error& e) {
      return failed(e.what());
    } catch (const std::bad_alloc&) {
      return failed("too_large: there is not enough memory for it");
    }
  }

  static void
  print(context& c, const std::string& file, const std::string& text) {
    const auto line = "{:file " + to_string(value(file)) + ", " + text + "}";
    if (c.format == text_format::edn)
      c.out.print(line);
    else
      c.print(parse_edn(line).or_throw());
  }
};

} // namespace

void add_inspect_command(context& c) {
  auto inspect = std::make_shared<inspect_command>();
  auto* sub = add_subcommand(
    c, "inspect",
    "Show what files of konserve's hold, one line of edn for each",
    [&c, inspect] { return inspect->run(c); });
  sub
    ->add_option("FILE...", inspect->files,
                 "Files of a konserve store, *.ksv; - for standard input")
    ->required()
    ->type_name("");
  sub
    ->add_option("--config", inspect->config,
                 "File with the store's config, for konserve, as edn; gives "
                 "the key of an encryptor")
    ->type_name("FILE");
  add_java(sub, inspect->whose);
  sub
    ->add_option("--decompression-limit", inspect->limit,
                 "Refuse what is larger than so many bytes when it is "
                 "decompressed; 1 GiB without this")
    ->type_name("N")
    ->check(whole_number(1));
  sub->footer("A file that cannot be read, or has no JSON, gives {:file ..., "
              ":error ...},\nand the exit code 1 at the end.");
}

} // namespace brine::cli
