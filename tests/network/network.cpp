#include "tests/network/network.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <queue>
#include <set>
#include <utility>

#include "tests/network/final_check.h"
#include "tests/network/simulated_disk.h"

namespace pith::tests::network {
namespace {

constexpr std::size_t history_count = 24;
constexpr std::size_t mirror_count = 20;
constexpr std::size_t record_count = 2;
constexpr std::size_t step_count = 140;
constexpr std::size_t others_bytes_max = 6'000;  // so that strangers reach it
constexpr std::size_t old_versions_max = 3;      // that a dishonest mirror goes on to serve

struct Node {
  SimulatedDisk disk;
  std::unique_ptr<TestedMirror> mirror;  // null while it is down
  std::size_t starts_at = 0;
  bool is_honest = true;
  std::map<std::string, std::vector<std::string>> old_versions;  // of a dishonest mirror, by path
};

struct Delivery {
  std::size_t at = 0;
  std::size_t number = 0;  // so that the order is always the same
  std::size_t to = 0;
  std::string document;

  bool operator<(const Delivery& other) const { return std::pair(at, number) > std::pair(other.at, other.number); }
};

class Network {
 public:
  Network(Surroundings& surroundings, std::uint64_t seed, Fault fault)
      : surroundings_(surroundings), fault_(fault), chance_(seed), nodes_(mirror_count) {
    for (std::size_t i = 0; i < record_count; ++i) {
      records_.push_back(&surroundings.histories[(chance_.below(history_count / 2) + i * history_count / 2)]);
      published_.emplace_back(records_.back()->events.size(), false);
    }
    const std::size_t dishonest_count = 2 + chance_.below(3);
    for (std::size_t i = 0; i < mirror_count; ++i) {
      Node& node = nodes_[i];
      node.is_honest = i >= dishonest_count;
      node.disk.on_visible = [this, &node](const std::string& path, const std::string& bytes) {
        note_visible(node, path, bytes);
      };
      if (node.is_honest && fault == Fault::never_synchronises) {
        node.disk.ignore_synchronising();
      }
      start(node);
    }
  }

  Outcome run() {
    for (now_ = 0; now_ < step_count; ++now_) {
      for (Node& node : nodes_) {
        if (!node.mirror && node.starts_at <= now_) {
          start(node);
        }
      }
      while (!deliveries_.empty() && deliveries_.top().at <= now_) {
        const Delivery delivery = deliveries_.top();
        deliveries_.pop();
        receive(nodes_[delivery.to], delivery.document);
      }
      act();
    }
    mend();
    check_end(outcome_);
    return std::move(outcome_);
  }

 private:
  void count(const char* what) { ++outcome_.counts[what]; }

  Node& some_node() { return nodes_[chance_.below(mirror_count)]; }

  const History& some_record() { return *records_[chance_.below(record_count)]; }

  void start(Node& node) {
    for (const std::string& path : node.disk.torn_files()) {
      outcome_.violations.push_back("a file is neither an old nor a new version: " + path);
    }
    const bool has_all_keys = is_mending_ || chance_.percent(75);
    if (!has_all_keys) {
      count("started without some keys");
    }
    const People& people = surroundings_.people;
    const mirror::Trust trust = {has_all_keys ? people.keyring : people.small_keyring, &surroundings_.verdicts,
                                 others_bytes_max};
    node.mirror = std::make_unique<TestedMirror>(node.disk, trust, has_all_keys ? "all " : "some ",
                                                 node.is_honest ? fault_ : Fault::none, surroundings_.results);
  }

  void note_visible(Node& node, const std::string& path, const std::string& bytes) {
    if (node.is_honest) {
      if (path.starts_with("public/")) {  // anybody may have fetched it at once
        served_.insert({path, bytes});
      }
    } else if (std::vector<std::string>& old = node.old_versions[path]; old.size() < old_versions_max) {
      old.push_back(bytes);
    }
  }

