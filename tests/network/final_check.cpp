#include "tests/network/final_check.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "pith/merge.h"

namespace pith::tests::network {
namespace {

/// Whether the text of a file has one of the forms of the variant. The forms are whole events in canonical JSON.
bool has(const std::string& text, const Variant& variant) {
  return text.find(variant.plain_json) != std::string::npos || text.find(variant.full_json) != std::string::npos;
}

bool has_fork(const State& state, const Sha256Digest& one, const Sha256Digest& other) {
  return std::any_of(state.equivocations.begin(), state.equivocations.end(), [&](const Equivocation& entry) {
    const auto lists = [&](const Sha256Digest& id) {
      return std::find(entry.event_ids.begin(), entry.event_ids.end(), id) != entry.event_ids.end();
    };
    return lists(one) && lists(other);
  });
}

bool are_known(const std::vector<bool>& known, const std::vector<std::size_t>& events) {
  return std::all_of(events.begin(), events.end(), [&](std::size_t event) { return known[event]; });
}

bool is_flaggable(const History& history, const std::vector<bool>& events, const Fork& fork) {
  return are_known(events, history.events[fork.one].needed) && are_known(events, history.events[fork.other].needed);
}

std::string text_of(const std::map<std::string, std::string>& files, const std::string& path) {
  const auto found = files.find(path);
  return found == files.end() ? "" : found->second;
}

}  // namespace

FinalCheck::FinalCheck(const People& people, VerdictCache& verdicts, const std::vector<const History*>& records)
    : people_(people), verdicts_(verdicts) {
  for (const History* const record : records) {
    Expected expected;
    expected.history = record;
    expected.variants.assign(record->variants.size(), false);
    expected.events.assign(record->events.size(), false);
    records_.push_back(std::move(expected));
  }
}

std::vector<bool> FinalCheck::variants_in(const History& history, const std::string& text) {
  std::vector<bool> found;
  for (const Variant& variant : history.variants) {
    found.push_back(has(text, variant));
  }
  return found;
}

void FinalCheck::note_served(const std::string& path, const std::string& bytes) {
  if (path.ends_with("state.json") || path.find("/.well-known/") != std::string::npos) {
    return;  // the copy of another file, or without whole events
  }
  for (Expected& expected : records_) {
    if (path.find(expected.history->suffix) == std::string::npos) {
      continue;
    }
    for (std::size_t i = 0; i < expected.variants.size(); ++i) {
      const Variant& variant = expected.history->variants[i];
      if (!expected.variants[i] && has(bytes, variant)) {
        expected.variants[i] = true;
        expected.events[variant.event] = true;
      }
    }
  }
}

const State& FinalCheck::state_of(Expected& expected) {
  if (!expected.state) {
    EventSet events(expected.history->record.pith_number, people_.keyring);
    for (std::size_t i = 0; i < expected.variants.size(); ++i) {
      if (expected.variants[i]) {
        static_cast<void>(events.add(expected.history->variants[i].plain_json, &verdicts_));
      }
    }
    expected.state = events.state({}, Scope::authentic_only);
  }
  return *expected.state;
}

const BundleReport& FinalCheck::report_of(Expected& expected, const std::string& bundle) {
  if (expected.checked_bundle != bundle) {
    expected.checked_bundle = bundle;
    const Result<Bundle> parsed = Bundle::parse(bundle);
    expected.report = parsed ? parsed->verify(people_.keyring, BundleKeys::ignore, &verdicts_) : BundleReport();
  }
  return expected.report;
}

void FinalCheck::check_mirror(const std::map<std::string, std::string>& files, std::size_t others_bytes_max,
                              std::vector<std::string>& violations) {
  std::size_t known_paths = 0;
  for (Expected& expected : records_) {
    check_record(expected, files, others_bytes_max, violations);
    known_paths += static_cast<std::size_t>(std::count_if(files.begin(), files.end(), [&](const auto& file) {
      return file.first.find(expected.history->suffix) != std::string::npos;
    }));
  }
  if (known_paths != files.size()) {
    violations.emplace_back("a file that belongs to no record");
  }
}

void FinalCheck::check_record(Expected& expected, const std::map<std::string, std::string>& files,
                              std::size_t others_bytes_max, std::vector<std::string>& violations) {
  const History& history = *expected.history;
  const auto violate = [&](const char* what) { violations.push_back(what + (" " + history.record.pith_number)); };
  const std::string remembered = text_of(files, "records/pith-2021-" + history.suffix + ".ndjson");
  const std::vector<bool> found = variants_in(history, remembered);
  if (found != expected.variants) {
    violate("a variant that an honest mirror served is lost:");
  }
  std::size_t trusted_bytes = 0;
  for (std::size_t begin = 0; begin < remembered.size();) {
    const std::size_t end = std::min(remembered.find('\n', begin), remembered.size());
    const std::string_view line = std::string_view(remembered).substr(begin, end - begin);
    const bool is_bundle =
        std::find(history.plain_bundles.begin(), history.plain_bundles.end(), line) != history.plain_bundles.end();
    const bool is_variant = std::any_of(history.variants.begin(), history.variants.end(), [&](const Variant& variant) {
      return variant.plain_json == line || variant.plain_bundle_json == line;
    });
    trusted_bytes += is_bundle || is_variant ? line.size() + 1 : 0;
    begin = end + 1;
  }
  if (remembered.size() - trusted_bytes > others_bytes_max) {
    violate("more of strangers than the limit:");
  }
  const std::string folder = "public/pith/" + history.suffix;
  const std::string bundle = text_of(files, folder + "/bundle.json");
  if (bundle.empty() == expected.events.front()) {
    violate("a record is served if it was created, and otherwise not:");
    return;
  }
  if (bundle.empty()) {
    return;
  }
  const BundleReport& report = report_of(expected, bundle);
  if (report.authentic_state_sha256 != state_of(expected).sha256) {
    violate("the state of the authentic events is not that of all events that were served:");
  }
  if (expected.bundle.value_or(bundle) != bundle) {
    violate("two honest mirrors serve different bundles:");
  }
  expected.bundle = bundle;
  if (text_of(files, "public/.well-known/pith/" + history.suffix + "/bundle.json") != bundle) {
    violate("the two bundles differ:");
  }
  if (text_of(files, folder + "/state.json") != report.state.document) {
    violate("state.json is not the state of the bundle:");
  }
  for (const Fork& fork : history.forks) {
    if (is_flaggable(history, expected.events, fork) &&
        !has_fork(report.state, history.events[fork.one].id, history.events[fork.other].id)) {
      violate("a fork is not flagged:");
    }
  }
}

void FinalCheck::count(std::map<std::string, std::size_t>& counts) {
  for (const Expected& expected : records_) {
    const auto trues = [](const std::vector<bool>& bits) {
      return static_cast<std::size_t>(std::count(bits.begin(), bits.end(), true));
    };
    counts["records"] += expected.events.front() ? 1U : 0U;
    counts["events"] += trues(expected.events);
    counts["second variants"] += trues(expected.variants) - trues(expected.events);
    counts["forks"] += static_cast<std::size_t>(
        std::count_if(expected.history->forks.begin(), expected.history->forks.end(),
                      [&](const Fork& fork) { return is_flaggable(*expected.history, expected.events, fork); }));
  }
}

}  // namespace pith::tests::network
