// SPDX-License-Identifier: MIT
#include <brine/actors/encryption_config.hpp>
#include <brine/actors/secret_file.hpp>
#include <brine/codecs/aes_gcm.hpp>
#include <brine/core/hex.hpp>

#include <algorithm>
#include <array>

namespace brine {

namespace {

struct form {
  std::string_view current;
  std::string_view former; ///< Several of them.
  bool passphrase;
  bool file;
};

constexpr auto forms = std::array<form, 4>{{
  {"encryption-key", "former-keys", false, false},
  {"encryption-key-file", "former-key-files", false, true},
  {"passphrase", "former-passphrases", true, false},
  {"passphrase-file", "former-passphrase-files", true, true},
}};

/// The parts of a text with commas between.
std::vector<std::string_view> parts_of(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto comma = std::min(text.find(','), text.size());
    parts.push_back(text.substr(0, comma));
    if (comma == text.size())
      return parts;
    text.remove_prefix(comma + 1);
  }
}

/// No bytes if the text is no key.
secret key_of(std::string_view digits) {
  auto key = secret(keyring::key_size);
  if (digits.size() != 2 * key.size() || !parse_hex(digits, key.data()))
    return {};
  return key;
}

/// A passphrase, or a key in digits; of keys in bytes about one in 10^13.
bool is_text(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) {
    return (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\r' || c == '\t';
  });
}

error bad_file(const std::string& name, std::string_view what) {
  return {errc::bad_config,
          "config key \"" + name + "\": " + redacted_text(what)};
}

/// Why a store cannot have an encryptor.
std::string why_not(std::string_view name, const codec_registry& known,
                    const error& missing) {
  if (name == "aes-cbc")
    return "aes-cbc is only for konserve's files; for stores there is aes-gcm";
  if (name == "aes-gcm" && make_aes_gcm(std::make_shared<keyring>()))
    return "aes-gcm needs \"encryption-key\" or \"passphrase\", or the -file "
           "form of either";
  if (name == "aes-gcm")
    return missing.message();
  auto all = std::vector<std::string_view>{"none", "aes-gcm"};
  for (const auto other : known.encryptors.names())
    all.push_back(other);
  return no_such("encryptor", name, all);
}

/// As it stands in the file, or without the end of its line.
result<secret>
read_key(const std::string& name, std::string_view path, bool passphrase) {
  auto read = read_secret_file(std::string(path));
  if (!read)
    return bad_file(name, read.failure().message());
  if (!passphrase && read->size() == keyring::key_size
      && !is_text(read->view()))
    return read;
  auto text = read->view();
  if (text.ends_with('\n'))
    text.remove_suffix(1);
  if (text.ends_with('\r'))
    text.remove_suffix(1);
  auto found = passphrase ? secret(text) : key_of(text);
  if (found.size() == 0)
    return bad_file(name, std::string(path)
                            + (passphrase ? " is empty"
                                          : " holds neither 64 hexadecimal "
                                            "digits nor 32 random bytes"));
  return found;
}

} // namespace

encryption_config::encryption_config(config_reader& reader,
                                     const codec_registry& known) {
  take_current(reader);
  take_former(reader);
  choose(reader, known);
}

void encryption_config::take_current(config_reader& reader) {
  auto before = std::string_view();
  for (const auto& form : forms) {
    const auto found = reader.any(form.current);
    if (found.is_nil())
      continue;
    if (!before.empty())
      reader.fault(form.current, "is given beside \"" + std::string(before)
                                   + "\"; of these there is one");
    before = form.current;
    if (found.is_string())
      take(reader,
           {std::string(form.current),
            {},
            key_use::current,
            form.passphrase,
            form.file},
           found.as_string());
    else
      reader.fault(form.current, "must be text");
  }
}

void encryption_config::take_former(config_reader& reader) {
  for (const auto& form : forms) {
    const auto found = reader.any(form.former);
    auto texts = std::vector<std::string_view>();
    if (found.is_string())
      texts = parts_of(found.as_string());
    else if (found.is_vector() || found.is_list())
      for (const auto& item : found.items())
        texts.push_back(item.is_string() ? item.as_string()
                                         : std::string_view());
    else if (!found.is_nil())
      reader.fault(form.former, "must be a vector of texts, or one text with "
                                "commas");
    for (auto text : texts)
      take(reader,
           {std::string(form.former),
            {},
            key_use::former,
            form.passphrase,
            form.file},
           text);
  }
}

void encryption_config::take(config_reader& reader, source from,
                             std::string_view text) {
  from.text = from.passphrase || from.file ? secret(text) : key_of(text);
  if (from.text.size() == 0)
    reader.fault(from.name, from.passphrase || from.file
                              ? "must not be empty"
                              : "must be 64 hexadecimal digits");
  sources_.push_back(std::move(from));
}

void encryption_config::choose(config_reader& reader,
                               const codec_registry& known) {
  chosen_ = reader.string("encryptor");
  if (chosen_.empty() || chosen_ == "none")
    return;
  const auto seals =
    std::any_of(sources_.begin(), sources_.end(),
                [](const auto& x) { return x.use == key_use::current; });
  if (chosen_ == "aes-gcm" && seals)
    return;
  const auto found = known.encryptors.find(chosen_);
  if (!found)
    reader.fault("encryptor",
                 "cannot be had: " + why_not(chosen_, known, found.failure()));
}

result<void> encryption_config::apply(store_codecs& to) const {
  auto keys = std::make_shared<keyring>();
  for (const auto& x : sources_) {
    auto text = x.file ? read_key(x.name, x.text.view(), x.passphrase)
                       : result<secret>(secret(x.text.view()));
    if (!text)
      return text.failure();
    auto done = x.passphrase ? keys->add_passphrase(std::move(*text), x.use)
                             : keys->add_key(std::move(*text), x.use);
    if (!done)
      return done;
  }
  if (auto own = make_aes_gcm(keys)) {
    // Programs may have put one there, with keys of their own.
    auto added = to.known.encryptors.add(std::move(own));
    if (!added && !sources_.empty())
      return added;
  } else if (!sources_.empty()) {
    return to.known.encryptors.find("aes-gcm").failure();
  }
  const auto name = !chosen_.empty() ? chosen_
                    : keys->seals()  ? std::string("aes-gcm")
                                     : std::string("none");
  if (name == "none")
    return {};
  auto by = to.known.encryptors.find(name);
  if (!by)
    return by.failure();
  to.fresh.encryptor = std::move(*by);
  return {};
}

} // namespace brine