  /// One thing happens.
  void act() {
    const std::size_t kind = chance_.below(100);
    if (kind < 22) {
      publish_event();
    } else if (kind < 85) {
      fetch();
    } else if (kind < 95) {
      count("junk");
      const std::size_t to = chance_.below(mirror_count);
      send(to, chance_.pick(some_record().junk));
    } else {
      stop(some_node());
    }
  }

  /// An author sends the next event, and sometimes an old one again, to one or two mirrors. The registry sends bundles.
  void publish_event() {
    const std::size_t index = chance_.below(record_count);
    const History& record = *records_[index];
    const std::size_t receiver_count = 1 + chance_.below(2);
    std::string document;
    if (chance_.percent(15)) {
      document = chance_.pick(record.bundles);
      count("bundles of the registry");
    } else {
      std::vector<bool>& published = published_[index];
      const auto next = std::find(published.begin(), published.end(), false);
      const auto event = next == published.end() || chance_.percent(25)
                             ? chance_.below(published.size())
                             : static_cast<std::size_t>(next - published.begin());
      published[event] = true;
      const Variant& variant = record.variants[chance_.pick(record.events[event].variants)];
      // In a bundle, because an event may have all members of one.
      document =
          chance_.percent(50) ? variant.full_bundle_json : write_array({variant.full_json, variant.plain_bundle_json});
      count("events of authors");
    }
    for (std::size_t i = 0; i < receiver_count; ++i) {
      const std::size_t to = chance_.below(mirror_count);
      send(to, document);
    }
  }

  static std::vector<std::string> paths_of(const History& record) {
    return {"public/pith/" + record.suffix + "/bundle.json",
            "public/.well-known/pith/" + record.suffix + "/bundle.json",
            "records/pith-2021-" + record.suffix + ".ndjson", "public/pith/" + record.suffix + "/state.json"};
  }

  /// What a mirror serves. A web server does not stop when the mirror does.
  std::string serve(Node& node, const std::string& path) {
    if (!node.is_honest) {
      if (const std::vector<std::string>& old = node.old_versions[path]; !old.empty() && chance_.percent(60)) {
        count("old copies");
        return chance_.pick(old);
      }
      if (chance_.percent(40)) {
        count("forged answers");
        return chance_.pick(some_record().junk);
      }
    }
    return read(node, path).value_or("<html>404</html>");
  }

  std::optional<std::string> read(Node& node, const std::string& path) {
    std::optional<std::string> bytes = node.disk.read(path);
    if (bytes && node.is_honest) {
      served_.insert({path, *bytes});
    }
    return bytes;
  }

  void fetch() {
    count("fetches");
    const std::size_t to = chance_.below(mirror_count);
    Node& from = some_node();
    const std::string path = chance_.pick(paths_of(some_record()));
    for (const std::string& document : documents_of(path, serve(from, path))) {
      send(to, document);
    }
  }

  /// A document, or the lines of NDJSON: the program's reader splits them.
  static std::vector<std::string> documents_of(const std::string& path, const std::string& text) {
    std::vector<std::string> documents;
    std::size_t begin = 0;
    while (path.ends_with(".ndjson") && begin < text.size()) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      documents.push_back(text.substr(begin, end - begin));
      begin = end + 1;
    }
    return documents.empty() ? std::vector{text} : documents;
  }

  /// Over a link that does what links do.
  void send(std::size_t to, std::string document) {
    if (chance_.percent(15)) {
      count("dropped");
      return;
    }
    if (chance_.percent(8)) {
      count("cut off");
      document.resize(chance_.below(document.size() + 1));
    }
    if (chance_.percent(10)) {
      count("altered");
      alter(document);
    }
    const std::size_t copies = chance_.percent(12) ? 2 : 1;
    if (copies == 2) {
      count("repeated");
    }
    for (std::size_t i = 0; i < copies; ++i) {
      const std::size_t delay = chance_.percent(10) ? 20 + chance_.below(80) : chance_.below(8);
      deliveries_.push({now_ + delay, delivery_count_++, to, document});
    }
  }

