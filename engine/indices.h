#ifndef PITH_ENGINE_INDICES_H
#define PITH_ENGINE_INDICES_H

#include "containers/typed_index.h"

namespace pith::engine {

/// The number that an EventStore gives to the digest of an event, or of something that an event links to, in order of
/// arrival. It appears in no result.
using DigestNumber = containers::TypedIndex<struct DigestNumberTag>;

/// An authentic event of an EventStore, in order of arrival. It appears in no result.
using EventIndex = containers::TypedIndex<struct EventIndexTag>;

/// SPEC 7.2: a (principal, event_type, target) of a ClassIndex, in order of arrival. It appears in no result.
using ClassNumber = containers::TypedIndex<struct ClassNumberTag>;

/// SPEC 3.7: a principal of a ClassIndex, in order of arrival. It appears in no result.
using PrincipalNumber = containers::TypedIndex<struct PrincipalNumberTag>;

}  // namespace pith::engine

#endif
