#include "tests/network/tested_mirror.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "examples/mirror/json_text.h"

namespace pith::tests::network {
namespace {

constexpr std::size_t results_max = 4'000;  // each takes kilobytes

/// An event without its envelope.
std::string content_of(std::string_view event) {
  if (!mirror::is_object(event)) {
    return std::string(event);
  }
  std::vector<mirror::Member> members = mirror::members_of(event);
  std::erase_if(members, [](const mirror::Member& member) {
    return member.key == "\"signature\"" || member.key == "\"content_sha256\"" || member.key == "\"event_id\"";
  });
  return mirror::write_object(members);
}

bool has_bundle_type(std::string_view json) {
  return mirror::is_object(json) && mirror::find(mirror::members_of(json), "\"bundle_type\"");
}

class TestedMemory : public mirror::RecordMemory {
 public:
  TestedMemory(const std::string& pith_number, const mirror::Trust& trust, const std::string& keyring_name, Fault fault,
               bool is_first, Results& results)
      : RecordMemory(pith_number, trust),
        name_(keyring_name + pith_number),
        fault_(fault),
        is_first_(is_first),
        results_(results) {}

  void load(std::string_view text) override {
    if (fault_ == Fault::forgets_at_restart && is_first_ && !text.empty()) {
      text = text.substr(0, text.rfind('\n', text.size() - 2) + 1);
    }
    const std::string filtered = filter(text);
    const std::string key = name_ + '\n' + filtered;
    if (const auto found = results_.loaded.find(key); found != results_.loaded.end()) {
      RecordMemory::operator=(found->second);
    } else {
      RecordMemory::load(filtered);
      results_.loaded.emplace(key, *this);
    }
  }

  void take_event(std::string_view event) override {
    if (fault_ != Fault::drops_variants || contents_.insert(content_of(event)).second) {
      RecordMemory::take_event(event);
    }
  }

  void take_bundle(std::string_view bundle) override {
    if (fault_ == Fault::prefers_newest) {
      RecordMemory::operator=(RecordMemory(pith_number(), trust()));
    }
    const std::optional<std::string> claims = claims_of(std::string(bundle));
    if (fault_ == Fault::hoards_bundles && !claims) {
      hoard_.insert(std::string(bundle));
    }
    if (fault_ != Fault::keeps_first_bundle || (claims && claims_.insert(*claims).second)) {
      RecordMemory::take_bundle(bundle);
    }
  }

  std::string text() const override {
    std::string text = RecordMemory::text();
    for (const std::string& bundle : hoard_) {
      text += text.empty() ? "" : bundle + '\n';
    }
    return text;
  }

  std::optional<mirror::Publication> publication() const override {
    const std::string key = name_ + '\n' + text();
    const auto found = results_.publications.find(key);
    std::optional<mirror::Publication> publication =
        found != results_.publications.end()
            ? found->second
            : results_.publications.emplace(key, RecordMemory::publication()).first->second;
    if (publication && fault_ == Fault::serves_only_live_records &&
        *canonical_json_at(publication->state_json, "/current/record_created") == "null") {
      return std::nullopt;
    }
    if (publication && fault_ == Fault::hides_forks) {
      std::vector<mirror::Member> members = mirror::members_of(publication->state_json);
      for (mirror::Member& member : members) {
        member.value = member.key == "\"equivocations\"" ? "[]" : member.value;
      }
      publication->state_json = mirror::write_object(members);
    }
    return publication;
  }

 protected:
  std::string fault_of(const std::string& event) const override {
    const std::string key = name_ + '\n' + event;
    const auto found = results_.faults.find(key);
    return found != results_.faults.end() ? found->second
                                          : results_.faults.emplace(key, RecordMemory::fault_of(event)).first->second;
  }

  std::optional<std::string> claims_of(const std::string& bundle) const override {
    const std::string key = name_ + '\n' + bundle;
    const auto found = results_.claims.find(key);
    return found != results_.claims.end() ? found->second
                                          : results_.claims.emplace(key, RecordMemory::claims_of(bundle)).first->second;
  }

 private:
  /// What a fault reads of what was kept.
  std::string filter(std::string_view text) {
    static constexpr std::array filtering = {Fault::drops_variants, Fault::takes_events_for_bundles,
                                             Fault::keeps_first_bundle, Fault::forgets_unknown_keys};
    if (std::find(filtering.begin(), filtering.end(), fault_) == filtering.end()) {
      return std::string(text);
    }
    std::string filtered;
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      const std::string line(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
      if (fault_ == Fault::drops_variants) {
        contents_.insert(content_of(line));
      }
      const std::optional<std::string> claims = has_bundle_type(line) ? claims_of(line) : std::nullopt;
      if (fault_ == Fault::keeps_first_bundle && claims) {
        claims_.insert(*claims);
      }
      const bool is_forgotten =
          (fault_ == Fault::takes_events_for_bundles && has_bundle_type(line) && !claims) ||
          (fault_ == Fault::forgets_unknown_keys && !claims && (has_bundle_type(line) || !fault_of(line).empty()));
      filtered += is_forgotten ? "" : line + '\n';
    }
    return filtered;
  }

  std::string name_;
  Fault fault_;
  bool is_first_;
  Results& results_;
  std::set<std::string> contents_;  // of every copy that is kept, for drops_variants
  std::set<std::string> claims_;    // of every bundle that is kept, for keeps_first_bundle
  std::set<std::string> hoard_;     // for hoards_bundles
};

}  // namespace

void Results::limit() {
  if (sorted.size() + faults.size() + claims.size() + loaded.size() + publications.size() > results_max) {
    *this = Results();
  }
}

std::unique_ptr<mirror::RecordMemory> TestedMirror::make_memory(const std::string& pith_number) const {
  const bool is_first = recalled_.insert(pith_number).second;
  return std::make_unique<TestedMemory>(pith_number, trust(), keyring_name_, fault_, is_first, results_);
}

std::vector<std::string> TestedMirror::sort(std::string_view document, bool may_be_other,
                                            const mirror::TakeItem& take) const {
  const auto [found, is_new] = results_.sorted.try_emplace(std::string(document));
  Results::Sorted& sorted = found->second;
  if (is_new) {
    sorted.complaints =
        Mirror::sort(document, may_be_other, [&](mirror::Item item) { sorted.items.push_back(std::move(item)); });
  }
  for (const mirror::Item& item : sorted.items) {
    take(item);
  }
  return sorted.complaints;
}

}  // namespace pith::tests::network
