// The handler writes a byte into a pipe. Every read that may wait also waits for that pipe, so that it ends on any
// thread, whichever thread the system gives the signal to.

#include "cli/interruption.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <system_error>

#include "cli/descriptor.h"

namespace pith::cli {
namespace {

std::atomic<int> received_signal = 0;
std::atomic<bool> is_second_ignored = false;
std::array<int, 2> wake_pipe = {-1, -1};

void set_handler(int signal, void (*handler)(int));

void remember(int signal) {
  if (received_signal != 0) {
    if (is_second_ignored) {
      return;
    }
    set_handler(signal, SIG_DFL);
    raise(signal);  // takes effect when this handler returns
    return;
  }
  const int saved_errno = errno;
  received_signal = signal;
  [[maybe_unused]] const ssize_t written = write(wake_pipe[1], "!", 1);  // a full pipe wakes as well
  errno = saved_errno;
}

void set_handler(int signal, void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

}  // namespace

Interruption::Interruption(SecondSignal second) {
  received_signal = 0;
  is_second_ignored = second == SecondSignal::is_ignored;
  if (pipe2(wake_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    throw std::system_error(errno, std::generic_category(), "pipe");
  }
  set_wake_descriptor(wake_pipe[0]);
  for (const int signal : {SIGINT, SIGTERM}) {
    set_handler(signal, remember);
  }
}

Interruption::~Interruption() {
  for (const int signal : {SIGINT, SIGTERM}) {
    set_handler(signal, SIG_DFL);
  }
  set_wake_descriptor(-1);
  close(wake_pipe[0]);
  close(wake_pipe[1]);
}

int Interruption::descriptor() const {
  return wake_pipe[0];
}

int Interruption::signal() const {
  return received_signal;
}

}  // namespace pith::cli
