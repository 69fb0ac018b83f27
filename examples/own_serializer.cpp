// SPDX-License-Identifier: MIT
// What docs/codecs.md shows of serializers of one's own. Run it in an empty
// folder.
#include <brine/brine.hpp>

#include <exception>
#include <iostream>
#include <memory>
#include <string>

namespace {

// listing: serializer
/// What cereal writes, behind a byte that says by which version of the program.
class versioned final : public brine::serializer {
public:
  std::string_view name() const noexcept override {
    return "versioned";
  }

  std::uint8_t id() const noexcept override {
    return 200;
  }

  brine::result<void>
  encode(std::string& out, const brine::value& v) const override {
    const auto begin = out.size();
    out += version;
    auto done = inside_->encode(out, v);
    if (!done)
      out.resize(begin); // nothing is appended on failure
    return done;
  }

  brine::result<brine::value> decode(std::string_view bytes) const override {
    if (!bytes.starts_with(version))
      return brine::damaged_bytes(name(), 0, bytes.size(), "another version");
    return inside_->decode(bytes.substr(1));
  }

private:
  static constexpr char version = 1;
  std::shared_ptr<const brine::serializer> inside_ =
    brine::make_portable_serializer();
};

// end

void write_and_read() {
  // listing: use
  brine::connect_options options;
  options.codecs.serializers.add(std::make_shared<versioned>()).or_throw();
  {
    auto db = brine::open("journal:shop?serializer=versioned", options);
    db.assoc("tea", {{"price", 4}});
  }
  std::cout << *brine::open("shop", options).get("tea") << '\n';
  try {
    (void)brine::open("shop").get("tea"); // without the options
  } catch (const brine::error& e) {
    std::cout << e.what() << '\n';
  }
  // end
}

} // namespace

int main() {
  try {
    write_and_read();
  } catch (const std::exception& e) {
    std::cerr << "own_serializer: " << e.what() << '\n';
    return 1;
  }
}
