// SPDX-License-Identifier: MIT
#include <brine/bench/groups.hpp>
#include <brine/codecs/json.hpp>
#include <brine/codecs/registry.hpp>

#define MSGPACK_NO_BOOST
#include <fmt/format.h>
#include <msgpack.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <map>
#include <stdexcept>

namespace brine::bench {

namespace {

/// An earthquake as catalogues publish it: text, numbers, times, a place.
value quake(std::size_t n) {
  const auto x = static_cast<double>(n);
  return {{"id", fmt::format("us{:08x}", n * 2654435761U)},
          {"place", fmt::format("{} km NNW of Sangiang, Indonesia", n % 300)},
          {"time", std::int64_t{1700000000000} + std::int64_t(n) * 61237},
          {"mag", 2.5 + double(n % 40) / 10},
          {"felt", n % 3 == 0 ? value(n % 50) : value()},
          {"tsunami", n % 97 == 0},
          {"depth", 10.0 + x / 7},
          {"coordinates", vec(112.9175 + x / 1000, -6.2361 - x / 1000)}};
}

struct sized {
  std::string name;
  value document;
};

std::vector<sized> documents() {
  const auto quakes = [](std::size_t json_bytes) {
    std::vector<value> all;
    for (std::size_t size = 0; size < json_bytes;) {
      all.push_back(quake(all.size()));
      size += to_json(all.back()).or_throw().size() + 1;
    }
    return value::vector_of(std::move(all));
  };
  return {{"100 B", nth_document(7)},
          {"4 KB", quakes(4000)},
          {"1 MB", quakes(1000000)}};
}

/// Makes the compiler believe that somebody looks at it.
template <class T>
void use(const T& x) {
  asm volatile("" : : "g"(&x) : "memory");
}

/// One way to write and read a document.
struct format {
  std::string name;
  std::function<std::size_t()> encode; ///< Gives the number of bytes.
  std::function<void()> decode;
};

format of_brine(const serializer& with, const value& document) {
  auto bytes = std::make_shared<std::string>();
  with.encode(*bytes, document).or_throw();
  auto room = std::make_shared<std::string>();
  return {std::string(with.name()),
          [&with, document, room] {
            room->clear();
            with.encode(*room, document).or_throw();
            return room->size();
          },
          [&with, bytes] { use(with.decode(*bytes).or_throw()); }};
}

std::vector<format> of_nlohmann(const std::string& text) {
  using nlohmann::json;
  auto tree = std::make_shared<json>(json::parse(text));
  auto cbor = std::make_shared<std::vector<std::uint8_t>>(json::to_cbor(*tree));
  auto room = std::make_shared<std::vector<std::uint8_t>>();
  return {{"nlohmann, text", [tree] { return tree->dump().size(); },
           [text] { use(json::parse(text)); }},
          {"nlohmann, CBOR",
           [tree, room] {
             room->clear();
             json::to_cbor(*tree, *room);
             return room->size();
           },
           [cbor] { use(json::from_cbor(*cbor)); }}};
}

format of_msgpack(const std::string& text) {
  const auto packed = nlohmann::json::to_msgpack(nlohmann::json::parse(text));
  auto bytes = std::make_shared<std::string>(packed.begin(), packed.end());
  auto tree = std::make_shared<msgpack::object_handle>(
    msgpack::unpack(bytes->data(), bytes->size()));
  auto room = std::make_shared<msgpack::sbuffer>();
  return {"msgpack-cxx",
          [tree, room] {
            room->clear();
            msgpack::pack(*room, tree->get());
            return room->size();
          },
          [bytes] { use(msgpack::unpack(bytes->data(), bytes->size())); }};
}

/// Bytes of JSON text that are coded in a second: one measure for all formats.
template <class F>
std::function<double()>
speed(std::size_t size, std::chrono::milliseconds time, F once) {
  return [size, time, once] {
    using clock = std::chrono::steady_clock;
    const auto begin = clock::now();
    const auto at_once = std::max<std::size_t>(1, 20000 / size);
    std::size_t done = 0;
    auto now = begin;
    do {
      for (std::size_t i = 0; i < at_once; ++i)
        once();
      done += at_once;
      now = clock::now();
    } while (now - begin < time);
    return double(done * size)
           / std::chrono::duration<double>(now - begin).count();
  };
}

/// The contenders of one size, by name.
using named = std::map<std::string, std::size_t>;

named add_size(contest& encoding, contest& decoding, const sized& what,
               std::chrono::milliseconds time) {
  static const auto known = builtin_codecs();
  const auto text = to_json(what.document).or_throw();
  std::vector<format> all;
  for (const auto* name : {"cereal", "fressian", "cbor", "edn", "json"})
    all.push_back(of_brine(**known.serializers.find(name), what.document));
  for (auto& f : of_nlohmann(text))
    all.push_back(std::move(f));
  all.push_back(of_msgpack(text));
  named places;
  for (auto& f : all) {
    places[f.name] =
      encoding.add(what.name, f.name, speed(text.size(), time, f.encode));
    decoding.add(what.name, f.name, speed(text.size(), time, f.decode));
  }
  return places;
}

void judge(lab& where, const contest& c, std::string_view how,
           const std::string& size, const named& at) {
  const auto target = [&](const char* ours, const char* theirs, double bound) {
    where.out.at_least(fmt::format("{} {}, {}, by {}", how, size, ours, theirs),
                       bound, c.ratio(at.at(ours), at.at(theirs)));
  };
  target("cereal", "nlohmann, CBOR", 3);
  target("fressian", "nlohmann, CBOR", 1);
  target("cbor", "nlohmann, CBOR", 1);
  target("edn", "nlohmann, text", 1);
  target("json", "nlohmann, text", 1);
}

} // namespace

void serializers(lab& where) {
  const auto time = where.how.run_time() / 10;
  contest encoding("encoding a document, in bytes of its JSON text",
                   measure::bytes_per_second);
  contest decoding("decoding a document, in bytes of its JSON text",
                   measure::bytes_per_second);
  std::vector<std::pair<std::string, named>> sizes;
  for (const auto& what : documents())
    sizes.emplace_back(what.name, add_size(encoding, decoding, what, time));
  encoding.run(where.how.rounds);
  where.out.add(encoding);
  decoding.run(where.how.rounds);
  where.out.add(decoding);
  for (const auto& [size, at] : sizes) {
    judge(where, encoding, "encode", size, at);
    judge(where, decoding, "decode", size, at);
  }
}

} // namespace brine::bench
