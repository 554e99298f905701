// SPEC 8: the state document. One writer writes it twice: in the document's own member order, and for the
// hash in canonical order without `state_sha256`. Each member stands here once, with its name.

#include "engine/merge/state_document.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "canon/encoding.h"
#include "canon/member.h"
#include "canon/write.h"
#include "crypto/sha256.h"
#include "engine/events/event_id.h"
#include "engine/merge/aliases.h"

namespace pith::engine {
namespace {

// SPEC 6.2: the types that have a list in `current`, in the order of the document.
struct ListedType {
  std::string_view event_type;
  std::string_view list_name;
};
constexpr std::array<ListedType, 8> listed_types = {{
    {"graph_snapshot", "graph_snapshots"},
    {"author_attestation", "author_attestations"},
    {"timestamp_anchor", "timestamp_anchors"},
    {"storage_attestation", "storage_attestations"},
    {"citation_signature", "citation_signatures"},
    {"replication_record", "replication_records"},
    {"correction", "corrections"},
    {"mirror_hint", "mirror_hints"},
}};

/// What `current` shows: indices into EventSetData::authentic.
struct CurrentEvents {
  std::array<std::vector<std::uint32_t>, listed_types.size()> lists;
  std::optional<std::uint32_t> record_created;
};

// SPEC 6.3, 6.4: the live events of each listed type in application order; the first live record_created.
CurrentEvents select_current(const EventSetData& set, const Resolution& resolution) {
  CurrentEvents current;
  for (const std::uint32_t event : resolution.valid_in_order) {
    if (!resolution.is_live(event)) {
      continue;
    }
    const AuthenticEvent& authentic = set.authentic[event];
    if (authentic.is_record_created) {
      current.record_created = current.record_created.value_or(event);
      continue;
    }
    const auto listed = std::find_if(listed_types.begin(), listed_types.end(), [&](const ListedType& type) {
      return type.event_type == set.class_of(authentic).event_type;
    });
    if (listed != listed_types.end()) {
      current.lists[static_cast<std::size_t>(listed - listed_types.begin())].push_back(event);
    }
  }
  return current;
}

struct TextSink {
  std::string text;
  void put(std::string_view bytes) { text += bytes; }
};

struct HashSink {
  crypto::Sha256Stream stream;
  std::size_t size_bytes = 0;
  void put(std::string_view bytes) {
    stream.update(bytes);
    size_bytes += bytes.size();
  }
};

/// `,"state_sha256":"` and 64 digits and `"`.
constexpr std::size_t hash_member_size_bytes = 17 + 64 + 1;

enum class MemberOrder : std::uint8_t { document, canonical };

template <class Sink>
class StateWriter {
 public:
  StateWriter(const EventSetData& set, const CurrentEvents& current, std::string_view canonical_record,
              const State& state, MemberOrder order, Sink& sink)
      : set_(set), current_(current), canonical_record_(canonical_record), state_(state), order_(order), sink_(sink) {}

  // SPEC 8.1: the members in exactly this order.
  void write() {
    static constexpr std::array<Member<>, 12> members = {{
        {"state_type", &StateWriter::write_state_type},
        {"state_version", &StateWriter::write_state_version},
        {"pith_number", &StateWriter::write_pith_number},
        {"merge_version", &StateWriter::write_merge_version},
        {"event_count", &StateWriter::write_event_count},
        {"valid_event_count", &StateWriter::write_valid_event_count},
        {"invalid_event_count", &StateWriter::write_invalid_event_count},
        {"equivocation_count", &StateWriter::write_equivocation_count},
        {"current", &StateWriter::write_current},
        {"equivocations", &StateWriter::write_equivocations},
        {"invalid_events", &StateWriter::write_invalid_events},
        {"applied_event_ids", &StateWriter::write_applied_event_ids},
    }};
    sink_.put("{");
    write_members(members);
    if (order_ == MemberOrder::document) {
      sink_.put(",\"state_sha256\":\"");
      write_hex(state_.sha256);
      sink_.put("\"");
    }
    sink_.put("}");
  }

 private:
  template <class... Arguments>
  struct Member {
    std::string_view name;
    void (StateWriter::*write)(Arguments...);
  };

