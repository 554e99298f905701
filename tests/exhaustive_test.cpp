// SPEC 10, promise 1, on every small history in every arrival order. The expected document is that of the slow
// reference. All letters with all links would be too many, so there are several alphabets, each rich in one thing.
//
// The environment variable PITH_EXHAUSTIVE_EVENTS is the largest number of events in a history. 5 takes long; only
// `scripts/test --long` asks for it.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "tests/support/histories.h"
#include "tests/support/property.h"
#include "tests/support/reference.h"

namespace pith::tests {
namespace {

/// Conflicts, supersession and application order: two principals, one type and target.
constexpr Alphabet links = {.signers = 2, .times = 2, .links_max = 2};
/// The same with every set of links.
constexpr Alphabet all_links = {.signers = 2, .times = 2};
/// Which events share a class.
constexpr Alphabet questions = {.signers = 2, .types = 2, .targets = 2, .links_max = 1};
/// Cascades: `prev_event` may name an event that never arrives.
constexpr Alphabet absences = {.signers = 2, .prev_may_be_absent = true, .links_max = 2};
/// Small enough for five events.
constexpr Alphabet few_links = {.signers = 2, .times = 2, .links_max = 1};

std::size_t events_max() {
  const char* const text = std::getenv("PITH_EXHAUSTIVE_EVENTS");
  return text == nullptr ? PITH_EXHAUSTIVE_EVENTS_DEFAULT : static_cast<std::size_t>(std::atoi(text));
}

/// An event of many histories. It is signed and checked once.
struct Known {
  std::string json;
  Sha256Digest id = {};
  reference::Copy copy;
  EventSet alone;
};

class Exhaustive {
 public:
  explicit Exhaustive(const char* name) : name_(name), checker_(checker_of(world())) {}

  /// Checks all histories of that many events: their number against the counting argument, and the document of each
  /// arrival order against the reference.
  void run(const Alphabet& alphabet, std::size_t events, std::size_t expected_histories) {
    const std::vector<Representative> histories = enumerate(alphabet, events);
    std::uint64_t labelled = 0;
    for (const Representative& representative : histories) {
      labelled += representative.labelled;
    }
    ASSERT_EQ(labelled, count_labelled(alphabet, events)) << "a history is missing, or listed twice";
    EXPECT_EQ(histories.size(), expected_histories);
    orders_ = 0;
    for (const Representative& representative : histories) {
      check(history_of(representative.key, events));
      if (::testing::Test::HasFailure()) {
        return;
      }
    }
    std::size_t orders_of_each = 1;
    for (std::size_t i = 2; i <= events; ++i) {
      orders_of_each *= i;
    }
    EXPECT_EQ(orders_, histories.size() * orders_of_each);
    std::printf("%s, %zu events: %zu histories for %llu, %zu arrival orders\n", name_, events, histories.size(),
                static_cast<unsigned long long>(labelled), orders_);
    std::fflush(stdout);  // so that a long run shows its progress
  }

 private:
  void check(const History& history) {
    std::vector<const Known*> events;
    if (known_.size() > known_max) {
      known_.clear();
    }
    for (std::size_t index = 0; index < history.size(); ++index) {
      events.push_back(&know(history, index, events));
    }
    std::vector<reference::Copy> copies;
    for (const Known* const event : events) {
      copies.push_back(event->copy);
    }
    document_ = reference_state(checker_, copies).document;
    arrive(events, world().events(), 0);
    // The events are also added as text. Each one comes before the events that it links to.
    EventSet added = world().events();
    for (std::size_t i = events.size(); i > 0; --i) {
      ASSERT_TRUE(added.add(events[i - 1]->json, &verdicts_).ok());
    }
    if (!has_failed_ && added.state().document != document_) {
      fail(events, added.state().document);
    }
  }

