#include "tests/support/forgery.h"

#include "tests/support/odd_json.h"
#include "tests/support/reference_event.h"

namespace pith::tests {
namespace {

using reference::Json;

const std::vector<std::string> envelope_members = {"signature", "content_sha256", "event_id"};

Json content_of(Json event) {
  for (const std::string& member : envelope_members) {
    event.members.erase(member);
  }
  return event;
}

/// Sets `content_sha256` and `event_id` to what the content gives. Anybody can compute these.
void hash_again(Json& event) {
  const std::string digest = reference::hex(reference::sha256(reference::write(content_of(event))));
  event.members["content_sha256"] = reference::string_json(digest);
  event.members["event_id"] = reference::string_json("sha256:" + digest);
}

/// The event with the envelope of another one, half of the time with a hash that fits.
std::string transplanted(Json event, const Json& donor, Chance& chance) {
  for (const std::string& member : envelope_members) {
    if (const Json* const other = donor.find(member)) {
      event.members[member] = *other;
    }
  }
  if (chance.percent(50)) {
    hash_again(event);
  }
  return reference::write(event);
}

std::string changed(Json event, Chance& chance) {
  static const std::vector<std::string> members = {"event_type", "target",     "created_at", "payload",
                                                   "supersedes", "prev_event", "signer",     "extra"};
  const std::string before = reference::write(content_of(event));
  event.members[chance.pick(members)] = *reference::read(odd_json(chance, 2));
  hash_again(event);
  return reference::write(content_of(event)) == before ? odd_json(chance, 3) : reference::write(event);
}

std::string without_envelope(Json event, Chance& chance) {
  event.members.erase(chance.pick(envelope_members));
  return reference::write(event);
}

/// An event by the stranger, in their own name or in another's, that links to an event that they saw.
std::string strangers(const World& world, const Json& seen, Chance& chance) {
  static const std::vector<std::string> types = {"graph_snapshot", "correction", "record_created"};
  const bool has_id = seen.find("event_id") != nullptr && seen.find("event_id")->is_string();
  const std::string id = has_id ? reference::write(*seen.find("event_id")) : "null";
  Draft draft(world.stranger, world.record.pith_number);
  draft.type(chance.pick(types)).target("graph").payload(odd_object(chance, 2));
  if (chance.percent(50)) {
    draft.set("prev_event", id);
  }
  if (chance.percent(50) && has_id) {
    draft.set("supersedes", write_array({id}));
  }
  if (chance.percent(60)) {
    const Signer& victim = chance.percent(50) ? world.alice : world.registry;
    draft.set_signer("signer_id", quote(victim.signer_id)).set_signer("signer_type", quote(victim.signer_type));
    if (chance.percent(70)) {
      for (const auto& [member, text] : {std::pair<std::string, std::string>("key_id", victim.key_id),
                                         {"public_key_fingerprint", victim.fingerprint()}}) {
        draft.set_signer(member, quote(text)).set_signature(member, quote(text));
      }
    }
  }
  return draft.json();
}

}  // namespace

std::string forge(const World& world, const std::vector<std::string>& events, Chance& chance) {
  const Json event = *reference::read(chance.pick(events));
  const Json donor = *reference::read(chance.pick(events));
  switch (chance.below(6)) {
    case 0:
      return reference::write(content_of(donor)) == reference::write(content_of(event))
                 ? odd_json(chance, 3)
                 : transplanted(event, donor, chance);
    case 1:
      return changed(event, chance);
    case 2:
      return without_envelope(event, chance);
    case 3:
      return odd_json(chance, 3);
    default:
      return strangers(world, event, chance);
  }
}

std::size_t content_bits(const std::string& event) {
  return reference::write(content_of(*reference::read(event))).size() * 8;
}

std::optional<std::string> with_flipped_bit(const std::string& event, std::size_t bit, bool is_hashed_again) {
  const Json whole = *reference::read(event);
  const std::string content = reference::write(content_of(whole));
  std::string flipped = content;
  flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
  const std::optional<Json> read_again = reference::read(flipped);
  if (!read_again || !read_again->is_object() || reference::write(*read_again) == content) {
    return std::nullopt;
  }
  Json forged = *read_again;
  for (const std::string& member : envelope_members) {
    if (const Json* const old = whole.find(member)) {
      forged.members[member] = *old;
    }
  }
  if (is_hashed_again) {
    hash_again(forged);
  }
  return reference::write(forged);
}

}  // namespace pith::tests
