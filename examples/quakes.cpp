// SPDX-License-Identifier: MIT
// A week of earthquakes, as examples/demo.sh plays it:
//   quakes write STORE REPORTS FOLDER [COUNT]   puts reports into a store; two
//       subscribers keep totals and an audit log in FOLDER. Killed at any time
//       and started again, it goes on where it was. After COUNT reports it
//       waits to be killed.
//   quakes read STORE   beside the writer: what is there, then what comes;
//       prints the totals at the end.
#include <brine/brine.hpp>
#include <brine/codecs/json.hpp>

#include <filesystem>
#include <fstream>
#include <future>
#include <iostream>
#include <latch>
#include <map>
#include <string>

namespace {

using brine::value;

constexpr double alert_from = 4.5;

/// The last document written: nothing comes behind it.
const value week_is_over = brine::keyword("week-is-over");

double magnitude(const value& report) {
  const auto& m = report["mag"];
  return m.is_int() ? static_cast<double>(m.as_int()) : m.as_double(0);
}

/// Reports and alerts by network.
class totals {
public:
  totals() = default;

  /// From `to_value`.
  explicit totals(const value& saved) {
    for (const auto& e : saved.entries())
      networks_[std::string(e.key.as_string())] = {e.val.at(0).as_int(),
                                                   e.val.at(1).as_int()};
  }

  void add(const value& report) {
    auto& mine = networks_[std::string(report["net"].as_string())];
    ++mine.reports;
    if (magnitude(report) >= alert_from)
      ++mine.alerts;
  }

  [[nodiscard]] value to_value() const {
    std::map<std::string, value> out;
    for (const auto& [name, n] : networks_)
      out[name] = brine::vec(n.reports, n.alerts);
    return out;
  }

  friend std::ostream& operator<<(std::ostream& out, const totals& t) {
    for (const auto& [name, n] : t.networks_)
      out << name << ' ' << n.reports << ' ' << n.alerts << '\n';
    return out;
  }

private:
  struct numbers {
    std::int64_t reports = 0;
    std::int64_t alerts = 0;
  };

  std::map<std::string, numbers> networks_;
};

/// Prints a line, whole also beside other threads.
void say(const std::string& line) {
  std::cout << line + '\n' << std::flush;
}

/// Replaces a file whole, so that no kill leaves half of it.
void replace(const std::string& path, const std::string& text) {
  std::ofstream(path + ".new") << text << std::flush;
  std::filesystem::rename(path + ".new", path);
}

std::string contents(const std::string& path) {
  auto file = std::ifstream(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Ends the program if a stream ends before its time.
void fail(const brine::error& e) {
  std::cerr << "quakes: " << e.what() << std::endl;
  std::_Exit(1);
}

/// Keeps totals in a file, beside the cursor up to which they count: so each
/// change counts once, however often the process dies.
brine::subscription
keep_totals(const brine::store& db, const std::string& path, std::latch& over) {
  totals live;
  auto from = brine::beginning;
  if (const auto saved = contents(path); !saved.empty()) {
    const auto state = brine::parse_edn(saved).or_throw();
    live = totals(state["totals"]);
    from = brine::parse_cursor(state["cursor"].as_string()).or_throw();
    say("the totals go on behind revision " + std::to_string(from.rev));
  }
  return db.subscribe(
    {.from = from, .on_error = fail},
    [live, path, &over](const brine::change& c) mutable {
      if (c.key() == week_is_over) {
        over.count_down();
        return;
      }
      // First the alert: killed in between, it comes twice rather than never.
      if (magnitude(c.after()) >= alert_from)
        say("ALERT " + std::string(c.after()["title"].as_string()));
      live.add(c.after());
      replace(path, to_string(value{{"totals", live.to_value()},
                                    {"cursor", to_string(c.position())}}));
    });
}

/// Where the audit log ends. A line that was not finished is cut off.
brine::cursor end_of_audit(const std::string& path) {
  auto text = contents(path);
  text.resize(text.rfind('\n') + 1); // to nothing if there is no line
  if (text.empty())
    return brine::beginning;
  std::filesystem::resize_file(path, text.size());
  const auto last = text.rfind('\n', text.size() - 2) + 1;
  return brine::parse_cursor(text.substr(last, text.find(' ', last) - last))
    .or_throw();
}

/// Appends every change to a file, a line each that begins with its cursor.
brine::subscription
keep_audit(const brine::store& db, const std::string& path, std::latch& over) {
  const auto from = end_of_audit(path);
  if (from.rev > 0)
    say("the audit log goes on behind revision " + std::to_string(from.rev));
  auto file = std::make_shared<std::ofstream>(path, std::ios::app);
  return db.subscribe({.from = from, .on_error = fail},
                      [file, &over](const brine::change& c) {
                        *file << to_string(c.position()) << ' '
                              << brine::to_value(c) << std::endl;
                        if (c.key() == week_is_over)
                          over.count_down();
                      });
}

int write(const std::string& where, const std::string& reports,
          const std::string& folder, int count) {
  auto over = std::latch(2);
  const auto db = brine::open(where);
  const auto totals = keep_totals(db, folder + "/totals.edn", over);
  const auto audit = keep_audit(db, folder + "/audit.log", over);
  auto file = std::ifstream(reports);
  auto written = 0;
  auto known = 0;
  for (std::string line; std::getline(file, line);) {
    const auto report = brine::parse_json(line).or_throw();
    if (db.exists(report["id"])) {
      ++known;
      continue;
    }
    db.assoc(report["id"], report);
    ++written;
    say("report " + std::to_string(known + written) + ": "
        + std::string(report["title"].as_string()));
    if (known + written == count)
      std::promise<void>().get_future().wait();
  }
  db.assoc(week_is_over, {{"reports", known + written}});
  over.wait();
  say(std::to_string(known) + " reports were there, " + std::to_string(written)
      + " were written");
  return 0;
}

int read(const std::string& where) {
  const auto db = brine::connect("journal:" + where + "?mode=read");
  totals mine;
  auto from_snapshot = 0;
  for (const auto& c : db.changes({.follow = true, .snapshot = true})) {
    if (c.event == brine::event::mark)
      std::cerr << "reader: " << from_snapshot
                << " reports were there at revision " << c.rev << std::endl;
    else if (c.key() == week_is_over)
      break;
    else
      mine.add(c.after());
    from_snapshot += c.event == brine::event::state ? 1 : 0;
  }
  std::cout << mine;
  return 0;
}

int show(const std::string& folder) {
  std::cout << totals(
    brine::parse_edn(contents(folder + "/totals.edn")).or_throw()["totals"]);
  return 0;
}

} // namespace

int main(int argc, char** argv) try {
  const auto role = std::string(argc > 1 ? argv[1] : "");
  if (role == "write" && (argc == 5 || argc == 6))
    return write(argv[2], argv[3], argv[4], argc == 6 ? std::stoi(argv[5]) : 0);
  if (role == "read" && argc == 3)
    return read(argv[2]);
  if (role == "show" && argc == 3)
    return show(argv[2]);
  std::cerr << "usage: quakes write STORE REPORTS FOLDER [COUNT] | "
               "read STORE | show FOLDER\n";
  return 2;

} catch (const std::exception& e) {

  std::cerr << "quakes: " << e.what() << '\n';
  return 1;
}
