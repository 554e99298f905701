#include "bench/support/input.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "canon/parse.h"
#include "canon/write.h"

namespace pith::bench {
namespace {

class Speller {
 public:
  explicit Speller(Spelling spelling) : spelling_(spelling) {}

  void write(canon::Value value) {
    if (value.is_string()) {
      write_string(value.text());
    } else if (value.is_array()) {
      write_array(value);
    } else if (value.is_object()) {
      write_object(value);
    } else {
      canon::append_canonical(out_, value);
    }
  }

  std::string take() { return std::move(out_); }

 private:
  void break_line() {
    if (spelling_.indent_spaces > 0) {
      out_ += '\n';
      out_.append(depth_ * spelling_.indent_spaces, ' ');
    }
  }

  void write_array(canon::Value array) {
    out_ += '[';
    ++depth_;
    bool is_first = true;
    for (const canon::Value element : canon::Elements(array)) {
      out_ += is_first ? "" : ",";
      is_first = false;
      break_line();
      write(element);
    }
    --depth_;
    break_line();
    out_ += ']';
  }

  void write_object(canon::Value object) {
    out_ += '{';
    ++depth_;
    for (std::uint32_t i = 0; i < object.size(); ++i) {
      const std::uint32_t member = spelling_.reverse_keys ? object.size() - 1 - i : i;
      out_ += i > 0 ? "," : "";
      break_line();
      write_string(object.sorted_key(member));
      out_ += spelling_.indent_spaces > 0 ? ": " : ":";
      write(object.sorted_value(member));
    }
    --depth_;
    break_line();
    out_ += '}';
  }

  void write_string(std::string_view text) {
    if (!spelling_.escape_everything) {
      canon::append_string(out_, text);
      return;
    }
    constexpr std::string_view digits = "0123456789abcdef";
    out_ += '"';
    for (const char character : text) {
      const auto byte = static_cast<std::uint8_t>(character);
      if (byte >= 0x80) {  // unchanged: only the number of escapes takes time
        out_ += character;
      } else {
        out_ += "\\u00";
        out_ += digits[byte >> 4];
        out_ += digits[byte & 15];
      }
    }
    out_ += '"';
  }

  Spelling spelling_;
  std::string out_;
  std::size_t depth_ = 0;
};

std::string read_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace

const Crypto& crypto() {
  static const Crypto instance;
  return instance;
}

const Keyring& keyring() {
  static const Keyring instance = Keyring::registry(crypto());
  return instance;
}

const std::vector<RealBundle>& real_bundles() {
  static const std::vector<RealBundle> bundles = [] {
    std::vector<RealBundle> found;
    for (const auto& entry : std::filesystem::directory_iterator(PITH_BENCH_DATA)) {
      if (entry.path().string().ends_with(".bundle.json")) {
        found.push_back({entry.path().filename().string().substr(5, 9), read_file(entry.path())});
      }
    }
    std::sort(found.begin(), found.end(),
              [](const RealBundle& left, const RealBundle& right) { return left.name < right.name; });
    return found;
  }();
  return bundles;
}

std::string spell(std::string_view json_text, Spelling spelling) {
  const Result<canon::Document> document = canon::parse(json_text);
  Speller speller(spelling);
  speller.write(document->root());
  return speller.take();
}

std::string make_escape_heavy(std::size_t size_bytes) {
  std::string text = "[\"\"";
  while (text.size() < size_bytes) {
    text += R"(,"a\nb\"c\\d\u00e9\ud83d\ude00\u0001")";
  }
  return text + "]";
}

std::string make_number_heavy(std::size_t size_bytes) {
  std::string text = "[0";
  for (std::size_t i = 1; text.size() < size_bytes; ++i) {
    text += ',' + std::to_string(i * 7919 % 100'000) + '.' + std::to_string(i * 104'729 % 1'000'000'007) + "e-" +
            std::to_string(i % 30) + ',' + std::to_string(i);
  }
  return text + "]";
}

}  // namespace pith::bench
