// SPEC 9.6: one hash over everything that a state depends on. Two mirrors whose states differ learn from it whether
// they were given different events, or merge them differently. Its tests are the vectors in tests/vectors/merge.

#include "engine/merge/input_sha256.h"

#include <algorithm>
#include <vector>

#include "canon/json_writer.h"
#include "engine/event_id.h"
#include "engine/keys/write_keys.h"
#include "engine/merge/aliases.h"
#include "engine/merge/hash_sink.h"

namespace pith::engine {
namespace {

using HashWriter = canon::JsonWriter<HashSink>;

/// The numbers of all events, by id.
std::vector<DigestNumber> sort_events(const EventStore& store) {
  std::vector<DigestNumber> numbers;
  for (const DigestNumber number : store.digest_numbers()) {
    if (store.entry(number).is_event()) {
      numbers.push_back(number);
    }
  }
  std::sort(numbers.begin(), numbers.end(),
            [&](DigestNumber left, DigestNumber right) { return store.digest(left) < store.digest(right); });
  return numbers;
}

/// {event id: its reason up to `bad_signature`, or `authentic`}
void write_events(HashWriter& out, const EventStore& store) {
  out.begin_object();
  for (const DigestNumber number : sort_events(store)) {
    const Entry entry = store.entry(number);
    out.key(event_id(store.digest(number)));
    out.string(entry.authentic ? "authentic" : name(*entry.reason));
  }
  out.end_object();
}

}  // namespace

Sha256Digest compute_input_sha256(const RecordEvents& events, std::span<const Alias> aliases) {
  HashSink sink(events.keyring().crypto());
  HashWriter out(sink);
  out.object({
      {"aliases",
       [&] { out.array(unite_aliases(aliases).aliases, [&](const Alias* alias) { write_alias(out, *alias); }); }},
      {"events", [&] { write_events(out, events.store()); }},
      {"keys", [&] { write_keys(out, events.keyring().table()); }},
      {"subject", [&] { out.string(events.subject()); }},
  });
  return sink.stream.finish();
}

}  // namespace pith::engine
