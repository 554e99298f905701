// SPEC 8: the state document. One writer writes it twice: in the order that SPEC 8.1 lists, and for the hash in
// canonical order without `state_sha256`. So each member is named in one place only, and nothing is parsed or sorted
// again.
//
// Linear in the document. Its tests are the vectors in tests/vectors/merge, tests/cli/test_real_bundles.py (the
// registry's own bytes) and the properties, which compare it with the slow reference.

#include "engine/merge/state_document.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "canon/encoding.h"
#include "canon/json_writer.h"
#include "canon/member.h"
#include "engine/event_id.h"
#include "engine/merge/aliases.h"
#include "engine/merge/hash_sink.h"

namespace pith::engine {
namespace {

using canon::MemberOrder;

/// `,"state_sha256":"` and 64 digits and `"`.
constexpr std::size_t hash_member_size_bytes = 17 + 64 + 1;

template <class Sink>
class StateWriter {
 public:
  StateWriter(const RecordEvents& events, const CurrentEvents& current, const State& state, MemberOrder order,
              Sink& sink)
      : events_(events), store_(events.store()), current_(current), state_(state), order_(order), out_(sink) {}

  /// SPEC 8.1: the document. SPEC 8.3: without `state_sha256` if it is null.
  void write(const Sha256Digest* state_sha256) {
    out_.begin_object();
    out_.members(
        {
            {"state_type", [&] { out_.string("pith_open_graph_state"); }},
            {"state_version", [&] { out_.string("1.0"); }},
            {"pith_number", [&] { out_.string(events_.subject()); }},
            {"merge_version", [&] { out_.string(merge_version); }},
            {"event_count", [&] { out_.number(state_.event_count); }},
            {"valid_event_count", [&] { out_.number(state_.applied_event_ids.size()); }},
            {"invalid_event_count", [&] { out_.number(state_.invalid_events.size()); }},
            {"equivocation_count", [&] { out_.number(state_.equivocations.size()); }},
            {"current", [&] { write_current(); }},
            {"equivocations", [&] { out_.array(state_.equivocations, [&](const auto& entry) { write(entry); }); }},
            {"invalid_events", [&] { out_.array(state_.invalid_events, [&](const auto& event) { write(event); }); }},
            {"applied_event_ids", [&] { write_ids(state_.applied_event_ids); }},
        },
        order_);
    if (state_sha256 != nullptr) {
      out_.members({{"state_sha256", [&] { out_.string(to_hex(*state_sha256)); }}});
    }
    out_.end_object();
  }

 private:
  void write_current() {
    const auto canonical_record = [&] { write_canonical_record(); };
    const auto source_aliases = [&] { write_source_aliases(); };
    const auto record_created = [&] { write_record_created(); };
    std::vector<ListWriter> lists;
    for (const std::vector<EventIndex>& events : current_.lists) {
      lists.push_back({*this, events});
    }
    std::vector<canon::JsonMember> members = {{"canonical_record", canonical_record},
                                              {"source_aliases", source_aliases}};
    for (std::size_t i = 0; i < lists.size(); ++i) {
      members.emplace_back(listed_types[i].list_name, lists[i]);
    }
    members.emplace_back("record_created", record_created);
    static_assert(listed_types.size() + 3 <= canon::JsonWriter<Sink>::members_max, "they are sorted for the hash");
    out_.object(members, order_);
  }

  // SPEC 6.4: that of the first live record_created, or null. The checks make sure that such an event has one
  // (SPEC 4.5).
  void write_canonical_record() {
    if (!current_.record_created) {
      return out_.null();
    }
    const EventTexts texts = store_.texts(*current_.record_created);
    out_.json(*canon::find_canonical_member(texts.payload_json, "canonical_record"));
  }

  void write_record_created() {
    if (!current_.record_created) {
      return out_.null();
    }
    write_event(*current_.record_created);
  }

  /// Writes one of the lists of `current`.
  struct ListWriter {
    StateWriter& writer;
    const std::vector<EventIndex>& events;

    void operator()() const {
      writer.out_.array(events, [this](EventIndex event) { writer.write_event(event); });
    }
  };

  // SPEC 6.5, 8.2: in canonical form in either order.
  void write_source_aliases() {
    out_.array(state_.source_aliases, [&](const Alias& alias) { write_alias(out_, alias); });
  }

  // SPEC 6.3: {`event_id`, `target`, `created_at`, `signer`, `payload`}, the last two whole.
  void write_event(EventIndex event) {
    const EventTexts texts = store_.texts(event);
    out_.object(
        {
            {"event_id", [&] { write_id(store_.id(event)); }},
            {"target", [&] { out_.string(store_.class_of(event).target); }},
            {"created_at", [&] { out_.string(texts.created_at); }},
            {"signer", [&] { out_.json(texts.signer_json); }},
            {"payload", [&] { out_.json(texts.payload_json); }},
        },
        order_);
  }

  // SPEC 7.3
  void write(const Equivocation& equivocation) {
    out_.object(
        {
            {"event_type", [&] { out_.string(equivocation.event_type); }},
            {"target", [&] { out_.string(equivocation.target); }},
            {"position", [&] { equivocation.position ? write_id(*equivocation.position) : out_.null(); }},
            {"signer", [&] { out_.json(equivocation.signer_json); }},
            {"event_ids", [&] { write_ids(equivocation.event_ids); }},
            {"resolved", [&] { out_.boolean(equivocation.is_resolved); }},
        },
        order_);
  }

  // SPEC 8.1: {`event_id`, `reason`}, which is their order in either form.
  void write(const InvalidEvent& invalid) {
    out_.object({
        {"event_id", [&] { write_id(invalid.id); }},
        {"reason", [&] { out_.string(name(invalid.reason)); }},
    });
  }

  void write_ids(const std::vector<Sha256Digest>& ids) {
    out_.array(ids, [&](const Sha256Digest& id) { write_id(id); });
  }

  // As one text: a large state is mostly ids.
  void write_id(const Sha256Digest& digest) {
    std::array<char, 1 + event_id_prefix.size() + 64 + 1> text;
    text.front() = text.back() = '"';
    char* const digits = std::copy(event_id_prefix.begin(), event_id_prefix.end(), text.data() + 1);
    canon::encode_hex(digest.bytes, std::span(digits, 64));
    out_.json({text.data(), text.size()});
  }

  const RecordEvents& events_;
  const EventStore& store_;
  const CurrentEvents& current_;
  const State& state_;
  MemberOrder order_;
  canon::JsonWriter<Sink> out_;
};

}  // namespace

// SPEC 8.3: the hash of the canonical form of the document without `state_sha256`.
StateHash hash_state(const RecordEvents& events, const CurrentEvents& current, const State& state) {
  HashSink hash(events.keyring().crypto());
  StateWriter(events, current, state, MemberOrder::canonical, hash).write(nullptr);
  return {hash.stream.finish(), hash.size_bytes};
}

void write_state_document(const RecordEvents& events, const CurrentEvents& current, State& state) {
  const StateHash hash = hash_state(events, current, state);
  state.sha256 = hash.sha256;

  // SPEC 8.1: the members in the listed order, and `state_sha256` last.
  canon::TextSink document;
  document.text.reserve(hash.size_bytes + hash_member_size_bytes);  // apart from that, the two have the same members
  StateWriter(events, current, state, MemberOrder::listed, document).write(&state.sha256);
  state.document = std::move(document.text);
}

}  // namespace pith::engine
