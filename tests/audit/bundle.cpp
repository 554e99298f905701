#include "tests/audit/bundle.h"

#include <algorithm>
#include <array>

#include "canon/encoding.h"
#include "tests/audit/events.h"
#include "tests/audit/paper.h"
#include "tests/support/chance.h"

namespace pith::tests::mirror {
namespace {

constexpr std::string_view built_at = "2026-12-01T00:00:00Z";

struct WayRow {
  std::string_view name;
  std::string_view consequence;
};

/// In the order of Way. A changed record has another hash, and so another number and other short aliases. Events about
/// another number are invalid, which changes the state.
constexpr std::array<WayRow, way_count> ways = {
    {{"record", "canonical_sha256,pith_number,short_pith_number,source_aliases"},
     {"canonical_sha256", "canonical_sha256"},
     {"pith_number", "pith_number,events"},
     {"short_pith_number", "short_pith_number"},
     {"source", "source"},
     {"alias", "source_aliases"},
     {"public_keys", "public_keys"},
     {"receipt", "receipt,events"},
     {"event_signature", "events"},
     {"event_content", "events"},
     {"unknown_key", "events"},
     {"prev_event", "events"},
     {"state", "state"},
     {"state_sha256", "state_sha256"},
     {"merge_version", "merge_version"},
     {"bundle_version", "bundle_version"},
     {"bundle_sha256", "bundle_sha256,bundle_signature"},
     {"bundle_signature", "bundle_signature"},
     {"truncated", "error:syntax"},
     {"not_a_bundle", "error:not_a_bundle"}}};

/// Everything that one bundle is made from.
class Maker {
 public:
  Maker(const Signers& signers, Chance chance, std::uint64_t index, std::optional<Way> way)
      : signers_(signers),
        chance_(chance),
        way_(way),
        paper_(chance_, index),
        record_(paper_, paper_.title),
        day_(120 + chance_.below(60)),
        second_(chance_.below(80000)) {}

  MadeBundle make(bool has_forks) {
    add_record_created();
    if (has_forks) {
      add_forks();
    } else {
      add_one_event();
    }
    return finish(has_forks);
  }

 private:
  bool is(Way way) const { return way_ == way; }

  std::string at(std::size_t days_later) const { return instant(day_ + days_later, second_); }

  const Event& add(EventPlan plan, Damage damage = Damage::none) {
    events_.push_back(sign(std::move(plan), record_.pith_number, damage));
    return events_.back();
  }

  void add_record_created() {
    const Signer& registry = signers_.registry;
    const std::string signature_b64 = registry.sign(record_.digest);
    const Json receipt =
        object({{"kind", text("pith_receipt")},
                {"key_id", text(registry.key_id)},
                {"algorithm", text("ed25519")},
                {"signed_at", text(at(0))},
                {"signature_b64", text(is(Way::receipt) ? other_signature(signature_b64) : signature_b64)},
                {"signed_message", text("canonical_sha256_bytes")},
                {"builder_version", text("pith-number-builder-2026-05-17-v1")},
                {"receipt_version", text("0.3")},
                {"canonical_sha256", text(to_hex(record_.digest))},
                {"last_reissued_at", text(at(0))},
                {"signature_status", text("signed_v1")},
                {"first_computed_at", text(at(0))},
                {"public_key_fingerprint", text(registry.fingerprint())}});
    const Json payload = object({{"canonical_record", record_.json},
                                 {"canonical_sha256", text(to_hex(record_.digest))},
                                 {"receipt", receipt},
                                 {"source_kind", text("arxiv")},
                                 {"source_id", text(paper_.arxiv_id)},
                                 {"source_version", number(paper_.version)},
                                 {"attestation_state", text("computed")}});
    add({&registry, "record_created", "record", at(0), payload, {}, {}, record_.json});
    if (is(Way::receipt)) {
      events_.back().reason = "bad_receipt";
    }
  }

  EventPlan attestation(const Signer& author, std::size_t days_later, std::size_t size) {
    const std::string statement = words(chance_, size);
    return {&author,
            "author_attestation",
            "record",
            at(days_later),
            object({{"attestation", object({{"role", text("author")}, {"statement", text(statement)}})}}),
            {},
            {}};
  }

