// SPDX-License-Identifier: MIT
#include <brine/core/error.hpp>
#include <brine/core/instant.hpp>

#include <array>
#include <cstdio>
#include <limits>

namespace brine {

namespace {

constexpr std::int64_t us_per_second = 1'000'000;
constexpr std::int64_t us_per_day = 86'400 * us_per_second;

struct date {
  std::int64_t year = 1970;
  int month = 1;
  int day = 1;
};

// Days since the epoch in the proleptic Gregorian calendar. Years are counted
// from March, so that the leap day is the last; eras have 400 years. Written
// out since <chrono> ends at the year 32767.
std::int64_t days_from(const date& d) {
  auto y = d.month <= 2 ? d.year - 1 : d.year;
  auto era = (y >= 0 ? y : y - 399) / 400;
  auto year = y - era * 400;
  auto day = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
  return era * 146'097 + year * 365 + year / 4 - year / 100 + day - 719'468;
}

date date_from(std::int64_t days) {
  days += 719'468;
  auto era = (days >= 0 ? days : days - 146'096) / 146'097;
  auto n = days - era * 146'097;
  auto year = (n - n / 1460 + n / 36'524 - n / 146'096) / 365;
  auto day = n - (365 * year + year / 4 - year / 100);
  auto m = (5 * day + 2) / 153;
  date d;
  d.day = static_cast<int>(day - (153 * m + 2) / 5 + 1);
  d.month = static_cast<int>(m < 10 ? m + 3 : m - 9);
  d.year = year + era * 400 + (d.month <= 2 ? 1 : 0);
  return d;
}

int days_in(std::int64_t year, int month) {
  constexpr std::array<int, 12> days{31, 28, 31, 30, 31, 30,
                                     31, 31, 30, 31, 30, 31};
  auto leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return days[static_cast<std::size_t>(month - 1)]
         + (month == 2 && leap ? 1 : 0);
}

// Reads the parts of the text from left to right; `why` holds the first fault.
struct scanner {
  std::string_view rest;
  std::string why;

  bool fail(std::string reason) {
    if (why.empty())
      why = std::move(reason);
    return false;
  }

  bool take(char c) {
    if (!rest.starts_with(c))
      return false;
    rest.remove_prefix(1);
    return true;
  }

  std::string_view take_digits(std::size_t most) {
    auto n = std::min(rest.find_first_not_of("0123456789"), rest.size());
    auto digits = rest.substr(0, std::min(n, most));
    rest.remove_prefix(digits.size());
    return digits;
  }

  // Two digits within bounds.
  bool field(const char* what, int low, int high, int& out) {
    auto digits = take_digits(2);
    if (digits.size() != 2)
      return fail(std::string(what) + " needs two digits");
    out = (digits[0] - '0') * 10 + (digits[1] - '0');
    if (out < low || out > high)
      return fail(std::string(what) + " " + std::string(digits)
                  + " is out of range");
    return true;
  }

  // Four digits, or six with a sign.
  bool year(std::int64_t& out) {
    auto minus = take('-');
    auto plus = !minus && take('+');
    auto width = std::size_t{minus || plus ? 6U : 4U};
    auto digits = take_digits(width);
    if (digits.size() != width)
      return fail(minus || plus ? "a signed year needs six digits"
                                : "the year needs four digits");
    for (auto c : digits)
      out = out * 10 + (c - '0');
    if (minus)
      out = -out;
    return true;
  }

  bool fraction(std::int64_t& us) {
    auto digits = take_digits(rest.size());
    if (digits.empty())
      return fail("no digits after the point");
    if (digits.find_first_not_of('0', 6) != std::string_view::npos)
      return fail("finer than microseconds");
    for (std::size_t i = 0; i < 6; ++i)
      us = us * 10 + (i < digits.size() ? digits[i] - '0' : 0);
    return true;
  }

  // The part after the date; each further field is optional.
  bool time(std::int64_t& us) {
    int hours = 0;
    int minutes = 0;
    int seconds = 0;
    std::int64_t fractional = 0;
    if (!field("hour", 0, 23, hours))
      return false;
    if (take(':')) {
      if (!field("minute", 0, 59, minutes))
        return false;
      // A leap second is the first second of the next minute.
      if (take(':')
          && (!field("second", 0, minutes == 59 ? 60 : 59, seconds)
              || (take('.') && !fraction(fractional))))
        return false;
    }
    us = ((hours * 60 + minutes) * 60 + seconds) * us_per_second + fractional;
    return true;
  }

  bool offset(std::int64_t& us) {
    if (take('Z') || rest.empty())
      return true;
    auto minus = take('-');
    if (!minus && !take('+'))
      return fail("unexpected text at the end");
    int hours = 0;
    int minutes = 0;
    if (!field("offset hour", 0, 23, hours))
      return false;
    if (!take(':'))
      return fail("an offset is written +hh:mm");
    if (!field("offset minute", 0, 59, minutes))
      return false;
    us = (std::int64_t{hours} * 60 + minutes) * 60 * us_per_second;
    if (minus)
      us = -us;
    return true;
  }

  bool all(date& d, std::int64_t& us, std::int64_t& shift) {
    d = {0, 1, 1};
    if (!year(d.year))
      return false;
    // A minus may also begin the offset: then the time of day is left out.
    auto more = [&] {
      return rest.starts_with('-') && (rest.size() < 4 || rest[3] != ':')
             && take('-');
    };
    if (more()) {
      if (!field("month", 1, 12, d.month))
        return false;
      if (more()) {
        if (!field("day", 1, days_in(d.year, d.month), d.day)
            || (take('T') && !time(us)))
          return false;
      }
    }
    return offset(shift)
           && (rest.empty() || fail("unexpected text at the end"));
  }
};

} // namespace

std::optional<instant> instant::parse(std::string_view text, std::string* why) {
  auto s = scanner{text, {}};
  date d;
  std::int64_t us = 0;
  std::int64_t shift = 0;
  std::int64_t total = 0;
  if (s.all(d, us, shift)) {
    // The last day that fits may not fit before the time of day is added.
    auto days = days_from(d);
    auto late = days < 0 ? 1 : 0;
    if (!__builtin_mul_overflow(days + late, us_per_day, &total)
        && !__builtin_add_overflow(total, us - shift - late * us_per_day,
                                   &total))
      return instant(total);
    s.fail("too far from the epoch");
  }
  if (why != nullptr)
    *why = s.why;
  return std::nullopt;
}

instant::instant(std::string_view text) {
  std::string why;
  auto t = parse(text, &why);
  if (!t)
    throw error(errc::bad_text,
                "not an instant: " + std::string(text.substr(0, 40)) + ": "
                  + why);
  *this = *t;
}

std::string instant::to_string() const {
  auto days = microseconds / us_per_day;
  auto rest = microseconds % us_per_day;
  if (rest < 0) {
    rest += us_per_day;
    --days;
  }
  auto d = date_from(days);
  auto seconds = static_cast<int>(rest / us_per_second);
  auto us = static_cast<int>(rest % us_per_second);
  char out[64];
  auto length = std::snprintf(
    out, sizeof(out), "%s%0*lld-%02d-%02dT%02d:%02d:%02d.%0*d-00:00",
    d.year < 0      ? "-"
    : d.year > 9999 ? "+"
                    : "",
    d.year < 0 || d.year > 9999 ? 6 : 4,
    static_cast<long long>(d.year < 0 ? -d.year : d.year), d.month, d.day,
    seconds / 3600, seconds / 60 % 60, seconds % 60, us % 1000 == 0 ? 3 : 6,
    us % 1000 == 0 ? us / 1000 : us);
  return {out, static_cast<std::size_t>(length)};
}

} // namespace brine
