// SPDX-License-Identifier: MIT
#pragma once

#include <brine/cli/output.hpp>
#include <brine/codecs/java_text.hpp>
#include <brine/hooks/change.hpp>

#include <CLI/CLI.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace brine::cli {

/// What the commands share. A command is a struct whose fields are its
/// arguments and whose `run(context&)` does it and gives the exit code.
struct context {
  CLI::App& app;
  output out{};
  text_format format = text_format::edn;
  bool format_given = false;
  std::function<int()> chosen{}; ///< The command to run.

  /// Prints a value in the format asked for.
  void print(const value& v) {
    out.print(v, format);
  }

  /// The same; what cannot be printed is told with key and revision.
  void print(const value& v, const value& key, revision rev);

  /// The same of a change.
  void print(const change& what);
};

/// Adds a subcommand, with the option `--as`.
template <class Command>
CLI::App* add_command(context& c, const std::string& name,
                      const std::string& help, std::shared_ptr<Command> what);

CLI::App* add_subcommand(context& c, const std::string& name,
                         const std::string& help, std::function<int()> run);

// Arguments that several commands have.

void add_store(CLI::App* command, std::string& to);
void add_key(CLI::App* command, std::string& to);
void add_path(CLI::App* command, std::vector<std::string>& to);

/// `--java 17|19`, whose doubles are hashed; without it nothing changes.
void add_java(CLI::App* command, java_version& to);

/// A positional argument that is no edn, such as the name of a file.
CLI::Option* add_name(CLI::App* command, const std::string& name,
                      std::string& to, const std::string& help);

/// Refuses what is no whole number from `min` to `max`.
[[nodiscard]] CLI::Validator
whole_number(std::uint64_t min, std::uint64_t max = INT64_MAX);

// The commands.

void add_read_commands(context& c);
void add_write_commands(context& c);
void add_update_command(context& c);
void add_dump_command(context& c);
void add_import_command(context& c);
void add_convert_command(context& c);
void add_log_commands(context& c);
void add_info_command(context& c);
void add_keep_commands(context& c);
void add_repair_commands(context& c);
void add_hash_command(context& c);
void add_inspect_command(context& c);
void add_bench_command(context& c);

template <class Command>
CLI::App* add_command(context& c, const std::string& name,
                      const std::string& help, std::shared_ptr<Command> what) {
  return add_subcommand(c, name, help, [&c, what] { return what->run(c); });
}

} // namespace brine::cli
