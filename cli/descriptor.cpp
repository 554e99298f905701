#include "cli/descriptor.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>

namespace pith::cli {
namespace {

constexpr int without_timeout = -1;

std::atomic<int> wake_descriptor = -1;

/// Waits until the descriptor has something to read. Returns false if the wake descriptor has something instead.
bool wait_to_read(int descriptor) {
  const int wake = wake_descriptor;
  if (wake < 0) {
    return true;
  }
  std::array<pollfd, 2> waiting = {{{descriptor, POLLIN, 0}, {wake, POLLIN, 0}}};
  while (poll(waiting.data(), waiting.size(), without_timeout) < 0 && errno == EINTR) {
  }
  return waiting[1].revents == 0;
}

/// Whether wait_to_read() would not wait.
bool is_woken() {
  pollfd waiting = {wake_descriptor, POLLIN, 0};  // poll ignores the descriptor -1
  return poll(&waiting, 1, 0) > 0;
}

bool is_named_pipe(const std::string& path) {
  struct stat status;
  return stat(path.c_str(), &status) == 0 && S_ISFIFO(status.st_mode);
}

/// Waits until somebody writes to a named pipe that is open without blocking. Linux tells of one without a writer only
/// after it had one: fifo(7). From then on its reads block, as those of other files. Closes it if the wait was ended.
int wait_for_writer(int descriptor) {
  if (wait_to_read(descriptor)) {
    fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK);
    return descriptor;
  }
  close(descriptor);
  errno = ECANCELED;
  return -1;
}

/// After a call on the descriptor failed: whether the same call can succeed. If it only had to wait, waits.
bool may_try_again(int descriptor, short event) {
  if (errno == EINTR) {
    return true;
  }
  if (errno != EAGAIN && errno != EWOULDBLOCK) {
    return false;
  }
  pollfd waiting = {descriptor, event, 0};
  // If the descriptor is broken, poll says so at once, and the next call fails with the reason.
  return poll(&waiting, 1, without_timeout) >= 0 || errno == EINTR;
}

}  // namespace

void reserve_standard_descriptors() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(descriptor, F_GETFD) < 0 && errno == EBADF) {
      // The lowest number that is free. Open for the wrong direction, so that reading or writing still fails.
      static_cast<void>(open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY));
    }
  }
}

int open_to_read(const std::string& path) {
  // A signal that comes just before an open() that blocks would not end it, so that of a pipe must not block.
  const bool is_pipe = wake_descriptor >= 0 && is_named_pipe(path);
  while (true) {
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | (is_pipe ? O_NONBLOCK : 0));
    if (descriptor >= 0) {
      return is_pipe ? wait_for_writer(descriptor) : descriptor;
    }
    if (errno != EINTR) {
      return -1;
    }
    if (is_woken()) {
      errno = ECANCELED;
      return -1;
    }
  }
}

std::optional<std::size_t> read_some(int descriptor, std::span<char> buffer) {
  while (true) {
    if (!wait_to_read(descriptor)) {
      errno = ECANCELED;
      return std::nullopt;
    }
    const ssize_t size = read(descriptor, buffer.data(), buffer.size());
    if (size >= 0) {
      return static_cast<std::size_t>(size);
    }
    if (!may_try_again(descriptor, POLLIN)) {
      return std::nullopt;
    }
  }
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t size = write(descriptor, bytes.data(), bytes.size());
    if (size >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(size));
    } else if (!may_try_again(descriptor, POLLOUT)) {
      return false;
    }
  }
  return true;
}

void set_wake_descriptor(int descriptor) {
  wake_descriptor = descriptor;
}

}  // namespace pith::cli
