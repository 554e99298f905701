// Every thread does the same: it takes the next task, works on it, and leaves the result in a queue, which is in the
// order of the tasks. If the first task in the queue is done, the thread finishes all that are done from there on,
// unless another thread does so already.
//
// Example: two threads take tasks 0 and 1. Task 1 is done first, and its result stays in the queue. Its thread takes
// task 2. When task 0 is done, its thread finishes 0 and 1.
//
// No deadlock: a thread waits only before it takes a task. So the thread that works on the first task in the queue
// never waits, and finishing it makes room for more.
//
// Cost: two locks for each task; the queue has at most ahead_max tasks. Tests: tests/ordered_work_test.cpp.

#include "cli/ordered_work.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace pith::cli {
namespace {

/// A task that was taken and is not finished.
struct Slot {
  std::size_t size_bytes = 0;
  bool is_done = false;
  Finish finish;
  std::exception_ptr error;  // from taking it or working on it
};

class OrderedRun {
 public:
  OrderedRun(std::size_t thread_count, const std::function<std::optional<Task>()>& take)
      : take_(take), thread_count_(thread_count) {}

  void run() {
    std::vector<std::thread> helpers;
    try {
      helpers.reserve(thread_count_ - 1);
      while (helpers.size() + 1 < thread_count_) {
        helpers.emplace_back([this, number = helpers.size() + 1] { help(number); });
      }
    } catch (const std::exception&) {
      // No more threads, or no memory for them. Ending half of them leaves room for the others to work.
      const std::lock_guard lock(mutex_);
      thread_count_ = 1 + helpers.size() / 2;
    }
    help(0);
    for (std::thread& helper : helpers) {
      helper.join();
    }
    if (first_error_) {
      std::rethrow_exception(first_error_);
    }
  }

 private:
  /// What each thread does until there is nothing left to take.
  void help(std::size_t number) noexcept {
    std::unique_lock lock(mutex_);
    try {
      while (std::optional<Task> task = take_next(lock, number)) {
        // The address of an element of a deque does not change while elements are added and removed at its ends.
        Slot& slot = slots_.emplace_back(Slot{task->size_bytes, false, nullptr, nullptr});
        bytes_ahead_ += slot.size_bytes;
        is_taking_ = false;
        may_take_.notify_one();
        lock.unlock();
        try {
          slot.finish = task->work();
        } catch (...) {
          slot.error = std::current_exception();
        }
        task.reset();
        lock.lock();
        slot.is_done = true;
        finish_in_turn(lock);
      }
    } catch (...) {
      if (!lock.owns_lock()) {
        lock.lock();
      }
      stop(std::current_exception());
    }
  }

  /// Waits until a task may be taken, and takes it. Returns std::nullopt if this thread has nothing more to do.
  /// Otherwise is_taking_ stays set, so that the task gets its place in the queue before the next one is taken.
  std::optional<Task> take_next(std::unique_lock<std::mutex>& lock, std::size_t number) {
    may_take_.wait(lock, [&] { return is_at_end_ || number >= thread_count_ || (!is_taking_ && has_room()); });
    if (is_at_end_ || number >= thread_count_) {
      return std::nullopt;
    }
    is_taking_ = true;
    lock.unlock();
    std::optional<Task> task;
    std::exception_ptr error;
    try {
      task = take_();
    } catch (...) {
      error = std::current_exception();
    }
    lock.lock();
    if (error) {
      task = Task{[error]() -> Finish { std::rethrow_exception(error); }, 0};
    }
    if (error || !task) {
      is_at_end_ = true;
      may_take_.notify_all();
    }
    return task;
  }

  bool has_room() const { return slots_.size() < ahead_max(thread_count_) && bytes_ahead_ < ahead_bytes_max; }

  void finish_in_turn(std::unique_lock<std::mutex>& lock) {
    while (!is_finishing_ && !slots_.empty() && slots_.front().is_done) {
      is_finishing_ = true;
      Slot& slot = slots_.front();
      if (!first_error_) {
        lock.unlock();
        std::exception_ptr error = slot.error;
        if (!error) {
          try {
            std::exchange(slot.finish, nullptr)();
          } catch (...) {
            error = std::current_exception();
          }
        }
        lock.lock();
        if (error) {
          stop(error);
        }
      }
      bytes_ahead_ -= slot.size_bytes;
      slots_.pop_front();
      is_finishing_ = false;
      may_take_.notify_one();
    }
  }

  void stop(std::exception_ptr error) {
    if (!first_error_) {
      first_error_ = std::move(error);
    }
    is_at_end_ = true;
    may_take_.notify_all();
  }

  const std::function<std::optional<Task>()>& take_;

  std::mutex mutex_;  // guards everything below
  std::condition_variable may_take_;
  std::size_t thread_count_;
  std::deque<Slot> slots_;
  std::size_t bytes_ahead_ = 0;
  bool is_taking_ = false;
  bool is_finishing_ = false;
  bool is_at_end_ = false;
  std::exception_ptr first_error_;
};

}  // namespace

void run_ordered(std::size_t thread_count, const std::function<std::optional<Task>()>& take) {
  OrderedRun(thread_count, take).run();
}

void run_ordered(std::size_t count, std::size_t thread_count, const Work& work) {
  std::size_t next = 0;
  const auto take = [&]() -> std::optional<Task> {
    if (next == count) {
      return std::nullopt;
    }
    return Task{[&work, i = next++] { return work(i); }, 0};
  };
  run_ordered(std::min(std::max<std::size_t>(count, 1), thread_count), take);
}

}  // namespace pith::cli