  /// Another letter or digit at some place, and often in a signature.
  void alter(std::string& document) {
    static constexpr std::string_view mark = "\"signature_b64\":\"";
    if (document.empty()) {
      return;
    }
    std::size_t place = chance_.below(document.size());
    if (chance_.percent(50)) {
      const std::size_t signature = document.find(mark, place);
      place = signature == std::string::npos ? place : signature + mark.size() + chance_.below(80);
    }
    document[std::min(place, document.size() - 1)] = static_cast<char>('a' + static_cast<char>(chance_.below(26)));
  }

  void receive(Node& node, const std::string& document) {
    if (!node.mirror) {
      count("sent to a mirror that is down");
      return;
    }
    if (chance_.percent(8)) {
      node.disk.stop_after(chance_.below(16));
    }
    try {
      node.mirror->take(document, true);
      if (chance_.percent(80)) {
        node.mirror->keep();
      }
      if (chance_.percent(60)) {
        node.mirror->publish([](const auto&, const auto&) {});
      }
      note_damage(node);
    } catch (const Stopped&) {
      count("stopped in a step");
      stop(node);
    }
    node.disk.stop_after(std::nullopt);
  }

  void note_damage(const Node& node) {
    for (const auto& [number, damage] : node.mirror->damaged()) {
      outcome_.violations.push_back(damage);
    }
  }

  void stop(Node& node) {
    count("stopped");
    node.mirror.reset();
    if (chance_.percent(50)) {
      count("lost power");
      node.disk.lose_power(chance_);
    }
    node.starts_at = now_ + chance_.below(15);
  }

  /// All mirrors run with all keys, all links work, and the honest mirrors fetch from one another, twice around.
  void mend() {
    is_mending_ = true;
    std::vector<Node*> honest;
    for (Node& node : nodes_) {
      if (node.mirror) {
        node.mirror->keep();
      }
      start(node);
      if (node.is_honest) {
        honest.push_back(&node);
      }
    }
    chance_.shuffle(honest);
    for (std::size_t i = 0; i < 2 * honest.size(); ++i) {
      Node& from = *honest[i % honest.size()];
      Node& to = *honest[(i + 1) % honest.size()];
      for (const History* record : records_) {
        for (const std::string& path : paths_of(*record)) {
          for (const std::string& document : documents_of(path, read(from, path).value_or(""))) {
            to.mirror->take(document, true);
          }
        }
      }
      to.mirror->keep();
      to.mirror->publish([](const auto&, const auto&) {});
      note_damage(to);
    }
  }

  void check_end(Outcome& outcome) {
    FinalCheck check(surroundings_.people, surroundings_.verdicts, records_);
    for (const auto& [path, bytes] : served_) {
      check.note_served(path, bytes);
    }
    for (const Node& node : nodes_) {
      const std::map<std::string, std::string> files = node.disk.visible_files();
      for (const auto& [path, bytes] : files) {
        outcome.digest = outcome.digest * 31 + std::hash<std::string>()(path + '\0' + bytes);
      }
      if (node.is_honest) {
        check.check_mirror(files, others_bytes_max, outcome.violations);
      }
    }
    check.count(outcome.counts);
  }

  Surroundings& surroundings_;
  Fault fault_;
  Chance chance_;
  Outcome outcome_;
  std::vector<const History*> records_;
  std::vector<std::vector<bool>> published_;  // by record and event
  std::vector<Node> nodes_;
  std::priority_queue<Delivery> deliveries_;
  std::size_t delivery_count_ = 0;
  std::size_t now_ = 0;
  bool is_mending_ = false;
  std::set<std::pair<std::string, std::string>> served_;  // path and bytes, by honest mirrors
};

}  // namespace

Surroundings::Surroundings() {
  for (std::uint64_t seed = 0; seed < history_count; ++seed) {
    histories.emplace_back(people, seed);
  }
}

Outcome run_network(Surroundings& surroundings, std::uint64_t seed, Fault fault) {
  surroundings.results.limit();
  return Network(surroundings, seed, fault).run();
}

}  // namespace pith::tests::network
