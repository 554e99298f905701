#include "examples/mirror/mirror.h"

#include <cassert>
#include <optional>
#include <utility>

namespace mirror {
namespace {

constexpr std::string_view records_folder = "records";
constexpr std::string_view public_folder = "public";
constexpr std::string_view manifest_name = "pith-mirrors.json";
constexpr std::string_view record_ending = ".ndjson";
constexpr std::size_t scheme_bytes = 5;   // `pith:`
constexpr std::size_t number_bytes = 36;  // `pith:2021:` and the suffix
constexpr std::size_t suffix_bytes = 26;

/// The name of a record's file. The number has only letters, digits and colons.
std::string record_file(const std::string& pith_number) {
  assert(pith::is_pith_number(pith_number));
  std::string name = pith_number;
  name[scheme_bytes - 1] = '-';
  name[name.size() - suffix_bytes - 1] = '-';
  return name.append(record_ending);
}

/// The opposite; std::nullopt for any other name.
std::optional<std::string> number_of_file(std::string name) {
  if (name.size() != number_bytes + record_ending.size() || !name.ends_with(record_ending)) {
    return std::nullopt;
  }
  name.resize(number_bytes);
  for (const std::size_t i : {scheme_bytes - 1, number_bytes - suffix_bytes - 1}) {
    if (std::exchange(name[i], ':') != '-') {
      return std::nullopt;
    }
  }
  return pith::is_pith_number(name) ? std::optional(name) : std::nullopt;
}

}  // namespace

Mirror::Mirror(Disk& disk, Trust trust) : disk_(disk), trust_(std::move(trust)) {
  disk_.sync_all();
}

std::unique_ptr<RecordMemory> Mirror::make_memory(const std::string& pith_number) const {
  return std::make_unique<RecordMemory>(pith_number, trust_);
}

SortedDocument Mirror::sort(std::string_view document, bool may_be_other) const {
  return sort_document(document, may_be_other);
}

std::unique_ptr<RecordMemory> Mirror::recall(const std::string& pith_number) {
  std::unique_ptr<RecordMemory> memory = make_memory(pith_number);
  memory->load(disk_.read(std::string(records_folder) + '/' + record_file(pith_number)).value_or(""));
  return memory;
}

std::vector<std::string> Mirror::take(std::string_view document, bool may_be_other) {
  SortedDocument sorted = sort(document, may_be_other);
  for (Item& item : sorted.items) {
    waiting_bytes_ += item.json.size();
    waiting_[item.pith_number].push_back(std::move(item));
  }
  return std::move(sorted.complaints);
}

void Mirror::keep() {
  const std::map<std::string, std::vector<Item>> waiting = std::exchange(waiting_, {});
  waiting_bytes_ = 0;
  for (const auto& [number, items] : waiting) {
    const std::unique_ptr<RecordMemory> memory = recall(number);
    for (const Item& item : items) {
      if (item.kind == ItemKind::bundle) {
        memory->take_bundle(item.json);
      } else {
        memory->take_event(item.json);
      }
    }
    if (const std::string text = memory->text(); !text.empty()) {
      replace_file(disk_, std::string(records_folder), record_file(number), text);
    }
  }
}

void Mirror::publish(const std::function<void(const std::string& pith_number, const Publication&)>& report) {
  for (const std::string& name : disk_.list(std::string(records_folder))) {
    const std::optional<std::string> number = number_of_file(name);
    const std::optional<Publication> publication = number ? recall(*number)->publication() : std::nullopt;
    if (publication) {
      const std::string suffix = number->substr(number_bytes - suffix_bytes);
      const std::string folder = std::string(public_folder) + "/pith/" + suffix;
      replace_file(disk_, folder, "bundle.json", publication->bundle_json);
      replace_file(disk_, folder, "state.json", publication->state_json);
      replace_file(disk_, std::string(public_folder) + "/.well-known/pith/" + suffix, "bundle.json",
                   publication->bundle_json);
      report(*number, *publication);
    }
  }
}

void Mirror::publish_manifest(const std::function<std::string(std::string_view generated_at)>& write,
                              std::string_view now) {
  const std::string folder(public_folder);
  const std::string name(manifest_name);
  if (const std::optional<std::string> old = disk_.read(folder + '/' + name)) {
    const auto generated_at = pith::canonical_json_at(*old, "/generated_at");
    const bool is_text = generated_at && *generated_at && (*generated_at)->size() > 2;
    if (is_text && write((*generated_at)->substr(1, (*generated_at)->size() - 2)) == *old) {
      now = {};
    }
  }
  if (!now.empty()) {
    replace_file(disk_, folder, name, write(now));
  }
}

}  // namespace mirror
