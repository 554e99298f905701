// A child process has only the thread that forked it. A lock that another thread held at that moment is never released
// there. This library holds no such lock, but OpenSSL does:
//
// - for its list of threads, when a thread first uses OpenSSL, when that thread ends, and when a context is freed;
// - for its error texts and engines, when a provider or a key is loaded.
//
// All of these write. Idea: each of them happens under one mutex of ours, and fork() waits for that mutex. Everything
// else only reads in a context that is set up. A lock that is left held for reading keeps no reader out.
//
// Example: a thread that ends while another one forks. Without the mutex, 9 of 20,000 children waited for ever.
// Counter-example: a mutex around every call would make fork() wait for a long merge.
//
// The mutex is the only global state that changes, and no result depends on it. It comes from pthreads, because only
// these have pthread_atfork.
//
// Cost: contexts and keys are made one at a time; they take about a millisecond and 50 microseconds.
// Tests: tests/fork_test.cpp.

#include "crypto/fork_lock.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <pthread.h>

namespace pith::crypto {
namespace {

pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

void lock() noexcept {
  pthread_mutex_lock(&mutex);
}
void unlock() noexcept {
  pthread_mutex_unlock(&mutex);
}

// When the library is loaded, before any thread uses it. Without memory for it, fork() does not wait.
[[maybe_unused]] const int is_refused = pthread_atfork(lock, unlock, unlock);

/// One for each thread that uses OpenSSL through this library.
class ThreadUse {
 public:
  ThreadUse() noexcept {
    const ForkLock fork_lock;
    ERR_set_mark();  // makes the thread's error queue, and with it an entry in OpenSSL's list of threads
    ERR_pop_to_mark();
  }
  ~ThreadUse() {
    const ForkLock fork_lock;
    OPENSSL_thread_stop();  // OpenSSL would do the same a little later, without the lock
  }
  ThreadUse(const ThreadUse&) = delete;
  ThreadUse& operator=(const ThreadUse&) = delete;
};

}  // namespace

ForkLock::ForkLock() noexcept {
  lock();
}
ForkLock::~ForkLock() {
  unlock();
}

void enter_openssl() noexcept {
  static thread_local const ThreadUse use;
}

}  // namespace pith::crypto
