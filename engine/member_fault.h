#ifndef PITH_ENGINE_MEMBER_FAULT_H
#define PITH_ENGINE_MEMBER_FAULT_H

#include <string_view>

#include "canon/document.h"
#include "pith/event.h"

namespace pith::engine {

/// What a check found wrong with an object: in which way, and in which member.
struct MemberFault {
  ReasonDetail detail = ReasonDetail::none;
  std::string_view member;  ///< a path within the object, such as `signer/key_id`; static storage; may be empty
};

/// Of a member that does not have the type, form or value that it must have.
inline MemberFault fault_of(canon::Value object, std::string_view member) {
  return {object.find(member) ? ReasonDetail::wrong_member : ReasonDetail::missing_member, member};
}

}  // namespace pith::engine

#endif
