#include "examples/mirror/mirror.h"

#include <cassert>
#include <optional>
#include <stdexcept>
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

// About what a document and a record take in memory while they wait, apart from their text.
constexpr std::size_t item_overhead_bytes = 128;
constexpr std::size_t record_overhead_bytes = 256;
constexpr std::size_t forgotten_max = 100;  // strangers can name any number of records

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

Mirror::Mirror(Disk& disk, Trust trust, std::size_t waiting_bytes_max)
    : disk_(disk), trust_(std::move(trust)), waiting_bytes_max_(waiting_bytes_max) {
  disk_.sync_all();
}

std::unique_ptr<RecordMemory> Mirror::make_memory(const std::string& pith_number) const {
  return std::make_unique<RecordMemory>(pith_number, trust_);
}

std::vector<std::string> Mirror::sort(std::string_view document, bool may_be_other, const TakeItem& take) const {
  return sort_document(document, may_be_other, take);
}

std::unique_ptr<RecordMemory> Mirror::recall(const std::string& pith_number) {
  std::unique_ptr<RecordMemory> memory = make_memory(pith_number);
  const std::string text = disk_.read(std::string(records_folder) + '/' + record_file(pith_number)).value_or("");
  try {
    memory->load(text);
  } catch (const std::runtime_error& damage) {
    damaged_.emplace(pith_number, damage.what());
    memory.reset();
  }
  return memory;
}

std::vector<std::string> Mirror::take(std::string_view document, bool may_be_other) {
  return sort(document, may_be_other, [&](Item item) { wait(std::move(item)); });
}

void Mirror::wait(Item item) {
  const std::size_t bytes = item_overhead_bytes + item.json.size();
  const auto [record, is_first] = waiting_.try_emplace(std::move(item.pith_number));
  std::set<std::string>& documents = item.kind == ItemKind::bundle ? record->second.bundles : record->second.events;
  if (documents.insert(std::move(item.json)).second) {
    waiting_bytes_ += bytes + (is_first ? record_overhead_bytes : 0);
    if (waiting_bytes_ > waiting_bytes_max_) {
      keep();
    }
  }
}

void Mirror::keep() {
  const std::map<std::string, Waiting> waiting = std::exchange(waiting_, {});
  waiting_bytes_ = 0;
  for (const auto& [number, documents] : waiting) {
    const std::unique_ptr<RecordMemory> memory = recall(number);
    if (!memory) {
      continue;
    }
    for (const std::string& bundle : documents.bundles) {
      memory->take_bundle(bundle);
    }
    for (const std::string& event : documents.events) {
      memory->take_event(event);
    }
    if (const std::string text = memory->text(); !text.empty()) {
      replace_file(disk_, std::string(records_folder), record_file(number), text);
    } else if (forgotten_.size() < forgotten_max) {
      forgotten_.insert(number);
    }
  }
}

void Mirror::publish(const std::function<void(const RecordMemory&, const std::optional<Publication>&)>& report) {
  for (const std::string& name : disk_.list(std::string(records_folder))) {
    const std::optional<std::string> number = number_of_file(name);
    const std::unique_ptr<RecordMemory> memory = number ? recall(*number) : nullptr;
    if (!memory) {
      continue;
    }
    const std::optional<Publication> publication = memory->publication();
    if (publication) {
      const std::string suffix = number->substr(number_bytes - suffix_bytes);
      const std::string folder = std::string(public_folder) + "/pith/" + suffix;
      replace_file(disk_, folder, "bundle.json", publication->bundle_json);
      replace_file(disk_, folder, "state.json", publication->state_json);
      replace_file(disk_, std::string(public_folder) + "/.well-known/pith/" + suffix, "bundle.json",
                   publication->bundle_json);
    }
    report(*memory, publication);
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