  /// The members in the writer's order, with commas between them.
  template <std::size_t Size, class... Arguments>
  void write_members(const std::array<Member<Arguments...>, Size>& members, Arguments... arguments) {
    std::array<Member<Arguments...>, Size> ordered = members;
    if (order_ == MemberOrder::canonical) {
      std::sort(ordered.begin(), ordered.end(),
                [](const auto& left, const auto& right) { return left.name < right.name; });
    }
    bool is_first = true;
    for (const Member<Arguments...>& member : ordered) {
      sink_.put(is_first ? "\"" : ",\"");
      is_first = false;
      sink_.put(member.name);  // none of our names needs an escape
      sink_.put("\":");
      (this->*member.write)(arguments...);
    }
  }

  template <std::size_t Size, class... Arguments>
  void write_object(const std::array<Member<Arguments...>, Size>& members, Arguments... arguments) {
    sink_.put("{");
    write_members<Size, Arguments...>(members, arguments...);
    sink_.put("}");
  }

  template <class Items, class Write>
  void write_array(const Items& items, Write write) {
    sink_.put("[");
    bool is_first = true;
    for (const auto& item : items) {
      if (!is_first) {
        sink_.put(",");
      }
      is_first = false;
      write(item);
    }
    sink_.put("]");
  }

  void write_string(std::string_view text) {
    scratch_.clear();
    canon::append_string(scratch_, text);
    sink_.put(scratch_);
  }
  void write_number(std::size_t number) {
    std::array<char, 24> digits;
    const std::to_chars_result result = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    sink_.put({digits.data(), static_cast<std::size_t>(result.ptr - digits.data())});
  }
  void write_hex(const Sha256Digest& digest) {
    std::array<char, 64> digits;
    canon::encode_hex(digest.bytes, digits);
    sink_.put({digits.data(), digits.size()});
  }
  // In one piece: a large state is mostly ids.
  void write_id(const Sha256Digest& digest) {
    std::array<char, 1 + event_id_prefix.size() + 64 + 1> text;
    text.front() = text.back() = '"';
    char* const digits = std::copy(event_id_prefix.begin(), event_id_prefix.end(), text.begin() + 1);
    canon::encode_hex(digest.bytes, std::span(digits, 64));
    sink_.put({text.data(), text.size()});
  }

  void write_state_type() { sink_.put("\"pith_open_graph_state\""); }
  void write_state_version() { sink_.put("\"1.0\""); }
  void write_pith_number() { write_string(set_.subject); }
  void write_merge_version() { write_string(merge_version); }
  void write_event_count() { write_number(state_.event_count); }
  void write_valid_event_count() { write_number(state_.applied_event_ids.size()); }
  void write_invalid_event_count() { write_number(state_.invalid_events.size()); }
  void write_equivocation_count() { write_number(state_.equivocations.size()); }

  void write_current() {
    static constexpr std::array<Member<>, 11> members = {{
        {"canonical_record", &StateWriter::write_canonical_record},
        {"source_aliases", &StateWriter::write_source_aliases},
        {listed_types[0].list_name, &StateWriter::write_list<0>},
        {listed_types[1].list_name, &StateWriter::write_list<1>},
        {listed_types[2].list_name, &StateWriter::write_list<2>},
        {listed_types[3].list_name, &StateWriter::write_list<3>},
        {listed_types[4].list_name, &StateWriter::write_list<4>},
        {listed_types[5].list_name, &StateWriter::write_list<5>},
        {listed_types[6].list_name, &StateWriter::write_list<6>},
        {listed_types[7].list_name, &StateWriter::write_list<7>},
        {"record_created", &StateWriter::write_record_created},
    }};
    write_object(members);
  }

  void write_canonical_record() { sink_.put(current_.record_created ? canonical_record_ : "null"); }

  void write_record_created() {
    if (current_.record_created) {
      write_event(*current_.record_created);
    } else {
      sink_.put("null");
    }
  }

  template <std::size_t Index>
  void write_list() {
    write_array(current_.lists[Index], [this](std::uint32_t event) { write_event(event); });
  }

  // SPEC 6.5, 8.2: in canonical form in either order.
  void write_source_aliases() {
    write_array(state_.source_aliases, [this](const Alias& alias) {
      scratch_.clear();
      append_alias(scratch_, alias);
      sink_.put(scratch_);
    });
  }

