// SPDX-License-Identifier: MIT
#pragma once

// Whether the tests have an operator new of their own. ThreadSanitizer of clang
// has one that nothing can replace; other builds run what needs ours.
#define BRINE_OWN_NEW 1
#ifdef __clang__
#if __has_feature(thread_sanitizer)
#undef BRINE_OWN_NEW
#define BRINE_OWN_NEW 0
#endif
#endif
