#include "cli/ordered_work.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace pith::cli {
namespace {

class Queue {
 public:
  Queue(std::size_t count, std::size_t thread_count, const std::function<Finish(std::size_t)>& work)
      : count_(count), ahead_max_(8 * thread_count), work_(work) {}

  /// What each worker does.
  void work() {
    while (const auto item = take()) {
      Finish finish;
      try {
        finish = work_(*item);
      } catch (...) {
        finish = [error = std::current_exception()] { std::rethrow_exception(error); };
      }
      const std::lock_guard lock(mutex_);
      done_.emplace(*item, std::move(finish));
      changed_.notify_all();
    }
  }

  /// What the calling thread does.
  void finish_all() {
    for (std::size_t item = 0; item < count_; ++item) {
      Finish finish;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return done_.contains(item); });
        finish = std::move(done_.extract(item).mapped());
        ++finished_count_;
        changed_.notify_all();
      }
      finish();
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
    changed_.wait(lock, [&] { return next_ >= count_ || next_ < finished_count_ + ahead_max_; });
    return next_ < count_ ? std::optional(next_++) : std::nullopt;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t count_;
  std::size_t ahead_max_;
  std::size_t next_ = 0;
  std::size_t finished_count_ = 0;
  std::map<std::size_t, Finish> done_;
  const std::function<Finish(std::size_t)>& work_;
};

/// Joins its threads whatever happens; the queue must have been stopped or emptied.
class Workers {
 public:
  Workers(Queue& queue, std::size_t count) : queue_(queue) {
    for (std::size_t i = 0; i < count; ++i) {
      threads_.emplace_back([&queue] { queue.work(); });
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