  // SPEC 6.3
  void write_event(std::uint32_t event) {
    static constexpr std::array<Member<const AuthenticEvent&>, 5> members = {{
        {"event_id", &StateWriter::write_event_id},
        {"target", &StateWriter::write_event_target},
        {"created_at", &StateWriter::write_event_created_at},
        {"signer", &StateWriter::write_event_signer},
        {"payload", &StateWriter::write_event_payload},
    }};
    write_object<5, const AuthenticEvent&>(members, set_.authentic[event]);
  }
  void write_event_id(const AuthenticEvent& event) { write_id(set_.digests[event.number]); }
  void write_event_target(const AuthenticEvent& event) { write_string(set_.class_of(event).target); }
  void write_event_created_at(const AuthenticEvent& event) { write_string(set_.texts(event).created_at); }
  void write_event_signer(const AuthenticEvent& event) { sink_.put(set_.texts(event).signer_json); }
  void write_event_payload(const AuthenticEvent& event) { sink_.put(set_.texts(event).payload_json); }

  // SPEC 7.3
  void write_equivocations() {
    static constexpr std::array<Member<const Equivocation&>, 6> members = {{
        {"event_type", &StateWriter::write_conflict_type},
        {"target", &StateWriter::write_conflict_target},
        {"position", &StateWriter::write_conflict_position},
        {"signer", &StateWriter::write_conflict_signer},
        {"event_ids", &StateWriter::write_conflict_event_ids},
        {"resolved", &StateWriter::write_conflict_resolved},
    }};
    write_array(state_.equivocations, [this](const Equivocation& equivocation) {
      write_object<6, const Equivocation&>(members, equivocation);
    });
  }
  void write_conflict_type(const Equivocation& equivocation) { write_string(equivocation.event_type); }
  void write_conflict_target(const Equivocation& equivocation) { write_string(equivocation.target); }
  void write_conflict_position(const Equivocation& equivocation) {
    if (equivocation.position) {
      write_id(*equivocation.position);
    } else {
      sink_.put("null");
    }
  }
  void write_conflict_signer(const Equivocation& equivocation) { sink_.put(equivocation.signer_json); }
  void write_conflict_event_ids(const Equivocation& equivocation) { write_ids(equivocation.event_ids); }
  void write_conflict_resolved(const Equivocation& equivocation) {
    sink_.put(equivocation.is_resolved ? "true" : "false");
  }

  // SPEC 8.1: `event_id` and `reason`, which is their order in either form.
  void write_invalid_events() {
    write_array(state_.invalid_events, [this](const InvalidEvent& invalid) {
      sink_.put("{\"event_id\":");
      write_id(invalid.id);
      sink_.put(",\"reason\":\"");
      sink_.put(name(invalid.reason));
      sink_.put("\"}");
    });
  }

  void write_applied_event_ids() { write_ids(state_.applied_event_ids); }
  void write_ids(const std::vector<Sha256Digest>& ids) {
    write_array(ids, [this](const Sha256Digest& id) { write_id(id); });
  }

  const EventSetData& set_;
  const CurrentEvents& current_;
  std::string_view canonical_record_;
  const State& state_;
  MemberOrder order_;
  Sink& sink_;
  std::string scratch_;
};

}  // namespace

void write_state_document(const EventSetData& set, const Resolution& resolution, State& state) {
  const CurrentEvents current = select_current(set, resolution);
  // The checks know that a record_created has one (SPEC 4.5).
  const std::string_view canonical_record =
      current.record_created ? *canon::find_canonical_member(
                                   set.texts(set.authentic[*current.record_created]).payload_json, "canonical_record")
                             : "";

  // SPEC 8.3: the hash is over the canonical form of the document without it.
  HashSink hash{crypto::Sha256Stream(set.keyring.crypto()), 0};
  StateWriter(set, current, canonical_record, state, MemberOrder::canonical, hash).write();
  state.sha256 = hash.stream.finish();

  TextSink text;
  text.text.reserve(hash.size_bytes + hash_member_size_bytes);  // the members are the same, but for the hash
  StateWriter(set, current, canonical_record, state, MemberOrder::document, text).write();
  state.document = std::move(text.text);
}

}  // namespace pith::engine
