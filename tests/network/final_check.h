#ifndef PITH_TESTS_NETWORK_FINAL_CHECK_H
#define PITH_TESTS_NETWORK_FINAL_CHECK_H

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pith/bundle.h"
#include "pith/state.h"
#include "pith/verdict_cache.h"
#include "tests/network/history.h"

namespace pith::tests::network {

/// Checks the honest mirrors of a network at its end. What must be there follows from what was served and from the
/// histories. Nothing here asks the mirrors' code.
class FinalCheck {
 public:
  /// All must outlive this.
  FinalCheck(const People& people, VerdictCache& verdicts, const std::vector<const History*>& records);

  /// Notes a file that an honest mirror served at any time.
  void note_served(const std::string& path, const std::string& bytes);

  /// Checks all files of an honest mirror. Call it after every note_served().
  void check_mirror(const std::map<std::string, std::string>& files, std::size_t others_bytes_max,
                    std::vector<std::string>& violations);

  /// Counts what there was to check.
  void count(std::map<std::string, std::size_t>& counts);

 private:
  struct Expected {
    const History* history = nullptr;
    std::vector<bool> variants;         // that an honest mirror served
    std::vector<bool> events;           // the same, of events
    std::optional<State> state;         // of the authentic events, once it is known
    std::optional<std::string> bundle;  // that the first mirror serves
    std::string checked_bundle;         // the last bundle that was checked, and
    BundleReport report;                // what the library says of it
  };

  const State& state_of(Expected& expected);
  const BundleReport& report_of(Expected& expected, const std::string& bundle);
  static std::vector<bool> variants_in(const History& history, const std::string& text);
  void check_record(Expected& expected, const std::map<std::string, std::string>& files, std::size_t others_bytes_max,
                    std::vector<std::string>& violations);

  const People& people_;
  VerdictCache& verdicts_;
  std::vector<Expected> records_;
};

}  // namespace pith::tests::network

#endif
