#ifndef PITH_CLI_CHECK_PROGRAM_H
#define PITH_CLI_CHECK_PROGRAM_H

// Runs a program of the user on one file after the other.

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>

#include "cli/interruption.h"
#include "cli/private_folder.h"

namespace pith::cli {

/// How a run of the program ended.
enum class RunEnd {
  succeeded,    ///< it exited with 0
  failed,       ///< it exited with another status, or a signal ended it
  over_limit,   ///< it took longer than it may, and was killed
  interrupted,  ///< this program got SIGINT or SIGTERM, and killed it
};

/// The program cannot be started. what() says why: escape it before you show it.
class StartFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A program that is run without a shell. Its standard input is empty, and what it prints is thrown away. Each run is a
/// process group of its own, of which nothing is left when the run has ended. At most one of these may exist at a time.
class CheckProgram {
 public:
  /// The program is looked for in PATH if its name has no slash. `interruption` must outlive the object. Throws
  /// OutputFailure if there is no place for files, and std::system_error if the system has no pipe left.
  CheckProgram(std::string program, std::chrono::seconds time_limit, const Interruption& interruption);
  ~CheckProgram();
  CheckProgram(const CheckProgram&) = delete;
  CheckProgram& operator=(const CheckProgram&) = delete;

  /// Runs it with the name of a new file, which has these bytes, as the only argument. Throws StartFailure, or
  /// OutputFailure if the file cannot be written.
  RunEnd run(std::string_view bytes);

 private:
  int start(std::string path) const;
  RunEnd wait_for(int process) const;

  std::string program_;
  std::chrono::seconds time_limit_;
  const Interruption& interruption_;
  PrivateFolder folder_;
};

}  // namespace pith::cli

#endif
