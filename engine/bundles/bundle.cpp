// The public Bundle: owns a parsed document that is a bundle.

#include "pith/bundle.h"

#include <utility>

#include "canon/parse.h"
#include "engine/bundles/bundle_check.h"
#include "engine/bundles/bundle_view.h"

namespace pith {

struct Bundle::Contents {
  std::shared_ptr<const std::string> json_text;  // what the document's views point into
  canon::Document document;
  canon::CanonicalText canonical;
  std::string pith_number;

  Contents(std::shared_ptr<const std::string> text, canon::Document parsed)
      : json_text(std::move(text)),
        document(std::move(parsed)),
        canonical(document),
        pith_number(view().pith_number()) {}

  engine::BundleView view() const { return {document.root(), canonical}; }
};

Result<Bundle> Bundle::parse(std::string json_text) {
  return parse(std::make_shared<const std::string>(std::move(json_text)));
}

Result<Bundle> Bundle::parse(std::shared_ptr<const std::string> text) {
  Result<canon::Document> document = engine::parse_bundle(*text);
  if (!document) {
    return document.error();
  }
  return Bundle(std::make_shared<const Contents>(text, *std::move(document)));
}

Result<Bundle> Bundle::parse_copy(std::string_view json_text) {
  if (Result<void> checked = canon::check_size(json_text.size()); !checked) {
    return std::move(checked).error();
  }
  return parse(std::string(json_text));
}

const std::string& Bundle::pith_number() const {
  return contents_->pith_number;
}

void Bundle::add_events_to(EventSet& events, VerdictCache* verdicts) const {
  contents_->view().add_events_to(*events.events_, verdicts);
}

bool Bundle::has_trusted_signature(const Keyring& keyring, VerdictCache* verdicts) const {
  const engine::BundleView view = contents_->view();
  return view.check_signature(view.sha256(keyring.crypto()), keyring.table(), verdicts) == engine::SignatureFault::none;
}

BundleAliases Bundle::aliases_for(std::string_view pith_number, const Keyring& keyring, VerdictCache* verdicts) const {
  return contents_->view().aliases_for(pith_number, keyring, verdicts);
}

BundleReport Bundle::verify(const Keyring& keyring, BundleKeys bundle_keys, VerdictCache* verdicts) const {
  return engine::check_bundle(contents_->view(), keyring, bundle_keys, verdicts);
}

}  // namespace pith
