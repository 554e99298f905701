// Sets of events from a pool of scenarios. The pool is signed once, because signatures cost more than everything else.
// A set takes most events of one to three scenarios, so that some links lead to missing events. One set in two hundred
// takes 30 scenarios, because sorting and hashing work differently on many events than on a handful.

#include <fstream>
#include <map>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "canon/json_writer.h"
#include "tests/determinism/groups.h"
#include "tests/support/chance.h"
#include "tests/support/draft.h"
#include "tests/support/scenario.h"
#include "tests/support/world.h"

namespace pith::determinism {
namespace {

using tests::Chance;
using tests::Scenario;

constexpr std::size_t scenario_count = 120;
constexpr std::size_t motifs_per_scenario = 5;
constexpr std::size_t large_set_interval = 200;
constexpr std::size_t large_set_scenarios = 30;
constexpr std::size_t exported_file_count = 6;

class Pool {
 public:
  Pool() {
    for (std::size_t i = 0; i < scenario_count; ++i) {
      Chance chance(i);
      scenarios_.push_back(tests::make_scenario(world_, chance, motifs_per_scenario));
    }
  }

  const tests::World& world() const { return world_; }
  const std::vector<Scenario>& scenarios() const { return scenarios_; }
  VerdictCache& verdicts() { return verdicts_; }

 private:
  tests::World world_;
  std::vector<Scenario> scenarios_;
  VerdictCache verdicts_;
};

struct Picked {
  std::vector<std::string> events;
  std::vector<Alias> aliases;
};

Picked pick(const Pool& pool, Chance& chance, std::size_t scenarios) {
  Picked picked;
  for (std::size_t i = 0; i < scenarios; ++i) {
    const Scenario& scenario = chance.pick(pool.scenarios());
    for (const std::string& event : scenario.all()) {
      if (chance.percent(80)) {
        picked.events.push_back(event);
      }
    }
    picked.aliases.insert(picked.aliases.end(), scenario.aliases.begin(), scenario.aliases.end());
  }
  chance.shuffle(picked.events);
  return picked;
}

void add_verdicts(Transcript& transcript, EventSet& events, Pool& pool, std::span<const std::string> texts) {
  for (const std::string& text : texts) {
    transcript.add("event", events.add(text, &pool.verdicts()));
  }
}

/// A set is made from two halves.
struct Halves {
  Picked picked;
  std::size_t first_count;

  std::span<const std::string> first() const { return std::span(picked.events).first(first_count); }
  std::span<const std::string> rest() const { return std::span(picked.events).subspan(first_count); }
};

Halves pick_set(const Pool& pool, std::size_t number) {
  Chance chance(1'000'000 + number);
  const bool is_large = number % large_set_interval == 0;
  const std::size_t scenarios = is_large ? large_set_scenarios : 1 + chance.below(3);
  Picked picked = pick(pool, chance, scenarios);
  const std::size_t first_count = chance.below(picked.events.size() + 1);
  return {std::move(picked), first_count};
}

Transcript run_set(Pool& pool, std::size_t number) {
  const Halves set = pick_set(pool, number);
  const Picked& picked = set.picked;
  Transcript transcript;
  EventSet events = pool.world().events();
  EventSet rest = pool.world().events();
  add_verdicts(transcript, events, pool, set.first());
  add_verdicts(transcript, rest, pool, set.rest());
  events.merge(rest);
  transcript.add("state", events.state(picked.aliases));
  transcript.add("authentic", events.state(picked.aliases, Scope::authentic_only).sha256);
  transcript.add("input_sha256", events.input_sha256(picked.aliases));
  return transcript;
}

void write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.flush()) {
    throw std::runtime_error("cannot write " + path.string());
  }
}

/// A text in JSON. Needs UTF-8.
std::string quoted(const std::string& text) {
  canon::TextSink sink;
  canon::JsonWriter(sink).string(text);
  return std::move(sink.text);
}

std::string write_list(const std::vector<std::string>& items) {
  std::string text = "[";
  for (const std::string& item : items) {
    text += (text.size() > 1 ? "," : "") + item;
  }
  return text + "]";
}

/// Texts that are written once, and named by their number from then on.
class Numbered {
 public:
  std::string number_of(const std::string& item) {
    const auto [found, is_new] = numbers_.try_emplace(item, items_.size());
    if (is_new) {
      items_.push_back(item);
    }
    return std::to_string(found->second);
  }
  std::vector<std::string> numbers_of(std::span<const std::string> items) {
    std::vector<std::string> numbers;
    for (const std::string& item : items) {
      numbers.push_back(number_of(item));
    }
    return numbers;
  }
  const std::vector<std::string>& items() const { return items_; }

 private:
  std::map<std::string, std::size_t> numbers_;
  std::vector<std::string> items_;
};

}  // namespace

void add_sets(std::size_t count, Cases& cases) {
  const auto pool = std::make_shared<Pool>();
  for (std::size_t i = 0; i < count; ++i) {
    cases.add("sets/" + std::to_string(i), [pool, i] { return run_set(*pool, i); });
  }
}

void export_sets(const std::filesystem::path& folder) {
  const Pool pool;
  write_file(folder / "keys.json", tests::write_array(pool.world().key_entries));
  write_file(folder / "subject.txt", pool.world().record.pith_number);
  for (std::size_t i = 0; i < exported_file_count; ++i) {
    Chance chance(2'000'000 + i);
    std::string lines;
    // From a handful of events to about a thousand, so that several threads share the work.
    for (const std::string& event : pick(pool, chance, std::size_t{1} << (i + 1)).events) {
      lines += event + '\n';
    }
    write_file(folder / ("set_" + std::to_string(i) + ".ndjson"), lines);
  }
}

void export_set_list(std::size_t count, const std::filesystem::path& path) {
  const Pool pool;
  Numbered events;
  Numbered aliases;
  std::vector<std::string> sets;
  for (std::size_t i = 0; i < count; ++i) {
    const Halves set = pick_set(pool, i);
    std::vector<std::string> alias_numbers;
    for (const Alias& alias : set.picked.aliases) {
      alias_numbers.push_back(
          aliases.number_of(write_list({quoted(alias.kind), quoted(alias.value), quoted(alias.created_at)})));
    }
    sets.push_back("{\"first\":" + write_list(events.numbers_of(set.first())) + ",\"rest\":" +
                   write_list(events.numbers_of(set.rest())) + ",\"aliases\":" + write_list(alias_numbers) + "}");
  }
  std::vector<std::string> texts;
  for (const std::string& event : events.items()) {
    texts.push_back(quoted(event));
  }
  write_file(path, "{\"subject\":" + quoted(pool.world().record.pith_number) + ",\"keys\":" +
                       tests::write_array(pool.world().key_entries) + ",\"events\":" + write_list(texts) +
                       ",\"aliases\":" + write_list(aliases.items()) + ",\"sets\":" + write_list(sets) + "}\n");
}

}  // namespace pith::determinism
