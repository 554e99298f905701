#ifndef PITH_CLI_INTERRUPTION_H
#define PITH_CLI_INTERRUPTION_H

// SIGINT and SIGTERM end a run in order: what is done is kept, and the program says how to go on.

namespace pith::cli {

/// While this object exists, the first SIGINT or SIGTERM is only remembered. A second one ends the program at once, as
/// it does without this object. A read that waits for standard input, or for another pipe, ends (see read_some()).
/// At most one may exist at a time.
class Interruption {
 public:
  /// Throws std::system_error if the system has no pipe left.
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  /// SIGINT or SIGTERM if it came; otherwise 0. Safe to call from many threads.
  int signal() const;

  /// The exit status that tells a shell which signal ended the program: 130 or 143. Needs signal() != 0.
  int exit_status() const { return 128 + signal(); }
};

}  // namespace pith::cli

#endif
