#ifndef PITH_TESTS_NETWORK_NETWORK_H
#define PITH_TESTS_NETWORK_NETWORK_H

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "pith/crypto.h"
#include "pith/verdict_cache.h"
#include "tests/network/history.h"
#include "tests/network/tested_mirror.h"

namespace pith::tests::network {

/// What many networks share.
struct Surroundings {
  Surroundings();

  People people;
  std::vector<History> histories;
  VerdictCache verdicts;
  Results results;
};

/// What happened in a network.
struct Outcome {
  std::vector<std::string> violations;        ///< what must not be; for people
  std::map<std::string, std::size_t> counts;  ///< how often each thing happened
  std::size_t digest = 0;                     ///< of all files of all mirrors at the end; for one process
};

/// Runs a network of 20 mirrors, some of them dishonest, and 5 authors. Links drop, repeat, delay, cut off and alter
/// documents. Mirrors stop at any step, lose power, and start again, sometimes with fewer keys. Signers add members
/// that have other meanings in other documents, and the registry withdraws records. Authors give two answers at one
/// position. At the end all links work, and the honest mirrors fetch from one another. Then it must hold that
///   - every honest mirror has the same state of the authentic events of every record, and it is the state of all
///     events that an honest mirror ever served;
///   - every variant that an honest mirror ever served is remembered by every honest mirror;
///   - they serve the same bytes, and each state is that of the bundle beside it;
///   - every fork whose answers are known is in every state;
///   - whatever strangers send, each mirror keeps a bounded part of it;
///   - at every start, each file has all bytes of one version.
/// The same seed gives the same network, and the same outcome. There is no clock and no thread.
Outcome run_network(Surroundings& surroundings, std::uint64_t seed, Fault fault);

}  // namespace pith::tests::network

#endif
