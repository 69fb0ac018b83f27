# SPDX-License-Identifier: MIT
# Each name is a program: <name>.cpp.
set(examples
  guide
  own_serializer
  quakes
  readme
)
