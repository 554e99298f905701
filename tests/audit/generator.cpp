// A mirror of bundles that are signed with published test keys, to audit: see usage below.

#include <charconv>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "tests/audit/bundle.h"

namespace pith::tests::mirror {
namespace {

constexpr char usage[] =
    "usage: pith_audit_generator COUNT [--seed N] [--start N] [--broken-every N] [--folder DIR] [--truth FILE]\n"
    "       pith_audit_generator --keys\n"
    "\n"
    "Writes COUNT distinct bundles to standard output, one a line. A bundle depends on the seed and on its index "
    "only,\n"
    "which counts from --start (0). Of every ten bundles one has forks, and of every 1000 (--broken-every) one is\n"
    "broken; the twenty ways take turns.\n"
    "  --folder DIR  writes DIR/pith/XX/SUFFIX/bundle.json instead\n"
    "  --truth FILE  writes what an audit must say, one line a bundle, with single spaces:\n"
    "                PITH_NUMBER (- if it is refused), `ok` or the way, the failed checks with commas (- for none,\n"
    "                error:CODE if it is refused), STATE_SHA256 (- if it is refused), events, equivocations,\n"
    "                REASON=COUNT or -, warnings with commas or -\n"
    "  --keys        prints the keys document that verifies them\n";

struct Options {
  std::uint64_t count = 0;
  std::uint64_t seed = 1;
  std::uint64_t start = 0;
  std::uint64_t broken_every = 1000;
  std::string folder;
  std::string truth;
  bool is_keys = false;
};

constexpr std::uint64_t fork_every = 10;
constexpr std::size_t buffer_bytes = 1 << 20;

std::optional<std::uint64_t> to_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::optional<Options> parse(int argc, char** argv) {
  Options options;
  bool has_count = false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--keys") {
      options.is_keys = true;
      continue;
    }
    if (argument.substr(0, 2) != "--") {
      const std::optional<std::uint64_t> value = to_number(argument);
      if (!value || has_count) {
        return std::nullopt;
      }
      options.count = *value;
      has_count = true;
      continue;
    }
    if (++i == argc) {
      return std::nullopt;
    }
    if (argument == "--folder" || argument == "--truth") {
      (argument == "--folder" ? options.folder : options.truth) = argv[i];
      continue;
    }
    const std::optional<std::uint64_t> value = to_number(argv[i]);
    std::uint64_t* const place = argument == "--seed"           ? &options.seed
                                 : argument == "--start"        ? &options.start
                                 : argument == "--broken-every" ? &options.broken_every
                                                                : nullptr;
    if (!value || place == nullptr) {
      return std::nullopt;
    }
    *place = *value;
  }
  const bool is_sound = has_count != options.is_keys && options.broken_every > 0;
  return is_sound ? std::optional(options) : std::nullopt;
}

/// The way in which the bundle with this index is broken. The first and the last of each round are sound.
std::optional<Way> way_of(const Options& options, std::uint64_t index) {
  if (index % options.broken_every != options.broken_every / 2) {
    return std::nullopt;
  }
  return static_cast<Way>(index / options.broken_every % way_count);
}

std::string truth_line(const MadeBundle& made, std::optional<Way> way) {
  const std::string_view failed = way ? consequence(*way) : "-";
  const bool is_refused = failed.substr(0, 6) == "error:";
  std::string reasons;
  for (const auto& [reason, count] : made.reasons) {
    reasons += (reasons.empty() ? "" : ",") + std::string(reason) + "=" + std::to_string(count);
  }
  std::string line = is_refused ? "-" : made.pith_number;
  line += " " + std::string(way ? name(*way) : "ok") + " " + std::string(failed) + " ";
  line += is_refused ? "- 0 0 - -"
                     : to_hex(made.state_sha256) + " " + std::to_string(made.event_count) + " " +
                           std::to_string(made.equivocation_count) + " " + (reasons.empty() ? "-" : reasons) + " " +
                           (made.warnings.empty() ? "-" : made.warnings);
  return line + "\n";
}

void write_file(const std::filesystem::path& folder, const MadeBundle& made) {
  const std::filesystem::path place = folder / "pith" / made.suffix.substr(0, 2) / made.suffix;
  std::filesystem::create_directories(place);
  std::ofstream file(place / "bundle.json", std::ios::binary);
  file << made.json;
  if (!file.flush()) {
    throw std::runtime_error("cannot write " + (place / "bundle.json").string());
  }
}

/// Text that is written to a file in large pieces.
class Output {
 public:
  explicit Output(std::FILE* file) : file_(file) {}
  void write(std::string_view text) {
    buffer_ += text;
    if (buffer_.size() >= buffer_bytes) {
      flush();
    }
  }
  void flush() {
    if (std::fwrite(buffer_.data(), 1, buffer_.size(), file_) != buffer_.size() || std::fflush(file_) != 0) {
      throw std::runtime_error("cannot write the output");
    }
    buffer_.clear();
  }

 private:
  std::FILE* file_;
  std::string buffer_;
};

void generate(const Options& options) {
  const Signers signers;
  std::FILE* const truth_file = options.truth.empty() ? nullptr : std::fopen(options.truth.c_str(), "wb");
  if (truth_file == nullptr && !options.truth.empty()) {
    throw std::runtime_error("cannot write " + options.truth);
  }
  Output bundles(stdout);
  Output truth(truth_file);
  for (std::uint64_t index = options.start; index < options.start + options.count; ++index) {
    const std::optional<Way> way = way_of(options, index);
    const MadeBundle made = make_bundle(signers, options.seed, index, index % fork_every == fork_every - 3, way);
    if (options.folder.empty()) {
      bundles.write(made.json);
      bundles.write("\n");
    } else {
      write_file(options.folder, made);
    }
    if (truth_file != nullptr) {
      truth.write(truth_line(made, way));
    }
  }
  bundles.flush();
  if (truth_file != nullptr) {
    truth.flush();
    std::fclose(truth_file);
  }
}

}  // namespace
}  // namespace pith::tests::mirror

int main(int argc, char** argv) {
  using namespace pith::tests::mirror;
  const std::optional<Options> options = parse(argc, argv);
  if (!options) {
    std::fputs(usage, stderr);
    return 2;
  }
  try {
    if (options->is_keys) {
      std::puts(Signers().keyring().c_str());
    } else {
      generate(*options);
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "pith_audit_generator: %s\n", error.what());
    return 70;
  }
  return 0;
}
