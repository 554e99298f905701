#include "engine/bundles/copy_finder.h"

#include <algorithm>
#include <cstdint>

#include "containers/digest_index.h"

namespace pith::engine {

void CopyFinder::for_each_copy(std::span<const Sha256Digest> events, const Visit& visit) {
  std::vector<Sha256Digest> wanted(events.begin(), events.end());
  std::sort(wanted.begin(), wanted.end());
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  const auto is_before = [](const Sha256Digest& event, std::uint64_t digest_prefix) {
    return containers::digest_prefix(event) < digest_prefix;
  };
  for (const CopyMark& mark : marks_) {
    const auto like = std::lower_bound(wanted.begin(), wanted.end(), mark.digest_prefix, is_before);
    if (like == wanted.end() || containers::digest_prefix(*like) != mark.digest_prefix) {
      continue;
    }
    const AcceptedDocument& accepted = inputs_.document_of(mark.item);
    const OpenDocument& document = open(accepted);
    const std::size_t item = mark.item - accepted.first_item;
    const EventCopy copy(document.items()[item].value, document.text(), crypto_);
    const auto found = std::find(like, wanted.end(), copy.digest());
    if (found != wanted.end() && !visit(copy, {accepted.input, accepted.document.line, document.pointer(item)})) {
      wanted.erase(found);
    }
  }
}

const OpenDocument& CopyFinder::open(const AcceptedDocument& document) {
  if (open_ == nullptr || open_first_item_ != document.first_item) {
    open_ = nullptr;  // first, so that only one is in memory
    open_ = std::make_unique<const OpenDocument>(document.document);
    open_first_item_ = document.first_item;
  }
  return *open_;
}

}  // namespace pith::engine
