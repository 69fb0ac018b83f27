// SPDX-License-Identifier: MIT
#include <brine/core/builder.hpp>
#include <brine/core/config.hpp>
#include <brine/core/hex.hpp>
#include <brine/core/uri.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace brine {

namespace {

constexpr std::string_view stars = "***";

// Compared in lower case without dashes and underscores.
constexpr auto secret_names = std::array<std::string_view, 18>{
  "accesskey",  "secretaccesskey",   "awssecretaccesskey", "secret",
  "secretkey",  "privatekey",        "password",           "passphrase",
  "token",      "sessiontoken",      "credentials",        "apikey",
  "jdbcurl",    "connectionuri",     "encryptionkey",      "accesstoken",
  "formerkeys", "formerpassphrases",
};

std::string plain(std::string_view name) {
  auto out = std::string();
  for (auto c : name)
    if (c != '-' && c != '_')
      out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c);
  return out;
}

bool is_secret(std::string_view name, bool in_encryptor) {
  auto p = plain(name.substr(name.rfind('.') + 1));
  return std::find(secret_names.begin(), secret_names.end(), p)
           != secret_names.end()
         || (in_encryptor && p == "key");
}

std::string_view name_of(const value& key) {
  return key.is_string()    ? key.as_string()
         : key.is_keyword() ? key.as_keyword()
                            : std::string_view();
}

value redact(const value& v, bool in_encryptor);

value redact_map(const value& v, bool in_encryptor) {
  auto b = builder(2 * v.size());
  for (const auto& e : v.entries()) {
    auto name = name_of(e.key);
    if (is_secret(name, in_encryptor))
      b.add(e.key, stars);
    else
      b.add(e.key, redact(e.val, in_encryptor || plain(name) == "encryptor"));
  }
  return b.map();
}

value redact(const value& v, bool in_encryptor) {
  switch (v.kind()) {
  case kind::map:
    return redact_map(v, in_encryptor);
  case kind::string:
    return redacted_uri(v.as_string());
  case kind::tagged:
    return tagged(v.tag(), redact(v.untagged(), in_encryptor));
  case kind::list:
  case kind::vector:
  case kind::set: {
    auto b = builder(v.size());
    for (const auto& item : v.items())
      b.add(redact(item, in_encryptor));
    return v.is_list() ? b.list() : v.is_vector() ? b.vector() : b.set();
  }
  default:
    return v;
  }
}

/// A name in a query as it is meant.
std::string unescaped(std::string_view name) {
  auto out = std::string();
  for (std::size_t i = 0; i < name.size(); ++i) {
    auto c = static_cast<unsigned char>(name[i]);
    if (name[i] == '%' && i + 2 < name.size()
        && parse_hex(name.substr(i + 1, 2), &c))
      i += 2;
    out.push_back(static_cast<char>(c));
  }
  return out;
}

constexpr std::string_view name_letters = "abcdefghijklmnopqrstuvwxyz"
                                          "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                          "0123456789-_.%";

struct setting_place {
  std::size_t name;
  std::size_t value;
};

/// Where the name begins that a text ends with.
std::size_t name_begin(std::string_view text) {
  const auto before = text.find_last_not_of(name_letters);
  return before == text.npos ? 0 : before + 1;
}

/// Where a secret stands as NAME=VALUE, from a place on. What a folder is
/// called may say `key=5`.
std::optional<setting_place>
find_secret(std::string_view text, std::size_t from) {
  for (auto is = text.find('=', from); is != text.npos;
       is = text.find('=', is + 1)) {
    const auto begin = name_begin(text.substr(0, is));
    const auto in_path = begin > 0 && text[begin - 1] == '/';
    const auto name = unescaped(text.substr(begin, is - begin));
    if (is_secret(name.substr(name_begin(name)), !in_path))
      return setting_place{begin, is + 1};
  }
  return std::nullopt;
}

/// Where settings stand behind a path as they would in a URI, or almost.
std::size_t find_settings(std::string_view path) {
  const auto query = path.find_first_of("?&");
  if (query != path.npos) {
    const auto name = path.substr(query + 1);
    const auto end = name.find_first_not_of(name_letters);
    if (end != 0 && end != name.npos && name[end] == '=')
      return query;
  }
  const auto secret = find_secret(path, 0);
  if (!secret || (secret->name > 0 && path[secret->name - 1] == '/'))
    return path.npos;
  const auto at = secret->name;
  return at == 0 || path[at - 1] == ':' ? at : at - 1;
}

