#include "tests/support/scenario.h"

#include <algorithm>
#include <optional>

#include "tests/support/faults.h"
#include "tests/support/odd_json.h"
#include "tests/support/respell.h"

namespace pith::tests {
namespace {

class ScenarioMaker {
 public:
  ScenarioMaker(const World& world, Chance& chance) : world_(world), chance_(chance) {
    signers_ = {&world.alice,      &world.alice,   &world.alice,    &world.alice_again,    &world.alice_twin,
                &world.bob,        &world.bob,     &world.bob,      &world.carol,          &world.carol,
                &world.carol_twin, &world.typed,   &world.rotated,  &world.rotated_next,   &world.registry,
                &world.registry,   &world.retired, &world.registry, &world.other_registry, &world.other_registry};
  }

  Scenario make(std::size_t motifs) {
    for (std::size_t i = 0; i < motifs; ++i) {
      add_motif();
    }
    scenario_.aliases = some_aliases(chance_);
    return std::move(scenario_);
  }

 private:
  using Digests = std::vector<Sha256Digest>;

  void add_motif() {
    switch (chance_.below(10)) {
      case 0:
      case 1:
        add(linked(sound()));
        break;
      case 2:
      case 3:
        add_fork();
        break;
      case 4:
        add_chain();
        break;
      case 5:
        add_cascade();
        break;
      case 6:
        add_foreign_link();
        break;
      case 7:
        add_records();
        break;
      default:
        for (std::size_t count = 2 + chance_.below(4); count > 0; --count) {
          add_faulty();
        }
    }
  }

  Sha256Digest nobodys() { return crypto().sha256(std::to_string(chance_.below(3))); }

  Sha256Digest some_link() { return digests_.empty() || chance_.percent(8) ? nobodys() : chance_.pick(digests_); }

  Digests some_links(std::size_t hundredths) {
    Digests links;
    while (chance_.percent(hundredths)) {
      const Sha256Digest digest = some_link();
      if (std::find(links.begin(), links.end(), digest) == links.end()) {
        links.push_back(digest);
      }
    }
    return links;
  }

  Draft linked(Draft draft) {
    if (chance_.percent(30)) {
      draft.prev(some_link());
    }
    return draft.supersedes(some_links(40));
  }

  /// Names that a careless reader takes for something else, cuts off or leaves out.
  std::string odd_name() {
    static const std::vector<std::string> names = {
        "",         std::string(1, '\0'), "__proto__", "constructor", std::string("event_id\0", 9),
        "toString", "\xEF\xBB\xBF",       "length"};
    return chance_.pick(names);
  }

  /// A payload that no other event has, so that answers differ.
  std::string some_payload() {
    std::string odd = chance_.percent(50) ? odd_object(chance_, 3) : "null";
    if (chance_.percent(10)) {
      odd = write_object({{odd_name(), odd}});
    }
    return "{\"\xF0\x9F\x98\x80\":1,\"\uFB33\":" + odd + ",\"number\":" + std::to_string(++payloads_) + "}";
  }

  Draft sound_by(const Signer& signer) {
    static const std::vector<std::string> common = {"graph_snapshot", "correction", "pith.integrity.v1"};
    static const std::vector<std::string> rare = {
        "author_attestation", "timestamp_anchor", "storage_attestation", "citation_signature",
        "replication_record", "mirror_hint",      "graph_snapshots",     "",
        "\"\uFB33\n",         "\U0001F600"};
    static const std::vector<std::string> targets = {"", "graph", "\uFB33", "\U0001F600", "\"", "!"};
    Draft draft(signer, world_.record.pith_number);
    const bool is_common = chance_.percent(80);
    draft.type(chance_.pick(is_common ? common : rare));
    const bool is_usual_target = chance_.percent(65);
    draft.target(is_usual_target ? "graph" : chance_.pick(targets));
    draft.at(some_instant(chance_));
    draft.payload(some_payload());
    if (chance_.percent(10)) {
      draft.set("extra", odd_json(chance_, 2));
    }
    if (chance_.percent(10)) {
      draft.set_signer("nickname", odd_json(chance_, 2));
    }
    if (chance_.percent(10)) {  // one draw in one statement, because compilers evaluate arguments in different orders
      const std::string name = odd_name();
      chance_.percent(50) ? draft.set(name, odd_json(chance_, 2)) : draft.set_signer(name, odd_json(chance_, 2));
    }
    if (&signer == &world_.bob && chance_.percent(20)) {
      draft.set_signer("signer_type", quote("editor"));  // his key is bound to no type
    }
    return draft;
  }

  Draft sound() { return sound_by(*chance_.pick(signers_)); }

