#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "pith/bundle.h"
#include "pith/canonical.h"
#include "tests/determinism/groups.h"
#include "tests/support/chance.h"
#include "tests/support/respell.h"
#include "tests/support/signer.h"

namespace pith::determinism {
namespace {

constexpr std::size_t changes_per_bundle = 100;

Transcript transcribe(const std::string& text, BundleKeys bundle_keys) {
  static const Keyring keyring = Keyring::registry(tests::crypto());
  Transcript transcript;
  transcript.add("canonical", canonical_json(text));
  const Result<Bundle> bundle = Bundle::parse(text);
  if (bundle) {
    transcript.add("signature_holds", bundle->has_trusted_signature(keyring));
    transcript.add("report", bundle->verify(keyring, bundle_keys));
  } else {
    transcript.add("refused", bundle.error());
  }
  return transcript;
}

/// Spelt in another way, cut short, or with some bytes changed.
std::string changed(std::string text, tests::Chance& chance) {
  switch (chance.below(4)) {
    case 0:
      return tests::respell(text, chance);
    case 1:
      return text.substr(0, chance.below(text.size()));
    default:
      for (std::size_t count = 1 + chance.below(3); count > 0; --count) {
        const std::size_t offset = chance.below(text.size());
        // Another digit or letter mostly leaves it valid JSON. An arbitrary byte mostly does not.
        const std::size_t kind = chance.below(4);
        const std::size_t byte = kind == 0   ? chance.below(256)
                                 : kind == 1 ? '0' + chance.below(10)
                                             : 'a' + chance.below(6);
        text[offset] = static_cast<char>(static_cast<unsigned char>(byte));
      }
      return text;
  }
}

}  // namespace

void add_bundles(const std::filesystem::path& folder, Cases& cases) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".json") {
      paths.push_back(entry.path());
    }
  }
  std::sort(paths.begin(), paths.end());
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const auto text = std::make_shared<const std::string>(read_file(paths[i]));
    const std::string name = "bundles/" + paths[i].stem().stem().string();
    cases.add(name, [text] { return transcribe(*text, BundleKeys::ignore); });
    cases.add(name + "/trusted", [text] { return transcribe(*text, BundleKeys::trust); });
    for (std::size_t change = 0; change < changes_per_bundle; ++change) {
      cases.add(name + "/changed_" + std::to_string(change), [text, seed = 1000 * i + change] {
        tests::Chance chance(seed);
        return transcribe(changed(*text, chance), BundleKeys::ignore);
      });
    }
  }
}

}  // namespace pith::determinism
