// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/key.hpp>

#include <rapidcheck.h>

#include "../core/generate.hpp"
#include "step.hpp"

// Random calls: few keys and paths, so that they meet; any document.
namespace brine::generate {

/// As it comes back from a store: -0.0 as 0.0, decimals without zeros behind.
inline rc::Gen<value> store_key() {
  auto known = rc::gen::elementOf(
    std::vector<value>{"a", "ab", "b", "", vec(), vec("u"), vec("u", 1),
                       vec("u", 2), list("u", 1), keyword("k"), 7, 7.0});
  auto any = rc::gen::suchThat(
    scalar(), [](const value& k) { return encode_key(k).ok(); });
  return rc::gen::map(rc::gen::weightedOneOf<value>({{9, known}, {1, any}}),
                      [](const value& k) {
                        return decode_key(encode_key(k).or_throw()).or_throw();
                      });
}

inline rc::Gen<value> document() {
  auto known = rc::gen::elementOf(std::vector<value>{
    value(), false, 1, 2, "text", vec(1, 2), map(), value{{"x", 1}},
    value{{"x", {{"y", 2}}}, {"y", vec(1)}}, keyword("throw")});
  return rc::gen::oneOf(known, nested(2));
}

inline rc::Gen<value> wish() {
  auto known = rc::gen::elementOf(std::vector<value>{
    keyword("throw"), keyword("undeclared"), keyword("gone"), keyword("gone"),
    keyword("swap"), keyword("swap"), keyword("keep"), keyword("keep")});
  return rc::gen::weightedOneOf<value>({{2, known}, {1, document()}});
}

inline rc::Gen<value> metadata() {
  auto known = rc::gen::elementOf(
    std::vector<value>{value{{"by", "me"}}, value{{"n", 1}}, map(), 5});
  return rc::gen::weightedOneOf<value>(
    {{3, rc::gen::just(value())}, {1, known}});
}

} // namespace brine::generate

template <>
struct rc::Arbitrary<brine::test::step> {
  static Gen<brine::test::step> arbitrary() {
    using brine::value;
    using brine::test::step;
    namespace generate = brine::generate;
    return gen::exec([] {
      step s;
      s.what = static_cast<step::call>(*gen::inRange(0, step::calls));
      s.async = *gen::arbitrary<bool>();
      const auto many =
        s.what >= step::call::multi_get && s.what <= step::call::transact;
      const auto count = many ? *gen::inRange<std::size_t>(0, 5) : 1;
      const auto word = s.what == step::call::transact ? generate::wish()
                                                       : generate::document();
      for (std::size_t i = 0; i < count; ++i) {
        s.keys.push_back(*generate::store_key());
        s.documents.push_back(*word);
      }
      auto part = gen::element<value>("x", "y", "x", 0, 1, brine::keyword("k"));
      if (s.what == step::call::get_in || s.what == step::call::assoc_in
          || s.what == step::call::update_in)
        s.steps = *gen::resize(3, gen::container<std::vector<value>>(part));
      if (*gen::inRange(0, 6) == 0)
        s.expected = *gen::inRange<brine::revision>(0, 12);
      s.metadata = *generate::metadata();
      return s;
    });
  }
};

namespace brine::test {

inline void showValue(const step& s, std::ostream& out) {
  out << to_string(s) << '\n';
}

} // namespace brine::test
