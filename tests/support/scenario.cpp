#include "tests/support/scenario.h"

#include <algorithm>

namespace pith::tests {
namespace {

class ScenarioMaker {
 public:
  ScenarioMaker(const World& world, Chance& chance) : world_(world), chance_(chance) {
    signers_ = {&world.alice, &world.alice, &world.alice_again, &world.bob, &world.carol, &world.registry};
  }

  Scenario make() {
    const std::size_t count = 3 + chance_.below(10);
    for (std::size_t i = 0; i < count; ++i) {
      add_event();
    }
    return std::move(scenario_);
  }

 private:
  Sha256Digest some_link() {
    if (digests_.empty() || chance_.percent(8)) {
      return crypto().sha256(std::to_string(chance_.below(3)));  // nobody's
    }
    return chance_.pick(digests_);
  }

  void link(Draft& draft) {
    if (chance_.percent(35)) {
      draft.prev(some_link());
    }
    std::vector<Sha256Digest> superseded;
    while (chance_.percent(40)) {
      const Sha256Digest digest = some_link();
      if (std::find(superseded.begin(), superseded.end(), digest) == superseded.end()) {
        superseded.push_back(digest);
      }
    }
    draft.supersedes(superseded);
  }

  Draft draft_event() {
    const std::vector<std::string> times = {"2026-07-01T00:00:00Z", "2026-07-01T00:00:00.0Z", "2026-07-02T00:00:00Z",
                                            "2026-07-03T00:00:00.000000001Z"};
    const std::vector<std::string> texts = {"", "plain", "\"\\\n", "\uFB33", "\U0001F600", std::string("\0", 1)};
    const Signer& signer = *chance_.pick(signers_);
    if (&signer == &world_.registry && chance_.percent(50)) {
      Draft draft = world_.record_created().at(chance_.pick(times));
      if (chance_.percent(25)) {
        draft.payload(
            world_.record.payload_with_receipt(chance_.percent(50) ? std::optional<std::string>("{}") : std::nullopt));
      }
      return draft;
    }
    const std::vector<std::string> types = {"graph_snapshot", "correction", "pith.integrity.v1"};
    return Draft(signer, world_.record.pith_number)
        .type(chance_.pick(types))
        .target(chance_.pick(std::vector<std::string>{"graph", "\U0001F600"}))
        .at(chance_.pick(times))
        .payload("{" + quote(chance_.pick(texts)) + ":[1.5," + std::to_string(chance_.below(3)) + "]}");
  }

  /// A copy or a change of an event that nobody trusted signed.
  std::string spoil(Draft draft) {
    switch (chance_.below(6)) {
      case 0:
        return draft.set_envelope("content_sha256", "null").json();
      case 1:
        return draft.set_envelope("event_id", "null").json();
      case 2:
        return draft.set_signature("signature_b64", quote("AAAA")).json();
      case 3:
        return draft.set_signer("key_id", quote("nobody")).json();
      case 4:
        return draft.set("schema_version", quote("9")).json();
      default:
        return draft.set("target", "").json();
    }
  }

  void add_event() {
    Draft draft = draft_event();
    link(draft);
    if (chance_.percent(15)) {
      scenario_.unauthentic.push_back(spoil(draft));
      return;
    }
    digests_.push_back(draft.digest());
    scenario_.authentic.push_back(draft.json());
    if (chance_.percent(20)) {
      scenario_.unauthentic.push_back(spoil(draft));
    }
  }

  const World& world_;
  Chance& chance_;
  std::vector<const Signer*> signers_;
  std::vector<Sha256Digest> digests_;
  Scenario scenario_;
};

}  // namespace

std::vector<std::string> Scenario::all() const {
  std::vector<std::string> events = authentic;
  events.insert(events.end(), unauthentic.begin(), unauthentic.end());
  return events;
}

Scenario make_scenario(const World& world, Chance& chance) {
  return ScenarioMaker(world, chance).make();
}

}  // namespace pith::tests