  /// Several answers in one position. Sometimes one names another, and sometimes all but one are superseded again.
  void add_fork() {
    const Draft first = fork_ && chance_.percent(40) ? *fork_ : sound();  // sometimes the last fork's class once more
    fork_ = first;
    const Signer* const other_key = chance_.percent(50) ? other_key_of(first.signer()) : nullptr;
    const std::size_t shape = chance_.below(4);
    const Sha256Digest position = some_link();
    const Digests positions = {position, nobodys()};
    Digests answers;
    for (std::size_t count = 2 + chance_.below(2); count > 0; --count) {
      Draft answer = other_key != nullptr && chance_.percent(50) ? by_key(*other_key, first) : first;
      answer.at(some_instant(chance_)).payload(some_payload());
      if (shape == 1 || shape == 3) {
        answer.prev(position);
      }
      if (shape == 2) {
        answer.supersedes(positions[0] == positions[1] || chance_.percent(50) ? Digests{position} : positions);
      } else if (shape == 3 || (!answers.empty() && chance_.percent(15))) {
        answer.supersedes(answers.empty() ? Digests{nobodys()} : Digests{answers.back()});
      }
      add(answer);
      answers.push_back(answer.digest());
    }
    if (chance_.percent(50)) {
      if (chance_.percent(70)) {
        answers.pop_back();
      }
      add(sound_by(first.signer()).supersedes(answers));
    }
  }

  /// Another key of the same principal; null if there is none.
  const Signer* other_key_of(const Signer& signer) {
    const World& w = world_;
    for (const std::vector<const Signer*>& keys : {std::vector<const Signer*>{&w.alice, &w.alice_again, &w.alice_twin},
                                                   {&w.carol, &w.carol_twin},
                                                   {&w.rotated, &w.rotated_next},
                                                   {&w.registry, &w.other_registry}}) {
      if (std::find(keys.begin(), keys.end(), &signer) != keys.end()) {
        return chance_.pick(keys);
      }
    }
    return nullptr;
  }

  Draft by_key(const Signer& signer, const Draft& draft) {
    return Draft(signer, world_.record.pith_number)
        .set("event_type", draft.member("event_type"))
        .set("target", draft.member("target"));
  }

  /// Each event follows the one before, whatever its time.
  void add_chain() {
    Draft draft = linked(sound());
    for (std::size_t count = 2 + chance_.below(3); count > 0; --count) {
      add(draft);
      const Sha256Digest last = draft.digest();
      draft = chance_.percent(50) ? sound_by(draft.signer()) : sound();
      draft.prev(last);
      if (chance_.percent(30)) {
        draft.supersedes({last});
      }
    }
  }

  /// An event that has no effect, and events that follow it.
  void add_cascade() {
    Draft draft = sound();
    switch (chance_.below(3)) {
      case 0:
        add(draft.prev(nobodys()));
        break;
      case 1:
        draft = world_.record_created().payload(world_.record.payload_with_receipt("{}"));
        draft.at(some_instant(chance_)).set("number", std::to_string(++payloads_));
        add(draft, "bad_receipt");
        break;
      default:
        draft = with_faulty_content(world_, draft, chance_).draft;
        scenario_.unauthentic.push_back(draft.json());
    }
    for (std::size_t count = 1 + chance_.below(2); count > 0; --count) {
      const Sha256Digest last = draft.digest();
      draft = sound().prev(last);
      add(draft);
    }
    if (chance_.percent(50)) {
      add(sound().supersedes({draft.digest()}));
    }
  }

  void add_foreign_link() {
    const Draft theirs = linked(sound());
    add(theirs);
    add(sound().supersedes({theirs.digest()}));
  }

  /// One record_created, or several of one instant in different spellings.
  void add_records() {
    static const std::vector<std::string> spellings = {"2026-07-01T00:00:00Z", "2026-07-01T00:00:00.0Z",
                                                       "2026-07-01T00:00:00.000000000Z"};
    const bool are_several = chance_.percent(30);
    for (std::size_t count = are_several ? 2 + chance_.below(2) : 1; count > 0; --count) {
      add_record(are_several ? chance_.pick(spellings) : some_instant(chance_));
    }
  }

  void add_record(const std::string& time) {
    const World& w = world_;
    const Signer& signer = chance_.percent(70) ? w.registry : w.other_registry;
    Draft draft = linked(Draft(signer, w.record.pith_number).type("record_created").target("record"));
    draft.at(time).set("number", std::to_string(++payloads_));
    Members receipt = w.record.receipt(chance_.percent(50) ? w.registry : w.other_registry);
    if (chance_.percent(50)) {
      const std::optional<std::string> sound_receipt = write_object(receipt);
      add(draft.payload(w.record.payload_with_receipt(chance_.percent(70) ? sound_receipt : std::nullopt)));
      return;
    }
    static const std::vector<std::string> members = {"signature_status", "algorithm", "signed_message",
                                                     "canonical_sha256", "key_id",    "public_key_fingerprint"};
    if (chance_.percent(75)) {
      const std::string value = chance_.percent(50) ? "null" : quote("other");
      receipt[chance_.pick(members)] = value;
    } else if (chance_.percent(50)) {
      receipt = w.record.receipt(chance_.percent(50) ? w.alice : w.stranger);
    } else {
      receipt["signature_b64"] = quote(w.registry.sign(crypto().sha256("other")));
    }
    const bool is_object = chance_.percent(80);
    draft.payload(w.record.payload_with_receipt(is_object ? write_object(receipt) : "null"));
    add(draft, "bad_receipt");
  }

