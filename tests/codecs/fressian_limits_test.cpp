// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "fressian_hex.hpp"

using namespace brine;
using namespace brine::test;
using namespace std::string_literals;

TEST_CASE("fressian says what is wrong, and where", "[codecs]") {
  auto check = [](std::string_view bytes, const std::string& why) {
    INFO(bytes);
    CHECK(decoded_fressian_hex(bytes) == "fressian: byte " + why);
  };
  check("", "0 of 0: ends early");
  check("50", "1 of 1: ends early");
  check("f8 00 00", "1 of 3: ends early");
  check("ce", "0 of 1: no such code");
  check("e5 fd", "1 of 2: no such code");
  check("80", "1 of 1: refers to what is not cached");
  check("cc 4f fe", "3 of 3: a negative count");
  check("cd e5 80", "3 of 3: refers to what it is part of");
  check("cd cd 01", "1 of 3: nothing to cache");
  check("cd e5 fe 01", "4 of 4: the cache was reset in what is cached");
  check("a0", "1 of 1: refers to an unknown struct");
  check("ef 01 01", "2 of 3: a struct whose tag is no text");
  check("ef df 72 61 74 69 6f 03 01 01 01",
        "8 of 11: a struct with a wrong number of components");
  check("ef df 72 61 74 69 6f 02 c6 d1 01 c6 d1 00", "14 of 14: no ratio");
  check("ef de 63 68 61 72 01 ff", "8 of 8: no character");
  check("c0 e5 01", "3 of 3: a key without a value");
  check("c0 01", "1 of 2: no list");
  check("c3 d1 00", "3 of 3: a uuid has 16 bytes");
  check("c6 d0", "2 of 2: an integer without bytes");
  check("c6 01", "1 of 2: no bytes");
  check("c7 d1 05 f8 00 00 00 00 80 00 00 00", "12 of 12: a scale beyond 32 "
                                               "bits");
  check("c8 f8 7f ff ff ff ff ff ff ff",
        "10 of 10: an instant whose microseconds are beyond 64 bits");
  check("ca f7 01", "3 of 3: no name");
  check("ca f7 f7", "3 of 3: no name");
  check("ca 01 db 61", "4 of 4: no name");
  check("db ff", "2 of 2: text is not CESU-8");
  check("de f0 9f 98 a1", "5 of 5: text is not CESU-8");
  check("e2 01 61 d0", "3 of 4: no text");
  check("ec f8 7f ff ff ff ff ff ff ff", "10 of 10: more items than bytes");
  check("e6 ec 02 00 00", "3 of 5: more items than bytes");
  check("b3 01 76 ff ff ff ff", "7 of 7: an int beyond 32 bits");
  check("b2 01 01", "2 of 3: no boolean");
  check("b1 01 01", "2 of 3: no double");
  check("b4 01 fa", "2 of 3: no float");
  check("ed 01", "2 of 2: ends early");
}

TEST_CASE("fressian nests 1024 collections and no more", "[codecs]") {
  auto nested = [](auto wrap, int levels) {
    auto v = value(1);
    for (auto i = 0; i < levels; ++i)
      v = wrap(std::move(v));
    return v;
  };
  auto check = [&](auto wrap, int levels_each) {
    auto most = nested(wrap, 1024 / levels_each);
    for (auto i = 0; i < 1024 % levels_each; ++i)
      most = vec(std::move(most));
    CHECK(to_string(decode_fressian(encoded_fressian(most)).or_throw())
          == to_string(most));
    auto out = "before"s;
    auto r = encode_fressian(out, vec(most));
    REQUIRE(!r);
    CHECK(r.failure().code() == errc::too_large);
    CHECK(out == "before");
  };
  check([](value v) { return vec(std::move(v)); }, 1);
  check([](value v) { return list(std::move(v)); }, 1);
  check([](value v) { return set(std::move(v)); }, 1);
  check([](value v) { return map({{std::move(v), 1}}); }, 1);
  check([](value v) { return tagged("t", std::move(v)); }, 1);
  check([](value v) { return tagged("t", vec(std::move(v))); }, 2);
  check([](value v) { return tagged("jlist", vec(std::move(v))); }, 2);
  check([](value v) { return tagged("objects", vec(std::move(v))); }, 2);
  check(
    [](value v) {
      return tagged("incognito", vec(symbol("r"), map({{1, std::move(v)}})));
    },
    3);
  auto deepest = nested([](value v) { return vec(std::move(v)); }, 1024);
  auto deeper = encoded_fressian(deepest);
  deeper.insert(deeper.size() - 1, "\xa0\x01");
  CHECK(decoded_fressian(deeper).ends_with("nests too deep"));
}

TEST_CASE("fressian: no chain of codes is endless", "[codecs]") {
  for (auto link :
       {"e5", "e5 cd", "c0 ee", "c1 ed", "ca", "ca f7 ca", "c5", "cd e5", "ef",
        "ef db 54 01", "b5 01", "ef df 72 61 74 69 6f 02"}) {
    INFO(link);
    auto bytes = std::string();
    for (auto i = 0; i < 100'000; ++i)
      bytes += unhex(link);
    CHECK(decoded_fressian(bytes).starts_with("fressian: byte "));
  }
  CHECK(decoded_fressian(std::string(100'000, '\xfe') + '\x01') == "1");
}

TEST_CASE("fressian: nesting counts through the cache", "[codecs]") {
  // A list of 300 lists, and in 400 more a reference to it.
  auto deep = [](std::size_t outer) {
    auto lists = [](std::size_t n) { return std::string(n, '\xe5'); };
    return "\xe6\xcd"s + lists(300) + '\x01' + lists(outer) + '\x80';
  };
  CHECK(decode_fressian(deep(211)));
  CHECK(decoded_fressian(deep(212)).ends_with("nests too deep"));
}

TEST_CASE("fressian: a little cannot stand for a lot", "[codecs]") {
  // Each list holds the one before twice: 2^60 items in all.
  auto twice = "\xec\x3c\xcd\xe6\x01\x01"s;
  for (auto i = 0; i < 59; ++i)
    twice += "\xcd\xe6"s + std::string(2, static_cast<char>(0x80 + i % 32));
  CHECK(decoded_fressian(twice).starts_with("fressian: byte "));
  // Doubling behind the last one there is.
  auto doubling = "\xec\x5f\xff\xcd\xe6\x01\x01"s;
  for (auto i = 0; i < 100; ++i) {
    auto last = "\xcc\x50"s + static_cast<char>(i);
    if (i < 64)
      last = "\xcc"s + static_cast<char>(i);
    doubling += "\xcd\xe6"s + last + last;
  }
  doubling += std::string(5000, '\x01');
  CHECK(
    decoded_fressian(doubling).ends_with("repeats what is cached too often"));
  // A long name, over and over with another namespace.
  auto text = unhex("e3 6a 00 00") + std::string(131072, 'x');
  auto names = "\xee\xcd\xdb\x61\xcd\xdb\x62\xca\x80\xcd"s + text;
  for (auto i = 0; i < 10'000; ++i)
    names += i % 2 ? "\xca\x80\x82" : "\xca\x81\x82";
  CHECK(decoded_fressian(names).ends_with("repeats what is cached too often"));
  // The same one again is no memory.
  auto again = "\xee\xca\xf7\xcd\xe3\x3f"s + std::string(63, 'x');
  for (auto i = 0; i < 10'000; ++i)
    again += "\xca\xf7\x80";
  CHECK(decode_fressian(again).or_throw().untagged().size() == 10'001);
}
