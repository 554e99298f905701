#ifndef PITH_ENGINE_INDICES_H
#define PITH_ENGINE_INDICES_H

#include "containers/typed_index.h"

namespace pith::engine {

/// The number that an EventStore gives to a digest, in order of arrival: of an event, or of what an event links to.
/// It shows in no result.
using DigestNumber = containers::TypedIndex<struct DigestNumberTag>;

/// An authentic event of an EventStore, in order of arrival. It shows in no result.
using EventIndex = containers::TypedIndex<struct EventIndexTag>;

/// SPEC 7.2: a (principal, event_type, target) of a ClassIndex, in order of arrival. It shows in no result.
using ClassNumber = containers::TypedIndex<struct ClassNumberTag>;

/// SPEC 3.7: a principal of a keyring. Equal numbers are equal principals.
using PrincipalNumber = containers::TypedIndex<struct PrincipalNumberTag>;

}  // namespace pith::engine

#endif
