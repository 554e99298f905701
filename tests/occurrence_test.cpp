// A property proves nothing if its generator makes nothing interesting. This test prints how often each thing occurs
// that the properties are about. Each must occur in at least one set out of a hundred.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/support/property.h"
#include "tests/support/reference.h"

namespace pith::tests {
namespace {

constexpr int set_count = 400;
constexpr double hundredths_min = 1;  // of the sets, and of the events of all sets

using Occurred = std::set<std::string>;

std::string text_of(const reference::Json& content, const std::string& member) {
  return content.find_string(member).value_or("");
}

void note_reasons(const State& state, Occurred& occurred) {
  for (const InvalidEvent& invalid : state.invalid_events) {
    occurred.insert("reason " + std::string(name(invalid.reason)));
  }
  for (const Warning& warning : state.warnings) {
    occurred.insert("warning " + std::string(name(warning.code)));
  }
}

/// SPEC 5.1: several valid record_created of one instant, in whatever spelling.
void note_records(const State& state, const std::map<std::string, reference::Json>& contents, Occurred& occurred) {
  std::set<std::string> instants;
  for (const Sha256Digest& digest : state.applied_event_ids) {
    const reference::Json& content = contents.at("sha256:" + to_hex(digest));
    if (text_of(content, "event_type") == "record_created" &&
        !instants.insert(*reference::instant(text_of(content, "created_at"))).second) {
      occurred.insert("several record_created of one instant");
    }
  }
}

/// Names of members that careless readers get wrong.
void note_names(const std::vector<std::string>& events, Occurred& occurred) {
  for (const std::string& event : events) {
    for (const auto& [name, what] : {std::pair("\"__proto__\":", "a member __proto__"),
                                     {"\"\":", "a member without a name"},
                                     {"\"\\u0000\":", "a member with a NUL name"}}) {
      if (event.find(name) != std::string::npos) {
        occurred.insert(what);
      }
    }
  }
}

/// SPEC 4.3: which kinds of copies one event has, by the reason that each copy has alone.
void note_copies(const std::vector<reference::Copy>& copies, Occurred& occurred) {
  std::map<std::string, std::vector<std::string>> reasons;
  for (const reference::Copy& copy : copies) {
    reasons[copy.id].push_back(copy.is_authentic() ? "good" : copy.reason);
  }
  for (const auto& [id, of_event] : reasons) {
    const bool has_good = std::count(of_event.begin(), of_event.end(), "good") > 0;
    for (const std::string& reason : of_event) {
      if (reason == "content_hash_mismatch" || reason == "event_id_mismatch" || reason == "bad_signature") {
        occurred.insert("copies " + std::string(has_good ? "good with " : "bad with no good: ") + reason);
      }
    }
    if (has_good) {
      occurred.insert(std::count(of_event.begin(), of_event.end(), "good") > 1 ? "copies several good"
                                                                               : "copies one good");
    } else if (std::set<std::string>(of_event.begin(), of_event.end()).size() > 1) {
      occurred.insert("copies bad in several ways");
    }
  }
}

/// SPEC 7.1: which members give the positions of a valid event, and whether valid events have these ids.
void note_position(const reference::Json& content, const std::set<std::string>& valid, Occurred& occurred) {
  const std::vector<reference::Json>& superseded = content.find("supersedes")->items;
  const bool has_prev = content.find("prev_event")->is_string();
  if (superseded.empty()) {
    occurred.insert(has_prev ? "position prev_event" : "position null");
  } else if (has_prev) {
    occurred.insert("position prev_event, with supersedes");
  } else {
    occurred.insert(superseded.size() == 1 ? "position supersedes one" : "position supersedes several");
    const bool is_there = std::all_of(superseded.begin(), superseded.end(),
                                      [&](const reference::Json& id) { return valid.contains(id.text); });
    occurred.insert(is_there ? "position of valid events" : "position of an event that is not valid");
  }
}

void note_equivocations(const State& state, const std::set<std::string>& superseding, Occurred& occurred) {
  for (const Equivocation& entry : state.equivocations) {
    const std::string where = !entry.position                                                     ? "null"
                              : superseding.contains("sha256:" + to_hex(entry.event_ids.front())) ? "supersedes"
                                                                                                  : "prev_event";
    occurred.insert("conflict at " + where + (entry.is_resolved ? ", resolved" : ", open"));
    occurred.insert(entry.event_ids.size() == 2 ? "conflict of two" : "conflict of three or more");
  }
}

void note_valid_events(const State& state, const std::map<std::string, reference::Json>& contents, Occurred& occurred) {
  std::set<std::string> valid;
  for (const Sha256Digest& id : state.applied_event_ids) {
    valid.insert("sha256:" + to_hex(id));
  }
  std::set<std::string> superseding;
  std::map<std::string, std::set<std::string>> spellings;
  std::map<std::string, int> depth;
  for (const Sha256Digest& digest : state.applied_event_ids) {
    const std::string id = "sha256:" + to_hex(digest);
    const reference::Json& content = contents.at(id);
    note_position(content, valid, occurred);
    if (!content.find("prev_event")->is_string() && !content.find("supersedes")->items.empty()) {
      superseding.insert(id);
    }
    depth[id] = 1 + depth[text_of(content, "prev_event")];
    if (depth[id] >= 3) {
      occurred.insert("chain of three or more");
    }
    const std::string time = text_of(content, "created_at");
    spellings[*reference::instant(time)].insert(time);
    occurred.insert("signed by " + text_of(*content.find("signer"), "key_id"));
  }
  for (const auto& [instant, texts] : spellings) {
    if (texts.size() > 1) {
      occurred.insert("time in several spellings");
    }
  }
  note_equivocations(state, superseding, occurred);
}

/// Invalid events that follow an invalid event: one with a bad receipt, or one that itself follows an invalid event.
void note_cascades(const State& state, const std::map<std::string, reference::Json>& contents, Occurred& occurred) {
  std::set<std::string> unresolved, bad_receipts;
  for (const InvalidEvent& invalid : state.invalid_events) {
    if (is_authentic(invalid.reason)) {
      (invalid.reason == Reason::bad_receipt ? bad_receipts : unresolved).insert("sha256:" + to_hex(invalid.id));
    }
  }
  for (const std::string& id : unresolved) {
    const std::string prev = text_of(contents.at(id), "prev_event");
    if (unresolved.contains(prev) || bad_receipts.contains(prev)) {
      occurred.insert(unresolved.contains(prev) ? "cascade of prev_event" : "cascade from a bad receipt");
    }
  }
}

TEST(Occurrence, NothingThatThePropertiesNeedIsRare) {
  const reference::Checker checker = checker_of(world());
  std::map<std::string, int> counts;
  std::map<std::string, int> event_counts;  // by reason
  int event_count = 0;
  for (int set = 0; set < set_count; ++set) {
    Chance chance(static_cast<std::uint64_t>(set));
    // As the properties draw them: one to eight motifs.
    const std::vector<std::string> events = make_scenario(world(), chance, 1 + static_cast<std::size_t>(set) % 8).all();
    const std::vector<reference::Copy> copies = copies_of(checker, events);
    std::map<std::string, reference::Json> contents;
    for (const reference::Copy& copy : copies) {
      contents[copy.id] = *copy.content;
    }
    const State state = set_of(events).state();
    Occurred occurred;
    note_reasons(state, occurred);
    note_copies(copies, occurred);
    note_valid_events(state, contents, occurred);
    note_cascades(state, contents, occurred);
    note_records(state, contents, occurred);
    note_names(events, occurred);
    event_count += static_cast<int>(state.event_count);
    for (const InvalidEvent& invalid : state.invalid_events) {
      ++event_counts[std::string(name(invalid.reason))];
    }
    for (const std::string& what : occurred) {
      ++counts[what];
    }
  }
  std::vector<std::string> wanted = {"chain of three or more",
                                     "time in several spellings",
                                     "cascade of prev_event",
                                     "cascade from a bad receipt",
                                     "conflict of two",
                                     "conflict of three or more",
                                     "warning dangling_supersedes",
                                     "warning foreign_supersedes",
                                     "warning several_live",
                                     "copies one good",
                                     "copies several good",
                                     "copies bad in several ways",
                                     "several record_created of one instant",
                                     "a member __proto__",
                                     "a member without a name",
                                     "a member with a NUL name"};
  for (int reason = 0; reason <= static_cast<int>(Reason::prev_event_unresolved); ++reason) {
    const std::string reason_name(name(static_cast<Reason>(reason)));
    wanted.push_back("reason " + reason_name);
    const double share = 100.0 * event_counts[reason_name] / event_count;
    std::printf("%6.1f %% of events  %s\n", share, reason_name.c_str());
    EXPECT_GE(share, hundredths_min) << reason_name;
  }
  for (const char* const shape : {"null", "prev_event", "prev_event, with supersedes", "supersedes one",
                                  "supersedes several", "of valid events", "of an event that is not valid"}) {
    wanted.push_back("position " + std::string(shape));
  }
  for (const char* const where : {"null", "prev_event", "supersedes"}) {
    wanted.push_back("conflict at " + std::string(where) + ", open");
    wanted.push_back("conflict at " + std::string(where) + ", resolved");
  }
  for (const char* const reason : {"content_hash_mismatch", "event_id_mismatch", "bad_signature"}) {
    wanted.push_back("copies good with " + std::string(reason));
    wanted.push_back("copies bad with no good: " + std::string(reason));
  }
  for (const Signer* const signer :
       {&world().registry, &world().alice, &world().alice_again, &world().bob, &world().carol, &world().typed,
        &world().retired, &world().rotated, &world().alice_twin, &world().carol_twin}) {
    wanted.push_back("signed by " + signer->key_id);
  }
  for (const std::string& what : wanted) {
    counts.try_emplace(what, 0);
  }
  for (const auto& [what, count] : counts) {
    std::printf("%6.1f %% of sets  %s\n", 100.0 * count / set_count, what.c_str());
    EXPECT_GE(100.0 * count / set_count, hundredths_min) << what;
  }
}

}  // namespace
}  // namespace pith::tests
