#include "tests/network/tested_mirror.h"

#include <algorithm>
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

class TestedMemory : public mirror::RecordMemory {
 public:
  TestedMemory(const std::string& pith_number, const mirror::Trust& trust, Fault fault, bool is_first, Results& results)
      : RecordMemory(pith_number, trust), fault_(fault), is_first_(is_first), results_(results) {}

  void load(std::string_view text) override {
    if (fault_ == Fault::forgets_at_restart && is_first_ && !text.empty()) {
      text = text.substr(0, text.rfind('\n', text.size() - 2) + 1);
    }
    const std::string key(text);
    if (const auto found = results_.loaded.find(key); found != results_.loaded.end() && !key.empty()) {
      RecordMemory::operator=(found->second);
    } else {
      RecordMemory::load(text);
      results_.loaded.emplace(key, *this);
    }
    if (fault_ == Fault::drops_variants) {
      note_contents(text);
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
    RecordMemory::take_bundle(bundle);
  }

  std::optional<mirror::Publication> publication() const override {
    const std::string key = pith_number() + text();
    const auto found = results_.publications.find(key);
    return found != results_.publications.end()
               ? found->second
               : results_.publications.emplace(key, RecordMemory::publication()).first->second;
  }

 protected:
  bool is_authentic(const std::string& event) const override {
    const std::string key = pith_number() + event;
    const auto found = results_.authentic.find(key);
    return found != results_.authentic.end()
               ? found->second
               : results_.authentic.emplace(key, RecordMemory::is_authentic(event)).first->second;
  }

  std::optional<std::string> claims_of(const std::string& bundle) const override {
    const std::string key = pith_number() + bundle;
    const auto found = results_.claims.find(key);
    return found != results_.claims.end() ? found->second
                                          : results_.claims.emplace(key, RecordMemory::claims_of(bundle)).first->second;
  }

 private:
  void note_contents(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      contents_.insert(content_of(text.substr(0, end)));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  Fault fault_;
  bool is_first_;
  Results& results_;
  std::set<std::string> contents_;  // of every copy that is kept, for drops_variants
};

}  // namespace

void Results::limit() {
  if (sorted.size() + authentic.size() + claims.size() + loaded.size() + publications.size() > results_max) {
    *this = Results();
  }
}

std::unique_ptr<mirror::RecordMemory> TestedMirror::make_memory(const std::string& pith_number) const {
  const bool is_first = recalled_.insert(pith_number).second;
  return std::make_unique<TestedMemory>(pith_number, trust(), fault_, is_first, results_);
}

mirror::SortedDocument TestedMirror::sort(std::string_view document, bool may_be_other) const {
  std::string key(document);
  const auto found = results_.sorted.find(key);
  return found != results_.sorted.end()
             ? found->second
             : results_.sorted.emplace(std::move(key), Mirror::sort(document, may_be_other)).first->second;
}

}  // namespace pith::tests::network
