// SPDX-License-Identifier: MIT
#include <brine/codecs/calling.hpp>

#include <fmt/format.h>

#include <exception>
#include <new>

namespace brine {

namespace {

error thrown_by(const serializer& by, std::string_view doing,
                std::string_view what) {
  return error(errc::callback_failed,
               fmt::format("the serializer {} (id {}) threw while {}: {}",
                           by.name(), by.id(), doing, what))
    .caused_by(std::current_exception());
}

template <class Call>
auto guarded(const serializer& by, std::string_view doing, Call call)
  -> decltype(call()) {
  try {
    return call();
  } catch (const error& e) {
    return e;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& e) {
    return thrown_by(by, doing, e.what());
  } catch (...) {
    return thrown_by(by, doing, "something that is no std::exception");
  }
}

} // namespace

result<void>
call_encode(const serializer& by, std::string& out, const value& v) {
  return guarded(by, "encoding", [&] { return by.encode(out, v); });
}

result<void> call_encode_entries(const serializer& by, std::string& out,
                                 std::span<const entry> entries) {
  return guarded(by, "encoding",
                 [&] { return by.encode_entries(out, entries); });
}

result<value> call_decode(const serializer& by, std::string_view encoded) {
  return guarded(by, "decoding", [&] { return by.decode(encoded); });
}

} // namespace brine
