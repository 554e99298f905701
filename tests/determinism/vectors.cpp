#include "tests/determinism/vectors.h"

#include <memory>
#include <stdexcept>
#include <vector>

#include "canon/parse.h"
#include "pith/event_set.h"
#include "tests/determinism/groups.h"
#include "tests/support/vectors.h"

namespace pith::determinism {

using canon::Elements;
using canon::Value;
using tests::text_of;

void add_vectors(const std::filesystem::path& folder,
                 const std::function<RunVector(const std::string& kind, Value vector)>& choose, Cases& cases) {
  for (const std::filesystem::path& path : tests::list_vectors(folder)) {
    const auto text = std::make_shared<const std::string>(read_file(path));
    Result<canon::Document> document = canon::parse(*text);
    if (!document) {
      throw std::runtime_error("a vector is not JSON: " + path.string());
    }
    const auto vector = std::make_shared<const canon::Document>(std::move(*document));
    const std::string kind = text_of(vector->root(), "vector");
    if (const RunVector run = choose(kind, vector->root())) {
      cases.add("vectors/" + kind + "/" + path.stem().string(), [text, vector, run] {
        Transcript transcript;
        run(vector->root(), transcript);
        return transcript;
      });
    }
  }
}

bool has_bundle_keys(Value vector) {
  const std::optional<Value> bundle_keys = vector.find("bundle_keys");
  return bundle_keys && Elements(*bundle_keys).begin() != Elements(*bundle_keys).end();
}

void run_merge(Value vector, const Keyring& keyring, Transcript& transcript) {
  EventSet events(text_of(vector, "subject"), keyring);
  const std::vector<Alias> aliases = tests::aliases_of(vector);
  for (const Value event : Elements(*vector.find("events"))) {
    transcript.add("event", events.add(event.text()));
  }
  transcript.add("state", events.state(aliases));
  transcript.add("authentic", events.state(aliases, Scope::authentic_only));
  transcript.add("input_sha256", events.input_sha256(aliases));
}

}  // namespace pith::determinism