  void add_faulty() {
    if (chance_.percent(60)) {
      // Few signers can have the first two of these reasons, which would be rare otherwise.
      const std::string reason = chance_.pick(std::vector<std::string>{"key_expired", "record_mismatch", "", "", ""});
      const Signer& signer = reason == "key_expired"       ? *chance_.pick(world_.rotating())
                             : reason == "record_mismatch" ? world_.other_registry
                                                           : *chance_.pick(signers_);
      const Faulty faulty = with_faulty_content(world_, sound_by(signer), chance_, reason);
      scenario_.planted[faulty.draft.digest()] = faulty.reason;
      digests_.push_back(faulty.draft.digest());
      for (std::size_t copies = 1 + chance_.below(2); copies > 0; --copies) {
        scenario_.unauthentic.push_back(respelled(faulty.draft));
      }
      return;
    }
    const Draft draft = linked(sound());
    digests_.push_back(draft.digest());
    std::string& reason = scenario_.planted[draft.digest()];
    for (std::size_t copies = 1 + chance_.below(3); copies > 0; --copies) {
      const Faulty faulty = with_faulty_envelope(world_, draft, chance_);
      scenario_.unauthentic.push_back(faulty.draft.json());
      reason = furthest(reason, faulty.reason);
    }
  }

  /// SPEC 4.6: the reason of the copy that came further.
  static std::string furthest(const std::string& left, const std::string& right) {
    for (const char* const reason : {"bad_signature", "event_id_mismatch"}) {
      if (left == reason || right == reason) {
        return reason;
      }
    }
    return "content_hash_mismatch";
  }

  std::string respelled(Draft draft) {
    draft.set_signature("signed_at", odd_json(chance_, 2));  // SPEC 4.2: anything
    while (chance_.percent(20)) {                            // SPEC 4.6: within the bounds
      const std::string name = odd_name();
      const std::string deep = std::string(14, '[') + odd_json(chance_, 1) + std::string(14, ']');
      draft.set_signature(name, chance_.percent(50) ? deep : odd_json(chance_, 2));
    }
    return chance_.percent(50) ? respell(draft.json(), chance_) : draft.json();
  }

  void add(const Draft& draft, const std::string& reason = "-") {
    scenario_.planted[draft.digest()] = reason;
    digests_.push_back(draft.digest());
    scenario_.authentic.push_back(draft.json());
    while (chance_.percent(15)) {
      scenario_.authentic.push_back(respelled(draft));
    }
    while (chance_.percent(15)) {
      scenario_.unauthentic.push_back(with_faulty_envelope(world_, draft, chance_).draft.json());
    }
  }

  const World& world_;
  Chance& chance_;
  std::vector<const Signer*> signers_;
  Digests digests_;
  std::optional<Draft> fork_;  // the first answer of the last fork
  std::size_t payloads_ = 0;
  Scenario scenario_;
};

}  // namespace

std::vector<std::string> Scenario::all() const {
  std::vector<std::string> events = authentic;
  events.insert(events.end(), unauthentic.begin(), unauthentic.end());
  return events;
}

std::string some_instant(Chance& chance) {
  static const std::vector<std::string> instants = {
      "2026-07-01T00:00:00Z",           "2026-07-01T00:00:00.0Z",         "2026-07-01T00:00:00.000000000Z",
      "2026-07-01T00:00:00.000000001Z", "2026-06-30T23:59:59.999999999Z", "2026-07-02T00:00:00Z",
      "2026-07-04T23:59:59.99Z",        "2024-02-29T00:00:00Z",           "0001-01-01T00:00:00Z"};
  return chance.pick(instants);
}

std::vector<Alias> some_aliases(Chance& chance) {
  static const std::vector<std::string> kinds = {"arxiv", "\uFB33", "\U0001F600"};
  static const std::vector<std::string> values = {"1", "", "\"\n"};
  std::vector<Alias> aliases;
  while (chance.percent(85)) {
    const bool has_instant = chance.percent(90);
    const std::string& kind = chance.pick(kinds);
    const std::string& value = chance.pick(values);
    aliases.push_back({kind, value, has_instant ? some_instant(chance) : "2026-02-30"});
  }
  return aliases;
}

Scenario make_scenario(const World& world, Chance& chance, std::size_t motifs) {
  return ScenarioMaker(world, chance).make(motifs);
}

}  // namespace pith::tests
