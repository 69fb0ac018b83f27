// SPDX-License-Identifier: MIT
#include <brine/backends/journal/journal.hpp>
#include <brine/backends/memory.hpp>
#include <brine/backends/registry.hpp>

namespace brine {

void backend_registry::add(std::string name, configure f) {
  backends_[std::move(name)] = std::move(f);
}

result<backend_registry::configure>
backend_registry::find(std::string_view name) const {
  auto found = backends_.find(name);
  if (found != backends_.end())
    return found->second;
  const auto all = names();
  const auto views = std::vector<std::string_view>(all.begin(), all.end());
  return error(errc::unknown_backend,
               no_such("backend", redacted_uri(name), views));
}

std::vector<std::string> backend_registry::names() const {
  std::vector<std::string> all;
  for (const auto& [name, f] : backends_)
    all.push_back(name);
  return all;
}

backend_registry builtin_backends() {
  backend_registry all;
  all.add("journal", configure_journal);
  all.add("memory", configure_memory);
  return all;
}

} // namespace brine
