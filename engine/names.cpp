#include "pith/event.h"

namespace pith {

std::string_view name(Reason reason) noexcept {
  switch (reason) {
    case Reason::malformed:
      return "malformed";
    case Reason::limit_exceeded:
      return "limit_exceeded";
    case Reason::unsupported_schema_version:
      return "unsupported_schema_version";
    case Reason::subject_mismatch:
      return "subject_mismatch";
    case Reason::unknown_key:
      return "unknown_key";
    case Reason::signer_mismatch:
      return "signer_mismatch";
    case Reason::key_expired:
      return "key_expired";
    case Reason::not_authorised:
      return "not_authorised";
    case Reason::record_mismatch:
      return "record_mismatch";
    case Reason::content_hash_mismatch:
      return "content_hash_mismatch";
    case Reason::event_id_mismatch:
      return "event_id_mismatch";
    case Reason::bad_signature:
      return "bad_signature";
    case Reason::bad_receipt:
      return "bad_receipt";
    case Reason::prev_event_unresolved:
      return "prev_event_unresolved";
  }
  return "unknown";  // unreachable for a valid reason
}

}  // namespace pith
