#include "fuzz/support/arrived.h"

#include "fuzz/support/trust.h"
#include "pith/bundle.h"
#include "tests/support/reference.h"

namespace pith::fuzz {

namespace reference = tests::reference;

void Arrived::add(const reference::Json& value) {
  const std::string text = reference::write(value);
  const Result<Bundle> bundle = Bundle::parse(text);
  if (!bundle) {
    events_.push_back(text);
    return;
  }
  for (const reference::Json& event : value.find("events")->items) {
    events_.push_back(reference::write(event));
  }
  if (bundle->pith_number() != subject_) {
    return;  // its aliases are those of another record
  }
  const std::vector<Alias> trusted = bundle->aliases_for(bundle->pith_number(), keyring(), &known_verdicts()).aliases;
  aliases_.insert(aliases_.end(), trusted.begin(), trusted.end());
}

std::optional<std::string> Arrived::reference_outcome() const {
  if (is_too_many()) {
    return std::nullopt;
  }
  const reference::Checker checker(subject_, key_entries());
  const std::vector<reference::Copy> copies = tests::copies_of(checker, events_);
  const reference::Outcome outcome = tests::reference_state(checker, copies, aliases_);
  return outcome.document + "\n" + outcome.state_sha256 + "\n" +
         tests::reference_input_sha256(checker, copies, aliases_);
}

}  // namespace pith::fuzz
