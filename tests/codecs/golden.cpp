// SPDX-License-Identifier: MIT
#include "golden.hpp"

#include <brine/codecs/json.hpp>
#include <brine/core/edn.hpp>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "../file_bytes.hpp"

namespace brine::test {

namespace {

const auto root = std::string(BRINE_SOURCE_DIR "/tests/data/");

} // namespace

blob_view golden_blob::parts() const {
  return split_blob(bytes).or_throw();
}

bool golden_blob::is_binary() const {
  return told["type"] == value("binary");
}

std::vector<entry> golden_blob::metadata() const {
  const auto text = told["meta"].as_string();
  auto in = edn_reader(text.substr(1, text.size() - 2));
  std::vector<entry> all;
  while (auto key = in.next().or_throw())
    all.emplace_back(*key, *in.next().or_throw());
  return all;
}

value golden_blob::content() const {
  return is_binary() ? value()
                     : parse_edn(told["value"].as_string()).or_throw();
}

golden_store golden(const std::string& name) {
  auto store = golden_store();
  store.name = name;
  store.folder = root + "konserve/" + name;
  store.config = parse_edn(bytes_of(store.folder + "/config.edn")).or_throw();
  const auto expected = golden_json("konserve/" + name + "/expected.json");
  for (const auto& told : expected["entries"].items()) {
    auto blob = golden_blob();
    blob.name = name + ' ' + std::string(told["key"].as_string());
    blob.path =
      store.folder + "/store/" + std::string(told["file"].as_string());
    blob.bytes = bytes_of(blob.path);
    blob.told = told;
    store.blobs.push_back(std::move(blob));
  }
  return store;
}

std::vector<golden_store> golden_stores() {
  std::vector<std::string> names;
  for (const auto& found :
       std::filesystem::directory_iterator(root + "konserve"))
    names.push_back(found.path().filename());
  std::sort(names.begin(), names.end());
  std::vector<golden_store> all;
  for (const auto& name : names)
    all.push_back(golden(name));
  return all;
}

value golden_json(const std::string& file) {
  return parse_json(bytes_of(root + file)).or_throw();
}

bool one_order(const value& v) {
  if (v.is_tagged())
    return one_order(v.untagged());
  if (v.is_map())
    return v.size() == 0
           || (v.size() == 1 && one_order(v.entries()[0].key)
               && one_order(v.entries()[0].val));
  if (v.is_set() && v.size() > 1)
    return false;
  if (v.is_vector() || v.is_list() || v.is_set())
    return std::all_of(v.items().begin(), v.items().end(), one_order);
  return true;
}

} // namespace brine::test