  const Known& know(const History& history, std::size_t index, const std::vector<const Known*>& before) {
    const Choice& choice = history[index];
    std::vector<Sha256Digest> superseded;
    for (std::size_t other = 0; other < index; ++other) {
      if ((choice.supersedes >> other & 1) != 0) {
        superseded.push_back(before[other]->id);
      }
    }
    std::optional<Sha256Digest> prev;
    if (choice.prev != prev_null) {
      prev = choice.prev == prev_absent ? absent_ : before[choice.prev - prev_first]->id;
    }
    // Equal choices would give equal content, and so one event. A number in the payload tells them apart.
    const auto same = std::count(history.begin(), history.begin() + static_cast<std::ptrdiff_t>(index), choice);
    const Letters letters = {choice.signer, choice.type, choice.target, choice.time, static_cast<unsigned>(same)};
    const auto found = known_.find({letters, prev, superseded});
    if (found != known_.end()) {
      return found->second;
    }
    const World& w = world();
    Draft draft(choice.signer == 0 ? w.alice : w.bob, w.record.pith_number);
    draft.type(choice.type == 0 ? "correction" : "graph_snapshot").target(choice.target == 0 ? "this" : "that");
    draft.at(choice.time == 0 ? "2026-07-01T00:00:00Z" : "2026-07-02T00:00:00Z");
    draft.payload("{\"n\":" + std::to_string(same) + "}").supersedes(superseded);
    if (prev) {
      draft.prev(*prev);
    }
    Known event{draft.json(), draft.digest(), {}, w.events()};
    // The event is sound, and a trusted key signed it. The engine confirms that below; the reference need not verify it
    // as well.
    event.copy = {"sha256:" + to_hex(event.id),
                  std::make_shared<reference::Json>(reference::without_envelope(*reference::read(event.json))), ""};
    EXPECT_FALSE(event.alone.add(event.json, &verdicts_)->reason);
    return known_.emplace(Name{letters, prev, superseded}, std::move(event)).first->second;
  }

  /// Lets the other events arrive in every order. Bit i of `arrived` is set if event i has arrived.
  void arrive(const std::vector<const Known*>& events, const EventSet& so_far, unsigned arrived) {
    for (std::size_t i = 0; i < events.size() && !has_failed_; ++i) {
      const unsigned now = arrived | 1U << i;
      if (now == arrived) {
        continue;
      }
      EventSet next = so_far;
      next.merge(events[i]->alone);
      if (now + 1 < 1U << events.size()) {
        arrive(events, next, now);
        continue;
      }
      ++orders_;
      const std::string document = next.state().document;
      if (document != document_) {
        fail(events, document);
      }
    }
  }

  void fail(const std::vector<const Known*>& events, const std::string& document) {
    has_failed_ = true;
    std::vector<std::string> texts;
    for (const Known* const event : events) {
      texts.push_back(event->json);
    }
    // All smaller histories passed before, so this one is as small as possible.
    const std::string path =
        write_vector(world(), {std::string("Exhaustive_") + name_, "the arrival order matters", "10.1", texts, {}})
            .string();
    ADD_FAILURE() << unequal("the document", document, document_) << "\nthe events are in " << path;
  }

  using Letters = std::array<unsigned, 5>;
  /// The letters, `prev_event` and `supersedes` of an event: all that it is made from.
  using Name = std::tuple<Letters, std::optional<Sha256Digest>, std::vector<Sha256Digest>>;
  static constexpr std::size_t known_max = 20'000;

  const char* name_;
  reference::Checker checker_;
  VerdictCache verdicts_;
  std::map<Name, Known> known_;
  Sha256Digest absent_ = crypto().sha256("absent");
  std::string document_;
  std::size_t orders_ = 0;
  bool has_failed_ = false;
};

/// `expected_histories` has the numbers for one event, two events and so on. They came from enumerate(); the counting
/// argument in run() confirms them.
void run_all(const char* name, const Alphabet& alphabet, const std::vector<std::size_t>& expected_histories) {
  Exhaustive exhaustive(name);
  for (std::size_t events = 1; events <= std::min(events_max(), expected_histories.size()); ++events) {
    exhaustive.run(alphabet, events, expected_histories[events - 1]);
  }
}

TEST(Promise10_1_EverySmallHistory, RichInLinks) {
  run_all("links", links, {2, 30, 890, 45759});
}

TEST(Promise10_1_EverySmallHistory, RichInQuestions) {
  run_all("questions", questions, {1, 24, 535, 16034});
}

TEST(Promise10_1_EverySmallHistory, WithEventsThatNeverArrive) {
  run_all("absences", absences, {2, 22, 396, 11687});
}

// All links with four events, and few links with five, are for the long run alone.
TEST(Promise10_1_EverySmallHistory, WithAllLinksOrOfFiveEvents) {
  run_all("all links", all_links,
          events_max() < 5 ? std::vector<std::size_t>{2, 30, 1114} : std::vector<std::size_t>{2, 30, 1114, 110143});
  run_all("few links", few_links, {2, 22, 274, 4115, 66400});
}

}  // namespace
}  // namespace pith::tests
