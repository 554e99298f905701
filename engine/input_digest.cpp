// SPEC 9.6: one hash over all that a state depends on. Two mirrors whose states differ learn from it whether
// they were given different things or merge differently.

#include <algorithm>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "canon/write.h"
#include "crypto/sha256.h"
#include "engine/aliases.h"
#include "engine/event_id.h"
#include "engine/event_set_data.h"
#include "pith/event_set.h"

namespace pith {
namespace {

class InputWriter {
 public:
  explicit InputWriter(const Crypto& crypto) : stream_(crypto) {}

  void put(std::string_view bytes) { stream_.update(bytes); }
  void put_string(std::string_view text) {
    scratch_.clear();
    canon::append_string(scratch_, text);
    put(scratch_);
  }
  void put_or_null(const std::optional<std::string>& text) {
    if (text) {
      put_string(*text);
    } else {
      put("null");
    }
  }
  Sha256Digest finish() { return stream_.finish(); }

 private:
  crypto::Sha256Stream stream_;
  std::string scratch_;
};

void put_aliases(InputWriter& out, std::span<const Alias> aliases) {
  out.put("[");
  std::string_view separator;
  for (const Alias& alias : engine::unite_aliases(aliases).aliases) {
    out.put(separator);
    separator = ",";
    out.put("{\"alias_kind\":");
    out.put_string(alias.kind);
    out.put(",\"alias_value\":");
    out.put_string(alias.value);
    out.put(",\"created_at\":");
    out.put_string(alias.created_at);
    out.put("}");
  }
  out.put("]");
}

void put_events(InputWriter& out, const engine::EventSetData& set) {
  std::vector<std::uint32_t> numbers(set.entries.size());
  std::iota(numbers.begin(), numbers.end(), 0U);
  std::erase_if(numbers, [&](std::uint32_t number) { return !set.entries[number].is_event(); });
  std::sort(numbers.begin(), numbers.end(),
            [&](std::uint32_t left, std::uint32_t right) { return set.digests[left] < set.digests[right]; });
  out.put("{");
  std::string_view separator;
  for (const std::uint32_t number : numbers) {
    out.put(separator);
    separator = ",";
    out.put_string(engine::event_id(set.digests[number]));
    out.put(":");
    const engine::EventSetData::Entry& entry = set.entries[number];
    out.put_string(entry.authentic ? "authentic" : name(*entry.reason));
  }
  out.put("}");
}

void put_keys(InputWriter& out, const Keyring& keyring) {
  out.put("[");
  std::string_view separator;
  for (const KeyInfo& key : keyring.keys()) {
    out.put(separator);
    separator = ",";
    out.put("[");
    out.put_string(key.key_id);
    out.put(",");
    out.put_string(key.fingerprint);
    for (const std::optional<std::string>* field : {&key.signer_id, &key.signer_type, &key.rotates_at}) {
      out.put(",");
      out.put_or_null(*field);
    }
    out.put("]");
  }
  out.put("]");
}

}  // namespace

Sha256Digest EventSet::input_sha256(std::span<const Alias> aliases) const {
  InputWriter out(keyring().crypto());
  out.put("{\"aliases\":");
  put_aliases(out, aliases);
  out.put(",\"events\":");
  put_events(out, *data_);
  out.put(",\"keys\":");
  put_keys(out, keyring());
  out.put(",\"subject\":");
  out.put_string(subject());
  out.put("}");
  return out.finish();
}

}  // namespace pith
