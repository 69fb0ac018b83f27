# SPDX-License-Identifier: MIT
# Each name is a program: <name>.cpp.
set(examples
  guide
  quakes
  readme
)
