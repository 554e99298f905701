// SPEC 9.7: what a graph snapshot says about itself and about the record, and what can be recomputed.
//
// Example: {"detectors_run":[],"findings":[],"snapshot_sha256":H} gives no warning if H is the hash of
// {"payload":{"detectors":[],"findings":[]}}.
// Counter-example: a snapshot without `findings` gives no warning, whatever its hash is: there is nothing to compare.
//
// Its tests are the vectors tests/vectors/bundle/snapshot_*.json.

#include "engine/bundles/snapshot_check.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/sha256.h"
#include "engine/warning.h"

namespace pith::engine {
namespace {

/// The value at the end of a path of members.
std::optional<canon::Value> find_path(canon::Value value, std::initializer_list<std::string_view> path) {
  std::optional<canon::Value> found = value;
  for (const std::string_view member : path) {
    found = found ? found->find(member) : std::nullopt;
  }
  return found;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char character) { return (character & 0x80) == 0; });
}

std::string to_lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& character : lower) {
    if (character >= 'A' && character <= 'Z') {
      character = static_cast<char>(character - 'A' + 'a');
    }
  }
  return lower;
}

// `title_differs`: the title, in lower case, does not have the record's `title_canon_sha256`.
bool title_differs(canon::Value event, const BundleView& bundle, const Crypto& crypto) {
  const std::optional<canon::Value> title = find_path(event, {"payload", "graph_snapshot", "paper", "title"});
  const std::optional<canon::Value> stated =
      find_path(bundle.value(), {"canonical_record", "metadata", "title_canon_sha256"});
  return title && title->is_string() && is_ascii(title->text()) && stated && stated->is_string() &&
         stated->text() != to_hex(crypto.sha256(to_lower_ascii(title->text())));
}

// `snapshot_hash_differs`: the hash is not that of {"payload": {"detectors": `detectors_run`, "findings": `findings`}}.
bool hash_differs(canon::Value event, const BundleView& bundle, const Crypto& crypto) {
  const std::optional<canon::Value> integrity = find_path(event, {"payload", "graph_snapshot", "integrity"});
  if (!integrity) {
    return false;
  }
  const std::optional<std::string_view> stated = integrity->find_string("snapshot_sha256");
  const std::optional<canon::Value> detectors = integrity->find("detectors_run");
  const std::optional<canon::Value> findings = integrity->find("findings");
  if (!stated || !detectors || !detectors->is_array() || !findings || !findings->is_array()) {
    return false;
  }
  const std::array<std::string_view, 5> lists = {"{\"payload\":{\"detectors\":", bundle.canonical(*detectors),
                                                 ",\"findings\":", bundle.canonical(*findings), "}}"};
  return *stated != to_hex(crypto::sha256(crypto, lists));
}

}  // namespace

std::vector<Warning> check_newest_snapshot(const BundleView& bundle, canon::Value event, const Sha256Digest& id,
                                           const Crypto& crypto) {
  std::vector<Warning> warnings;
  if (title_differs(event, bundle, crypto)) {
    warnings.push_back(make_warning(WarningCode::title_differs,
                                    "its title in lower case does not have the record's title_canon_sha256", id));
  }
  if (hash_differs(event, bundle, crypto)) {
    warnings.push_back(make_warning(WarningCode::snapshot_hash_differs,
                                    "its integrity.snapshot_sha256 is not the hash of detectors_run and findings", id));
  }
  return warnings;
}

}  // namespace pith::engine
