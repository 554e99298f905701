#ifndef PITH_CLI_INTERRUPTION_H
#define PITH_CLI_INTERRUPTION_H

// SIGINT and SIGTERM end a run in order: what is done is kept, and the program says how to go on.

namespace pith::cli {

/// What a second SIGINT or SIGTERM does.
enum class SecondSignal { ends, is_ignored };

/// While this object exists, the first SIGINT or SIGTERM is only remembered. A second one ends the program at once, as
/// it does without this object, unless it is ignored. A read that waits for standard input, or for another pipe, ends,
/// and so does opening a named pipe (see set_wake_descriptor()). At most one may exist at a time.
class Interruption {
 public:
  /// Throws std::system_error if the system has no pipe left.
  explicit Interruption(SecondSignal second = SecondSignal::ends);
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  /// SIGINT or SIGTERM if it came; otherwise 0. Safe to call from many threads.
  int signal() const;

  /// A descriptor that has something to read once a signal came, for poll(). Do not read from it.
  int descriptor() const;

  /// The exit status that tells a shell which signal ended the program: 130 or 143. Needs signal() != 0.
  int exit_status() const { return 128 + signal(); }
};

}  // namespace pith::cli

#endif