  EventPlan snapshot(std::size_t days_later) {
    return {
        &signers_.registry, "graph_snapshot", "graph", at(days_later), graph_snapshot(paper_, record_.source), {}, {}};
  }

  const Signer& some_author() {
    const std::array<const Signer*, 3> authors = {&signers_.alice, &signers_.bob, &signers_.carol};
    return *authors[chance_.below(authors.size())];
  }

  void add_one_event() {
    const bool is_attestation = chance_.percent(20) || is(Way::unknown_key);
    EventPlan plan =
        is_attestation ? attestation(is(Way::unknown_key) ? signers_.stranger : some_author(), 1, 1900) : snapshot(0);
    if (is(Way::prev_event)) {
      plan.prev_event = crypto().sha256(paper_.title);
    }
    const Damage damage = is(Way::event_signature) ? Damage::signature
                          : is(Way::event_content) ? Damage::content
                                                   : Damage::none;
    add(std::move(plan), damage);
    if (is(Way::unknown_key)) {
      events_.back().reason = "unknown_key";
    } else if (is(Way::prev_event)) {
      events_.back().reason = "prev_event_unresolved";
    }
  }

  void add_forks() {
    const std::size_t first_snapshot = events_.size();
    add(snapshot(0));
    const Signer& author = some_author();
    const std::size_t first_answer = events_.size();
    add(attestation(author, 1, 300));
    Fork fork{&author, "author_attestation", "record", events_[first_answer].id, {}, chance_.percent(50)};
    for (std::size_t answer = 0, count = 2 + chance_.below(2); answer < count; ++answer) {
      EventPlan plan = attestation(author, 2 + answer, 300);
      plan.prev_event = fork.position;
      fork.event_ids.push_back(add(std::move(plan)).id);
    }
    if (fork.is_resolved) {
      replace_answers(author, fork, first_answer);
    }
    forks_.push_back(fork);
    if (chance_.percent(30)) {
      add_citations();
    }
    EventPlan newer = snapshot(9);
    newer.prev_event = events_[first_snapshot].id;
    newer.supersedes = {events_[first_snapshot].id};
    events_[first_snapshot].is_live = false;
    add(std::move(newer));
    // Every time is another one, but for the record and its first snapshot, and no event is older than its links.
    std::stable_sort(events_.begin(), events_.end(),
                     [](const Event& a, const Event& b) { return a.plan.created_at < b.plan.created_at; });
  }

  /// A last attestation that supersedes all others.
  void replace_answers(const Signer& author, const Fork& fork, std::size_t first_answer) {
    EventPlan plan = attestation(author, 6, 300);
    plan.prev_event = fork.event_ids.front();
    plan.supersedes = fork.event_ids;
    plan.supersedes.push_back(events_[first_answer].id);
    for (std::size_t i = first_answer; i < events_.size(); ++i) {
      events_[i].is_live = false;
    }
    add(std::move(plan));
  }

  /// Two citations of one target that follow nothing.
  void add_citations() {
    const Signer& author = some_author();
    Fork fork{&author, "citation_signature", "arxiv:1802.06058", {}, {}, false};
    for (const std::size_t day : {7U, 8U}) {
      const Json payload = object({{"cites", text(fork.target)}, {"context", text(words(chance_, 200))}});
      fork.event_ids.push_back(add({&author, fork.type, fork.target, at(day), payload, {}, {}}).id);
    }
    forks_.push_back(fork);
  }

