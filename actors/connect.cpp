// SPDX-License-Identifier: MIT
#include <brine/actors/codec_config.hpp>
#include <brine/actors/connect.hpp>
#include <brine/actors/encryption_config.hpp>
#include <brine/actors/engine.hpp>

#include <bit>

namespace brine {

namespace {

/// Reads how the store is to run; the rest of the config is the backend's.
engine_options
read_engine(config_reader& reader, const connect_options& options) {
  engine_options e;
  e.clock = options.clock;
  e.executor = options.executor;
  const auto ranges = reader.integer("ranges", 0, 1, 4096);
  if (ranges != 0 && !std::has_single_bit(static_cast<std::uint64_t>(ranges)))
    reader.fault("ranges", "must be a power of two");
  if (ranges != 0)
    e.ranges_log2 = static_cast<std::size_t>(
      std::bit_width(static_cast<std::uint64_t>(ranges)) - 1);
  e.one_range = ranges == 1;
  e.io_threads =
    static_cast<std::size_t>(reader.integer("io-threads", 2, 1, 256));
  e.callback_threads =
    static_cast<std::size_t>(reader.integer("callback-threads", 2, 1, 256));
  e.cache_bytes = reader.bytes("cache", e.cache_bytes);
  e.limits.operations = static_cast<std::size_t>(reader.integer(
    "max-operations", static_cast<std::int64_t>(e.limits.operations), 1,
    (1 << 24) - 1));
  e.limits.bytes = reader.bytes("max-bytes", e.limits.bytes, 1);
  return e;
}

/// What a config says.
struct plan {
  engine_options engine;
  store_codecs codecs; ///< But for encryption.
  encryption_config encryption;
  backend_place place;
};

plan locate(const config& where, const connect_options& options) {
  auto reader = config_reader(where.map());
  const auto name = reader.required("backend");
  auto engine = read_engine(reader, options);
  auto codecs = read_codecs(reader, options.codecs);
  auto encryption = encryption_config(reader, options.codecs);
  if (name.empty())
    reader.finish().or_throw();
  auto place = options.backends.find(name).or_throw()(reader);
  reader.finish().or_throw();
  return {std::move(engine), std::move(codecs), std::move(encryption),
          std::move(place)};
}

store start(const config& where, const connect_options& options, open_how how) {
  auto what = locate(where, options);
  what.encryption.apply(what.codecs).or_throw();
  what.engine.codec = what.codecs.fresh;
  auto storage = what.place.open(how, what.codecs).or_throw();
  return store(engine::start(std::move(storage), what.engine).or_throw());
}

} // namespace

config::config(const char* uri_or_path)
    : config(std::string_view(uri_or_path)) {}

config::config(std::string_view uri_or_path)
    : map_(parse_config(uri_or_path).or_throw()) {}

config::config(const std::string& uri_or_path)
    : config(std::string_view(uri_or_path)) {}

config::config(value map) : map_(std::move(map)) {}

store open(const config& where, const connect_options& options) {
  return start(where, options, open_how::either);
}

store connect(const config& where, const connect_options& options) {
  return start(where, options, open_how::existing);
}

store create(const config& where, const connect_options& options) {
  return start(where, options, open_how::fresh);
}

bool exists(const config& where, const connect_options& options) {
  return locate(where, options).place.exists().or_throw();
}

store_codecs codecs_of(const config& where, const connect_options& options) {
  auto what = locate(where, options);
  what.encryption.apply(what.codecs).or_throw();
  return std::move(what.codecs);
}

void destroy(const config& where, const connect_options& options) {
  locate(where, options).place.destroy().or_throw();
}

} // namespace brine
