#include "tests/network/history.h"

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "pith/canonical.h"
#include "pith/merge.h"
#include "tests/network/second_signature.h"

namespace pith::tests::network {
namespace {

constexpr std::uint8_t first_author_seed = 42;
constexpr std::uint8_t nonce_seed = 77;
constexpr std::ptrdiff_t unknown_author_count = 4;  // to mirrors without some keys

std::string canonical(const std::string& json) {
  return *canonical_json(json);
}

/// The instant changes with every call of one history, so that no two events are equal.
std::string instant(std::size_t count) {
  return "2026-07-05T02:" + std::to_string(10 + count / 50) + ":" + std::to_string(10 + count % 50) + "Z";
}

}  // namespace

People::People() : keyring(crypto()), small_keyring(crypto()) {
  std::vector<std::string> entries = {registry.key_entry("registry.test", "pith_registry")};
  for (std::size_t i = 0; i < author_count; ++i) {
    const std::string name = "author-" + std::to_string(i);
    authors.emplace_back(static_cast<std::uint8_t>(first_author_seed + i), name + "-key", name, "author");
    entries.push_back(authors.back().key_entry(name, "author"));
  }
  const bool are_added = static_cast<bool>(keyring.add(write_array(entries)));
  entries.erase(entries.begin() + 1, entries.begin() + 1 + unknown_author_count);
  if (!are_added || !small_keyring.add(write_array(entries))) {
    throw std::runtime_error("the test's keys are refused");
  }
}

History::History(const People& people, std::uint64_t seed)
    : record("2104." + std::to_string(10'000 + seed)),
      suffix(record.pith_number.substr(record.pith_number.size() - 26)) {
  Chance chance(seed);
  add(Draft(people.registry, record.pith_number)
          .type("record_created")
          .target("record")
          .payload(record.payload(people.registry)),
      author_count, {});
  add_bundle(people, "2026-07-05T04:00:00Z", R"([{"name":"old"}])");
  for (std::size_t author = 0; author < author_count; ++author) {
    if (author == 0 || chance.percent(60)) {
      add_answers(people, author, chance);
    }
    if (author == 1) {
      add_bundle(people, "2026-07-06T04:00:00Z", R"([{"name":"old"}])");
      if (chance.percent(40)) {  // the registry withdraws the record; events still come
        add(Draft(people.registry, record.pith_number)
                .type("correction")
                .target("record")
                .payload(R"({"why":"withdrawn"})")
                .supersedes({events.front().id}),
            author_count, {});
      }
    }
  }
  add_bundle(people, "2026-07-06T04:00:00Z", R"([{"name":"old"}])");
  add_bundle(people, "2026-07-07T04:00:00Z", R"([{"name":"old"}])");  // signed again, and it claims the same
  add_bundle(people, "2026-07-08T04:00:00Z", R"([{"name":"new"}])");  // of the same events
  add_junk(people, chance);
}

std::string History::in_bundle(const std::string& event) const {
  return canonical(write_object({{"bundle_type", quote("pith_open_graph_bundle")},
                                 {"pith_number", quote(record.pith_number)},
                                 {"events", "[" + event + "]"}}));
}

std::size_t History::add(Draft draft, std::size_t author, std::vector<std::size_t> needed) {
  const std::size_t event = events.size();
  draft.at(instant(event));
  needed.push_back(event);
  events.push_back({draft.digest(), author, std::move(needed), {}});
  std::vector<std::string> signatures = {draft.signer().sign(draft.digest())};
  if (author < author_count && event % 3 == 1) {
    const auto key_seed = static_cast<std::uint8_t>(first_author_seed + author);
    signatures.push_back(second_signature(key_seed, nonce_seed, draft.digest()));
  }
  for (const std::string& signature : signatures) {
    events.back().variants.push_back(variants.size());
    Draft plain = draft;
    const std::string plain_json = canonical(plain.set_signature("signed_at", "").json(signature));
    const std::string full_json = canonical(draft.json(signature));
    variants.push_back({event, plain_json, full_json, in_bundle(plain_json), in_bundle(full_json)});
  }
  return event;
}

/// A few events of one author: an answer, often another one at the same position, what follows, and a resolution.
void History::add_answers(const People& people, std::size_t author, Chance& chance) {
  const Signer& signer = people.authors[author];
  const auto draft = [&](const char* text) {
    return Draft(signer, record.pith_number)
        .type("author_attestation")
        .payload(std::string("{\"says\":\"") + text + "\"}");
  };
  // Signers may add members (SPEC 4.1), and nothing that reads an event may take it for something else.
  Draft odd = draft("yes");
  if (author == 0) {
    odd.set("bundle_type", quote("x"));
  } else if (chance.percent(50)) {
    odd.set("bundle_type", quote("pith_open_graph_bundle"))
        .set("pith_number", quote(record.pith_number))
        .set("events", "[]");
  }
  const std::size_t first = add(std::move(odd), author, {});
  std::size_t last = first;
  if (chance.percent(50)) {
    last = add(draft("and").prev(events[first].id), author, events[first].needed);
  }
  if (author == 0 || chance.percent(50)) {
    Draft other = draft("no");
    if (last != first) {
      other.prev(events[first].id);
    }
    const std::size_t sibling =
        add(std::move(other), author, last == first ? std::vector<std::size_t>() : events[first].needed);
    forks.push_back({last, sibling});
    if (chance.percent(40)) {
      add(draft("resolved").supersedes({events[last].id, events[sibling].id}), author, {});
    }
  }
}

void History::add_bundle(const People& people, std::string_view built_at, const std::string& mirror_hints) {
  std::vector<std::string_view> inputs;
  for (const HistoryEvent& event : events) {
    inputs.push_back(variants[event.variants.front()].full_bundle_json);
  }
  UnionOptions options;
  options.built_at = built_at;
  const std::string key = people.registry.key_entry("registry.test", "pith_registry");
  options.signing_key = key;
  const Result<UnionBundle> united = unite_bundles(inputs, people.keyring, options);
  std::string document = united->document;
  document.insert(1, "\"mirror_hints\":" + mirror_hints + ",");
  const std::string signature = people.registry.sign(*bundle_digest(document, crypto()));
  const auto sign = [&](std::string_view signed_at) {
    return *add_bundle_signature(
        document, {people.registry.key_id, people.registry.fingerprint(), signature, signed_at}, crypto());
  };
  const std::string text = sign(built_at);
  if (!Bundle::parse(text)->verify(people.keyring).ok) {
    throw std::runtime_error("the test's bundle does not hold");
  }
  bundles.push_back(text);
  plain_bundles.push_back(sign(""));
}

void History::add_junk(const People& people, Chance& chance) {
  const auto foreign = [&](const Signer& signer) { return Draft(signer, record.pith_number); };
  junk = {
      "{\"bundle_type\":\"pith_open_graph_bundle\",\"pith_number\":\"../../etc\",\"events\":[]}", "{\"event_type\":",
      "[1,{},\"text\",{\"event_type\":\"x\",\"subject_pith_number\":\"pith:../../../../:AAAAAAAAAAAAAAAAAAAAAAAAAA\"}]",
      foreign(people.stranger).json(),
      foreign(people.stranger).payload("{\"much\":" + quote(std::string(600 + chance.below(1500), 'x')) + "}").json()};
  for (std::string bundle : bundles) {  // as the registry signed them, with more in the signature, which nobody signs
    bundle.insert(bundle.find("\"bundle_signature\":{") + 20,
                  "\"aaa\":" + quote("visit us" + std::to_string(chance.below(9))) + ",");
    junk.push_back(bundle);
  }
  for (std::size_t i = 0; i < 3; ++i) {
    // Copies that have the right content and nothing else: nobody may believe that they are the event.
    const std::string& sound = chance.pick(variants).full_json;
    std::string bad = sound;
    const std::size_t signature = bad.find("\"signature_b64\":\"") + 17;
    bad[signature + chance.below(80)] = '.';
    junk.push_back(bad);
    // The same, in a bundle that nobody signed. Its envelope is filled with what nobody signs.
    std::string filled = sound;
    filled.insert(filled.find("\"signature\":{") + 13, "\"aaa\":" + quote(std::string(chance.below(900), 'y')) + ",");
    junk.push_back(write_object({{"bundle_type", quote("pith_open_graph_bundle")},
                                 {"pith_number", quote(record.pith_number)},
                                 {"events", write_array({filled, bad, "17", "{\"made\":\"up\"}"})}}));
    // In an author's name.
    Draft forged = foreign(people.authors[chance.below(author_count)]);
    forged.payload("{\"forged\":" + std::to_string(i) + "}");
    junk.push_back(forged.json(people.stranger.sign(forged.digest())));
  }
}

}  // namespace pith::tests::network
