// SPDX-License-Identifier: MIT
#include <brine/cli/command.hpp>
#include <brine/cli/exit_code.hpp>
#include <brine/cli/input.hpp>
#include <brine/codecs/digest.hpp>
#include <brine/codecs/konserve.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/hex.hpp>

#include <fmt/format.h>

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
  const auto text = contents(name);
  std::size_t failed_at = 0;
  const auto config = parse_edn(text, &failed_at);
  if (!config)
    throw error(config.failure().code(),
                name + ": "
                  + describe(place_behind({}, text.substr(0, failed_at)))
                  + ": no edn");
  auto how = read_konserve_config(*config, whose);
  if (!how)
    throw error(how.failure().code(), name + ": " + how.failure().message());
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

result<std::string> content_text(const konserve_blob& blob) {
  if (!blob.binary)
    return ":value " + to_string(blob.content);
  auto digest = sha256(*blob.binary);
  if (!digest)
    return digest.failure();
  auto mistyped = std::string(blob.mistyped ? ", :mistyped true" : "");
  if (!blob.content.is_nil())
    mistyped += ", :or-value " + to_string(blob.content);
  return fmt::format(":binary {{:size {}, :sha256 \"{}\"}}{}",
                     blob.binary->size(), to_hex(*digest), mistyped);
}

result<std::string>
description(std::string_view bytes, const konserve_encoding& how) {
  auto blob = decode_konserve(bytes, how);
  if (!blob)
    return blob.failure();
  auto content = content_text(*blob);
  if (!content)
    return content.failure();
  return fmt::format(":header {}, :metadata {}, {}", header_text(blob->header),
                     metadata_text(blob->metadata), *content);
}

struct inspect_command {
  std::vector<std::string> files;
  std::string config;
  java_version whose = java_version::java19;

  int run(context& c) const {
    const auto how = config.empty()
                       ? read_konserve_config(map(), whose).or_throw()
                       : config_in(config, whose);
    auto code = exit_code::done;
    for (const auto& file : files)
      if (!inspect(c, file, how))
        code = exit_code::absent;
    return code;
  }

private:
  static bool
  inspect(context& c, const std::string& file, const konserve_encoding& how) {
    const auto found = [&]() -> result<std::string> {
      try {
        return description(contents(file), how);
      } catch (const error& e) {
        return e;
      }
    }();
    const auto text =
      found ? *found : ":error " + to_string(value(found.failure().what()));
    const auto line = "{:file " + to_string(value(file)) + ", " + text + "}";
    if (c.format == text_format::edn)
      c.out.print(line);
    else
      c.print(parse_edn(line).or_throw());
    return found.ok();
  }
};

} // namespace

void add_inspect_command(context& c) {
  auto inspect = std::make_shared<inspect_command>();
  auto* sub = add_subcommand(
    c, "inspect",
    "Show what files of konserve's hold, one line of edn for each",
    [&c, inspect] { return inspect->run(c); });
  sub->add_option("FILE", inspect->files, "Files of a konserve store, *.ksv")
    ->required()
    ->type_name("");
  sub
    ->add_option("--config", inspect->config,
                 "File with the store's config, for konserve, as edn; gives "
                 "the key of an encryptor")
    ->type_name("FILE");
  add_java(sub, inspect->whose);
  sub->footer("A file that cannot be read gives {:file ..., :error ...}, and "
              "the exit code 1 at the end.");
}

} // namespace brine::cli
