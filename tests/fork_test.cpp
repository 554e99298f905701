// A child that is forked while other threads call the library can use it: what include/pith/merge.h promises.
//
// A child that waits for ever is ended by a signal, and the test fails. PITH_FORKS says how many children there are.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "crypto/ed25519.h"
#include "crypto/fork_lock.h"
#include "pith/merge.h"
#include "tests/support/world.h"

namespace pith::tests {
namespace {

constexpr unsigned child_seconds_max = 60;  // far more than a child needs

int fork_count() {
  const char* const given = std::getenv("PITH_FORKS");
  return given == nullptr ? 300 : std::atoi(given);
}

/// Does a job in a child process. Returns what waitpid says: 0 if the job returned true.
int run_in_child(const std::function<bool()>& job) {
  const pid_t child = fork();
  if (child == 0) {
    alarm(child_seconds_max);
    _exit(job() ? 0 : 1);
  }
  int status = -1;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return status;
}

/// Threads that do their jobs again and again until this object dies.
class Busy {
 public:
  explicit Busy(std::vector<std::function<void()>> jobs) {
    for (std::function<void()>& job : jobs) {
      threads_.emplace_back([this, job = std::move(job)] {
        while (!is_over_) {
          job();
          ++count_;
        }
      });
    }
  }
  ~Busy() {
    is_over_ = true;
    for (std::thread& thread : threads_) {
      thread.join();
    }
  }
  long count() const { return count_; }

 private:
  std::atomic<bool> is_over_{false};
  std::atomic<long> count_{0};
  std::vector<std::thread> threads_;
};

TEST(Fork, ChildrenOfABusyProcessUseTheLibrary) {
  const World world;
  const Result<Bundle> bundle =
      Bundle::parse(R"({"bundle_type":"pith_open_graph_bundle","pith_number":")" + world.record.pith_number +
                    R"(","events":[)" + world.record_created().json() + "]}");
  ASSERT_TRUE(bundle);
  VerdictCache verdicts(4);  // one bucket, which the threads use nearly all the time
  const State expected = bundle->verify(world.keyring, BundleKeys::ignore, &verdicts).state;
  const crypto::PublicKeyBytes point{{0x58, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
                                      0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
                                      0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66}};
  const crypto::VerifyingKey key(world.keyring.crypto(), point);  // the base point of the curve
  const auto job = [&] {
    EventSet events = world.events();
    bundle->add_events_to(events, &verdicts);
    const Keyring keyring = Keyring::registry();
    return bundle->verify(world.keyring, BundleKeys::ignore, &verdicts).state.sha256 == expected.sha256 &&
           events.state().event_count == 1 && !bundle->verify(keyring).ok && !key.verify({}, {}, &verdicts);
  };
  const Busy busy({
      [&] { EXPECT_TRUE(job()); },
      [&] { key.verify({}, {}, &verdicts); },
      [&] { std::thread([&] { world.keyring.crypto().sha256("a thread that begins and ends"); }).join(); },
  });
  for (int i = 0; i < fork_count(); ++i) {
    ASSERT_EQ(run_in_child(job), 0) << "child " << i << ": a signal (" << SIGALRM << ") means that it hung";
  }
  EXPECT_GT(busy.count(), fork_count());
}

TEST(Fork, WaitsWhileOpenSslHoldsItsLocks) {
  for (int i = 0; i < 20; ++i) {
    std::atomic<bool> is_held{false};
    std::atomic<bool> is_about_to_fork{false};
    std::atomic<bool> is_released{false};
    std::thread holder([&] {
      const crypto::ForkLock lock;
      is_held = true;
      while (!is_about_to_fork) {
        std::this_thread::yield();
      }
      for (int turn = 0; turn < 1000; ++turn) {
        std::this_thread::yield();
      }
      is_released = true;
    });
    while (!is_held) {
      std::this_thread::yield();
    }
    is_about_to_fork = true;
    EXPECT_EQ(run_in_child([&] { return is_released.load(); }), 0);
    holder.join();
  }
}

}  // namespace
}  // namespace pith::tests
