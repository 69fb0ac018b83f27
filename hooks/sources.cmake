# SPDX-License-Identifier: MIT
set(hooks_headers
  change.hpp
  cursor.hpp
  filter.hpp
)
set(hooks_sources
  change.cpp
  cursor.cpp
  filter.cpp
)
