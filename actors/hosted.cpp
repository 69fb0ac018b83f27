// SPDX-License-Identifier: MIT
#include <brine/actors/hosted.hpp>

namespace brine {

namespace {

void resume_on(executor& where, io_threads& home, caf::resumable* actor) {
  where.run([&where, &home, actor] {
    auto own = unit(home);
    // One message, so that actors share the threads fairly.
    if (actor->resume(&own, 1) == caf::resumable::resume_later)
      resume_on(where, home, actor);
    else
      caf::intrusive_ptr_release(actor);
  });
}

} // namespace

void executor_door::exec_later(caf::resumable* actor) {
  resume_on(where_, home_, actor);
}

} // namespace brine
