#include "cli/descriptor.h"

#include <fcntl.h>
#include <poll.h>
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
