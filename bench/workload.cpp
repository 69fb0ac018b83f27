// SPDX-License-Identifier: MIT
#include <brine/bench/workload.hpp>
#include <brine/codecs/blob.hpp>
#include <brine/codecs/portable.hpp>
#include <brine/core/key.hpp>

#include <fmt/format.h>

#include <stdexcept>

namespace brine::bench {

namespace {

const codec_registry& codecs() {
  static const auto all = builtin_codecs();
  return all;
}

value document_with(std::size_t n, const std::string& note) {
  return {{"name", fmt::format("user {:07}", n)},
          {"age", static_cast<std::int64_t>(n % 90)},
          {"visits", 0},
          {"note", note}};
}

/// What is left for the note of a document.
std::size_t note_size() {
  std::string bytes;
  encode_portable(bytes, document_with(0, "")).or_throw();
  if (bytes.size() > document_size)
    throw std::logic_error("the document is too large without its note");
  return document_size - bytes.size();
}

} // namespace

std::size_t workload::pick(int thread, std::uint64_t i) const noexcept {
  // The finalizer of splitmix64.
  auto x = (std::uint64_t(thread) << 40) + i + 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return (x ^ (x >> 31)) % size();
}

value nth_key(std::size_t n) {
  return fmt::format("user:{:07}", n);
}

value nth_document(std::size_t n) {
  static const auto note = std::string(note_size(), 'x');
  return document_with(n, note);
}

std::string encoded_blob(const value& document) {
  static const auto with = codec{make_portable_serializer()};
  std::string blob;
  encode_blob(blob, with, {}, value(), document).or_throw();
  return blob;
}

value decoded_blob(std::string_view blob) {
  return decode_blob(blob, {}, codecs()).or_throw().content;
}

workload make_workload(std::size_t keys) {
  workload w;
  for (std::size_t n = 0; n < keys; ++n) {
    w.keys.push_back(nth_key(n));
    w.documents.push_back(nth_document(n));
    w.encoded_keys.push_back(encode_key(w.keys.back()).or_throw());
    w.blobs.push_back(encoded_blob(w.documents.back()));
  }
  return w;
}

} // namespace brine::bench
