#ifndef PITH_CRYPTO_FORK_LOCK_H
#define PITH_CRYPTO_FORK_LOCK_H

// A child process that is forked while other threads use OpenSSL.

namespace pith::crypto {

/// As long as one exists, fork() waits, and so does another ForkLock. Never hold two in one thread.
class ForkLock {
 public:
  ForkLock() noexcept;
  ~ForkLock();
  ForkLock(const ForkLock&) = delete;
  ForkLock& operator=(const ForkLock&) = delete;
};

/// Tells OpenSSL that this thread uses it, and at the thread's end that it no longer does, both under a ForkLock. Must
/// come before any other use of OpenSSL in a thread, and not under a ForkLock. Takes a few nanoseconds after the first
/// time.
void enter_openssl() noexcept;

}  // namespace pith::crypto

#endif
