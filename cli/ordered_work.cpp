#include "cli/ordered_work.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace pith::cli {
namespace {

class Queue {
 public:
  Queue(std::size_t count, std::size_t thread_count, const std::function<Finish(std::size_t)>& work)
      : count_(count), slots_(ahead_max(thread_count)), work_(work) {}

  /// What each worker does.
  void work() {
    while (const auto item = take()) {
      Finish finish;
      std::exception_ptr error;
      try {
        finish = work_(*item);
      } catch (...) {
        error = std::current_exception();
      }
      const std::lock_guard lock(mutex_);
      Slot& slot = slots_[*item % slots_.size()];
      slot = {*item, std::move(finish), std::move(error)};
      changed_.notify_all();
    }
  }

  /// What the calling thread does.
  void finish_all() {
    for (std::size_t item = 0; item < count_; ++item) {
      Slot done;
      {
        std::unique_lock lock(mutex_);
        Slot& slot = slots_[item % slots_.size()];
        changed_.wait(lock, [&] { return slot.item == item; });
        done = std::exchange(slot, Slot());
        ++finished_count_;
        changed_.notify_all();
      }
      if (done.error) {
        std::rethrow_exception(done.error);
      }
      done.finish();
    }
  }

  void stop() {
    const std::lock_guard lock(mutex_);
    count_ = 0;
    changed_.notify_all();
  }

 private:
  std::optional<std::size_t> take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return next_ >= count_ || next_ < finished_count_ + slots_.size(); });
    return next_ < count_ ? std::optional(next_++) : std::nullopt;
  }

  /// A result that waits for its turn. Made beforehand, so that keeping one cannot fail.
  struct Slot {
    std::optional<std::size_t> item;
    Finish finish;
    std::exception_ptr error;
  };

  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t count_;
  std::size_t next_ = 0;
  std::size_t finished_count_ = 0;
  std::vector<Slot> slots_;  // of each item that is begun and not finished, by its remainder
  const std::function<Finish(std::size_t)>& work_;
};

/// Threads that work on a queue. Ends when what each of them is at is done.
class Workers {
 public:
  /// As many threads as the machine grants, and so many at the most; throws std::system_error where it grants none.
  Workers(Queue& queue, std::size_t count) : queue_(queue) {
    threads_.reserve(count);
    try {
      while (threads_.size() < count) {
        threads_.emplace_back([&queue] { queue.work(); });
      }
    } catch (const std::system_error&) {
      if (threads_.empty()) {
        throw;
      }
    }
  }
  ~Workers() {
    queue_.stop();
    for (std::thread& thread : threads_) {
      thread.join();
    }
  }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

 private:
  Queue& queue_;
  std::vector<std::thread> threads_;
};

}  // namespace

void run_ordered(std::size_t count, std::size_t thread_count, const std::function<Finish(std::size_t)>& work) {
  if (std::min(count, thread_count) <= 1) {
    for (std::size_t item = 0; item < count; ++item) {
      work(item)();
    }
    return;
  }
  Queue queue(count, thread_count, work);
  const Workers workers(queue, std::min(count, thread_count));
  queue.finish_all();
}

}  // namespace pith::cli