/// What has no value may be one.
result<void> check_query(std::string_view query) {
  while (!query.empty()) {
    const auto item = query.substr(0, query.find('&'));
    if (!item.empty() && item.find('=') == item.npos)
      return error(errc::bad_text,
                   "URI: query: a setting has no value: NAME=VALUE is "
                   "expected, and & in a value is written %26");
    query.remove_prefix(std::min(item.size() + 1, query.size()));
  }
  return {};
}

/// Settings where they would be taken for a path; the message must not tell
/// them.
result<void> check_path(std::string_view uri_or_path) {
  const auto blank =
    std::min(uri_or_path.find_first_not_of(" \t\r\n"), uri_or_path.size());
  if (uri_or_path.substr(blank).starts_with('{'))
    return error(errc::bad_text, "a map is no path and no URI, such as "
                                 "journal:data?fsync=never; the path of a "
                                 "folder with such a name begins with ./");
  const auto is_uri = has_scheme(uri_or_path);
  const auto query = is_uri ? uri_or_path.find('?') : uri_or_path.npos;
  const auto path = uri_or_path.substr(0, query);
  const auto settings = find_settings(path);
  if (settings == path.npos)
    return query == uri_or_path.npos
             ? result<void>()
             : check_query(uri_or_path.substr(query + 1));
  const auto place =
    settings == 0 ? std::string("PATH") : std::string(path.substr(0, settings));
  return error(errc::bad_text,
               is_uri ? place
                          + " has settings behind it, which begin with a "
                            "question mark: "
                          + place + "?..."
                      : place
                          + " has settings behind it, which need a URI: "
                            "journal:"
                          + place + "?...");
}

void add_if(builder& b, std::string_view name, const std::string& text) {
  if (!text.empty())
    b.add(name, text);
}

} // namespace

value redacted(const value& config) {
  return redact(config, false);
}

std::string redacted_text(std::string_view text) {
  auto out = std::string(text);
  std::size_t from = 0;
  while (const auto found = find_secret(out, from)) {
    const auto at = found->value;
    from = at + stars.size();
    if (out.compare(at, stars.size(), stars) == 0)
      continue;
    const auto in_query =
      found->name > 0
      && (out[found->name - 1] == '?' || out[found->name - 1] == '&');
    const auto end = in_query ? out.find('&', at) : out.npos;
    out.replace(at, end == out.npos ? end : end - at, stars);
  }
  return out;
}

std::string redacted_uri(std::string_view text) {
  auto out = std::string(text);
  // What is before the last @ may be a password with any sign in it, so all of
  // it goes.
  const auto begin = out.find("://");
  const auto end = out.rfind('@');
  if (has_scheme(text) && begin != out.npos && end != out.npos && begin < end)
    out.replace(begin + 3, end - begin - 3, stars);
  return redacted_text(out);
}

result<value> parse_config(std::string_view uri_or_path) {
  if (uri_or_path.empty())
    return error(errc::bad_text, "a config must not be empty");
  if (auto done = check_path(uri_or_path); !done)
    return done.failure();
  if (!has_scheme(uri_or_path))
    return map({{"backend", "journal"}, {"path", uri_or_path}});
  auto parsed = parse_uri(uri_or_path);
  if (!parsed)
    return parsed.failure();
  if (!parsed->host.empty() && parsed->path.starts_with('/'))
    parsed->path.erase(0, 1);
  auto b = builder();
  b.add("backend", parsed->scheme);
  add_if(b, "user", parsed->user);
  add_if(b, "password", parsed->password);
  add_if(b, "host", parsed->host);
  if (parsed->port)
    b.add("port", *parsed->port);
  add_if(b, "path", parsed->path);
  for (const auto& item : parsed->query)
    b.add(item.first, item.second);
  auto given = b.count() / 2;
  auto config = b.map();
  if (config.size() == given)
    return config;
  auto names = std::vector<std::string_view>{"backend", "user", "password",
                                             "host",    "port", "path"};
  auto taken = [&](std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  for (const auto& item : parsed->query) {
    if (taken(item.first))
      return error(errc::bad_text,
                   "URI: query: \"" + item.first + "\" is given twice");
    names.push_back(item.first);
  }
  return config;
}

} // namespace brine
