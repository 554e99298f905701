// SPEC 9.6: one hash over all that a state depends on. Two mirrors whose states differ learn from it whether
// they were given different things or merge differently.

#include <algorithm>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "canon/write.h"
#include "crypto/sha256.h"
#include "engine/events/event_id.h"
#include "engine/events/event_store.h"
#include "engine/keys/key_table.h"
#include "engine/merge/aliases.h"
#include "pith/event_set.h"

namespace pith {
namespace {

/// Writes JSON into a hash; of what stands in a list, the commas too.
class InputWriter {
 public:
  explicit InputWriter(const Crypto& crypto) : stream_(crypto) {}

  void put(std::string_view bytes) { stream_.update(bytes); }
  void put_string(std::string_view text) {
    scratch_.clear();
    canon::append_string(scratch_, text);
    put(scratch_);
  }
  void put_or_null(const std::optional<std::string_view>& text) {
    if (text) {
      put_string(*text);
    } else {
      put("null");
    }
  }
  void put_alias(const Alias& alias) {
    scratch_.clear();
    engine::append_alias(scratch_, alias);
    put(scratch_);
  }
  template <class Items, class Put>
  void put_list(const Items& items, Put put_item) {
    std::string_view separator;
    for (const auto& item : items) {
      put(separator);
      separator = ",";
      put_item(item);
    }
  }
  Sha256Digest finish() { return stream_.finish(); }

 private:
  crypto::Sha256Stream stream_;
  std::string scratch_;
};

/// The numbers of all events, by id.
std::vector<std::uint32_t> sort_events(const engine::EventSetData& set) {
  std::vector<std::uint32_t> numbers(set.entries.size());
  std::iota(numbers.begin(), numbers.end(), 0U);
  std::erase_if(numbers, [&](std::uint32_t number) { return !set.entries[number].is_event(); });
  std::sort(numbers.begin(), numbers.end(),
            [&](std::uint32_t left, std::uint32_t right) { return set.digests[left] < set.digests[right]; });
  return numbers;
}

}  // namespace

Sha256Digest EventSet::input_sha256(std::span<const Alias> aliases) const {
  InputWriter out(keyring().crypto());
  out.put("{\"aliases\":[");
  out.put_list(engine::unite_aliases(aliases).aliases, [&](const Alias* alias) { out.put_alias(*alias); });
  out.put("],\"events\":{");
  out.put_list(sort_events(*data_), [&](std::uint32_t number) {
    const engine::EventSetData::Entry& entry = data_->entries[number];
    out.put("\"");
    out.put(engine::event_id(data_->digests[number]));
    out.put("\":\"");
    out.put(entry.authentic ? "authentic" : name(*entry.reason));
    out.put("\"");
  });
  out.put("},\"keys\":[");
  out.put_list(keyring().table().keys(), [&](const engine::TrustedKey& key) {
    const engine::KeyEntry& entry = key.entry;
    out.put("[");
    out.put_string(entry.key_id);
    out.put(",");
    out.put_string(entry.fingerprint);
    out.put(",");
    out.put_or_null(entry.signer_id);
    out.put(",");
    out.put_or_null(entry.signer_type);
    out.put(",");
    out.put_or_null(entry.rotates_at ? std::optional<std::string_view>(entry.rotates_at->text) : std::nullopt);
    out.put("]");
  });
  out.put("],\"subject\":");
  out.put_string(subject());
  out.put("}");
  return out.finish();
}

}  // namespace pith