  /// SPEC 6.5: as the state shows them. If `is_repeated`, one of them is there a second time, with a later time.
  Json aliases(bool is_rich, bool is_repeated) {
    const auto alias = [](std::string_view kind, std::string_view value, std::string_view created_at) {
      return object({{"alias_kind", text(kind)}, {"alias_value", text(value)}, {"created_at", text(created_at)}});
    };
    const std::string doi = "10.48550/arxiv." + paper_.arxiv_id;
    std::vector<Json> items = {alias("arxiv", paper_.arxiv_id, at(0)),
                               alias("arxiv_version", paper_.arxiv_id + "v" + std::to_string(paper_.version), at(0)),
                               alias("doi", is(Way::alias) ? doi + ".wrong" : doi, at(0))};
    if (is_rich) {
      items.push_back(alias("openalex", "W" + record_.suffix, at(3)));
    }
    for (const std::size_t size : {12U, 16U, 8U}) {
      items.push_back(alias("pith_short_" + std::to_string(size), record_.suffix.substr(0, size), at(1)));
    }
    if (is_repeated) {
      items.insert(items.begin(), alias("doi", doi, at(5)));
    }
    return array(items);
  }

  Json public_key(const Signer& signer) const {
    std::array<std::uint8_t, 32> bytes;
    canon::decode_base64(signer.public_key_b64(), bytes);
    const Sha256Digest digest =
        crypto().sha256(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    return object({{"key_id", text(signer.key_id)},
                   {"algorithm", text("ed25519")},
                   {"format", text("raw")},
                   {"public_key_b64", text(signer.public_key_b64())},
                   {"public_key_hex", text(canon::encode_hex(bytes))},
                   {"fingerprint_sha256_b32_first128bits", text(canon::encode_base32(digest.bytes).substr(0, 26))},
                   {"fingerprint_sha256_hex", text(is(Way::public_keys) ? std::string(32, '0') : signer.fingerprint())},
                   {"rotates_at", null()},
                   {"url", text("https://registry.test/pith-signing-key.json")},
                   {"notes", text("A published key of the tests. Anybody can sign with it.")}});
  }

  std::string base_url() const { return "https://registry.test/pith/" + record_.suffix; }
  std::string well_known_url() const {
    return "https://registry.test/.well-known/pith/" + record_.suffix + "/bundle.json";
  }

  Json links() const {
    return object({{"resolver", text(base_url())},
                   {"bundle", text(base_url() + "/bundle.json")},
                   {"state", text(base_url() + "/state.json")},
                   {"well_known_bundle", text(well_known_url())}});
  }

  Json mirror_hint() const {
    return object({{"mirror_type", text("https")},
                   {"name", text("Resolver of the tests")},
                   {"base_url", text("https://registry.test")},
                   {"bundle_url", text(base_url() + "/bundle.json")},
                   {"state_url", text(base_url() + "/state.json")},
                   {"well_known_bundle_url", text(well_known_url())},
                   {"status", text("primary")}});
  }

  /// The bundle without its signature. Fills what `made` says of the state.
  Fields unsigned_bundle(bool is_rich, MadeBundle& made) {
    made.pith_number = is(Way::pith_number) ? "pith:1999:" + record_.suffix : record_.pith_number;
    if (is(Way::pith_number)) {
      for (Event& event : events_) {
        event.reason = "subject_mismatch";
      }
    }
    Fields state = make_state(made.pith_number, events_, aliases(is_rich, false), forks_);
    made.state_sha256 = crypto().sha256(object(state).canonical);
    if (is(Way::state)) {
      replace(state, "equivocation_count", number(forks_.size() + 1));
    }
    state.emplace_back("state_sha256", text(is(Way::state_sha256) ? std::string(64, '0') : to_hex(made.state_sha256)));
    std::vector<Json> events;
    for (const Event& event : events_) {
      events.push_back(event.json);
    }
    if (is_rich) {
      chance_.shuffle(events);
    }
    const PaperRecord claimed(paper_, is(Way::record) ? paper_.title + " changed" : paper_.title);
    return {{"bundle_type", text(is(Way::not_a_bundle) ? "pith_open_graph_page" : "pith_open_graph_bundle")},
            {"bundle_version", text(is(Way::bundle_version) ? "2.0" : "1.0")},
            {"pith_number", text(made.pith_number)},
            {"short_pith_number", text(is(Way::short_pith_number) ? "pith:AAAAAAAA" : record_.short_pith_number)},
            {"canonical_record", claimed.json},
            {"canonical_sha256", text(is(Way::canonical_sha256) ? std::string(64, '0') : to_hex(record_.digest))},
            {"source", is(Way::source) ? object({{"kind", text("arxiv")}}) : record_.source},
            {"source_aliases", aliases(is_rich, is_rich)},
            {"events", array(events)},
            {"timestamp_proofs", array({})},
            {"mirror_hints", array({mirror_hint()})},
            {"public_keys", array({public_key(signers_.registry)})},
            {"merge_version", text(is(Way::merge_version) ? "pith-open-graph-merge-v2" : "pith-open-graph-merge-v1")},
            {"built_at", text(built_at)},
            {"links", links()},
            {"state", object(state)}};
  }

  MadeBundle finish(bool is_rich) {
    MadeBundle made;
    made.suffix = record_.suffix;
    Fields bundle = unsigned_bundle(is_rich, made);
    const Sha256Digest digest = crypto().sha256(object(bundle).canonical);
    const std::string signature_b64 = signers_.registry.sign(digest);
    bundle.emplace_back(
        "bundle_signature",
        object({{"signature_status", text("signed_v1")},
                {"algorithm", text("ed25519")},
                {"key_id", text(signers_.registry.key_id)},
                {"public_key_fingerprint", text(signers_.registry.fingerprint())},
                {"signature_b64", text(is(Way::bundle_signature) ? other_signature(signature_b64) : signature_b64)},
                {"signed_message", text("bundle_sha256_bytes")},
                {"signed_at", text(built_at)},
                {"bundle_sha256", text(is(Way::bundle_sha256) ? std::string(64, '0') : to_hex(digest))}}));
    made.json = object(bundle).spelled;
    if (is(Way::truncated)) {
      made.json.resize(made.json.size() / 2);
    }
    made.event_count = events_.size();
    made.equivocation_count = forks_.size();
    for (const Event& event : events_) {
      if (!event.reason.empty()) {
        ++made.reasons[event.reason];
      }
    }
    const bool has_several_live =
        std::any_of(forks_.begin(), forks_.end(), [](const Fork& fork) { return !fork.is_resolved; });
    // The record that the bundle claims has another title than all snapshots. Only ASCII titles count (SPEC 9.7).
    const bool is_ascii =
        std::all_of(paper_.title.begin(), paper_.title.end(), [](char character) { return (character & 0x80) == 0; });
    const bool has_other_title =
        is(Way::record) && is_ascii && std::any_of(events_.begin(), events_.end(), [](const Event& event) {
          return event.plan.type == "graph_snapshot" && event.reason.empty();
        });
    made.warnings = has_several_live ? "several_live" : "";
    if (has_other_title) {
      made.warnings += made.warnings.empty() ? "title_differs" : ",title_differs";
    }
    return made;
  }

  const Signers& signers_;
  Chance chance_;
  std::optional<Way> way_;
  Paper paper_;
  PaperRecord record_;
  std::size_t day_;
  std::size_t second_;
  std::vector<Event> events_;  // in application order at the end
  std::vector<Fork> forks_;
};

}  // namespace

std::string_view name(Way way) {
  return ways[static_cast<std::size_t>(way)].name;
}

std::string_view consequence(Way way) {
  return ways[static_cast<std::size_t>(way)].consequence;
}

std::string Signers::keyring() const {
  return R"({"public_keys":[)" + registry.key_entry(registry.signer_id, registry.signer_type) + "," +
         alice.key_entry(alice.signer_id, alice.signer_type) + "," + bob.key_entry(bob.signer_id, std::nullopt) + "," +
         carol.key_entry(std::nullopt, std::nullopt) + "]}";
}

MadeBundle make_bundle(const Signers& signers, std::uint64_t seed, std::uint64_t index, bool has_forks,
                       std::optional<Way> way) {
  // One sequence for each bundle, so that it does not depend on those before it.
  Chance mixed(seed);
  const std::uint64_t start = mixed.next() ^ index;
  return Maker(signers, Chance(Chance(start).next()), index, way).make(has_forks && !way);
}

}  // namespace pith::tests::mirror
