// The handler of SIGCHLD writes a byte into a pipe, so that one call of poll() waits for the end of the program, for a
// signal to this program, and for the time limit.

#include "cli/check_program.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <initializer_list>
#include <limits>
#include <system_error>
#include <utility>

extern char** environ;  // POSIX has it in no header

namespace pith::cli {
namespace {

using Clock = std::chrono::steady_clock;

std::array<int, 2> child_pipe = {-1, -1};

void note_child(int) {
  const int saved_errno = errno;
  // If the pipe is full, there is something to read already.
  [[maybe_unused]] const ssize_t written = write(child_pipe[1], "!", 1);
  errno = saved_errno;
}

void set_child_handler(void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART | SA_NOCLDSTOP;
  sigemptyset(&action.sa_mask);
  sigaction(SIGCHLD, &action, nullptr);
}

/// How the program is started: in a process group of its own, with no standard streams, and with the signals as they
/// are at the start of any program.
class Attributes {
 public:
  Attributes() {
    posix_spawnattr_init(&attributes_);
    posix_spawn_file_actions_init(&actions_);
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes_, &signals);
    for (const int signal : {SIGINT, SIGTERM, SIGCHLD, SIGPIPE}) {
      sigaddset(&signals, signal);
    }
    posix_spawnattr_setsigdefault(&attributes_, &signals);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    for (const int descriptor : {STDOUT_FILENO, STDERR_FILENO}) {
      posix_spawn_file_actions_addopen(&actions_, descriptor, "/dev/null", O_WRONLY, 0);
    }
  }
  ~Attributes() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;

  const posix_spawnattr_t* attributes() const { return &attributes_; }
  const posix_spawn_file_actions_t* actions() const { return &actions_; }

 private:
  posix_spawnattr_t attributes_;
  posix_spawn_file_actions_t actions_;
};

/// Whether the process has ended. It stays a zombie, so that nobody else gets its number or that of its group.
bool has_ended(int process) {
  siginfo_t info = {};
  return waitid(P_PID, static_cast<id_t>(process), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == process;
}

/// Ends everything in the group of the process, and returns the status of the process.
int end_group(int process) {
  kill(-process, SIGKILL);
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

int to_poll_milliseconds(Clock::duration duration) {
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(duration).count();
  return static_cast<int>(std::clamp<std::int64_t>(milliseconds, 0, std::numeric_limits<int>::max()));
}

}  // namespace

CheckProgram::CheckProgram(std::string program, std::chrono::seconds time_limit, const Interruption& interruption)
    : program_(std::move(program)), time_limit_(time_limit), interruption_(interruption) {
  if (pipe2(child_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    throw std::system_error(errno, std::generic_category(), "pipe");
  }
  set_child_handler(note_child);
}

CheckProgram::~CheckProgram() {
  set_child_handler(SIG_DFL);
  close(child_pipe[0]);
  close(child_pipe[1]);
}

RunEnd CheckProgram::run(std::string_view bytes) {
  if (interruption_.signal() != 0) {
    return RunEnd::interrupted;
  }
  return wait_for(start(folder_.write("candidate.ndjson", bytes)));
}

int CheckProgram::start(std::string path) const {
  std::string name = program_;
  const std::array<char*, 3> arguments = {name.data(), path.data(), nullptr};
  const Attributes attributes;
  pid_t process = 0;
  const int error = posix_spawnp(&process, program_.c_str(), attributes.actions(), attributes.attributes(),
                                 arguments.data(), environ);
  if (error != 0) {
    throw StartFailure("cannot run " + program_ + ": " + std::strerror(error));
  }
  return process;
}

RunEnd CheckProgram::wait_for(int process) const {
  const Clock::time_point deadline = Clock::now() + time_limit_;
  while (!has_ended(process)) {
    const Clock::duration left = deadline - Clock::now();
    if (interruption_.signal() != 0 || left <= Clock::duration::zero()) {
      end_group(process);
      return interruption_.signal() != 0 ? RunEnd::interrupted : RunEnd::over_limit;
    }
    std::array<pollfd, 2> descriptors = {{{child_pipe[0], POLLIN, 0}, {interruption_.descriptor(), POLLIN, 0}}};
    poll(descriptors.data(), descriptors.size(), to_poll_milliseconds(left));
    std::array<char, 64> notes;
    while (read(child_pipe[0], notes.data(), notes.size()) > 0) {
    }
  }
  const int status = end_group(process);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? RunEnd::succeeded : RunEnd::failed;
}

}  // namespace pith::cli
