// SPDX-License-Identifier: MIT
#include <brine/actors/caught.hpp>

namespace brine {

error caught_error(errc code) {
  const auto cause = std::current_exception();
  try {
    throw;
  } catch (const error& e) {
    return e;
  } catch (const std::exception& e) {
    return error(code, e.what()).caused_by(cause);
  } catch (...) {
    return error(code, "something that is no std::exception was thrown")
      .caused_by(cause);
  }
}

} // namespace brine
