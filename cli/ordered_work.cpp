// Threads of our own in an arena of TBB, and in it a pipeline of three stages: take the next index, work on it on any
// thread, finish in order.

#include "cli/ordered_work.h"

#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>
#include <tbb/task_group.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <iterator>
#include <list>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

namespace pith::cli {
namespace {

/// A thread that works in an arena until this object is destroyed. TBB can start threads itself, but if the machine
/// refuses it one, TBB ends the program with std::terminate. Here a refusal is a std::system_error.
class Helper {
 public:
  explicit Helper(tbb::task_arena& arena)
      : group_(std::make_unique<tbb::task_group>()), stays_(hold(group_)), thread_([this, &arena] {
          try {
            arena.execute([this] { group_->wait(); });
          } catch (const std::exception&) {
            // Without memory this thread cannot help. The others do the work.
          }
        }) {}
  ~Helper() {
    stays_ = tbb::task_handle();
    thread_.join();
  }
  Helper(const Helper&) = delete;
  Helper& operator=(const Helper&) = delete;

 private:
  /// A task that never runs, so that the group has something to wait for. A group counts a task before it allocates
  /// the memory for it. If there is none, the group's destructor would wait for ever, so the group is leaked instead.
  static tbb::task_handle hold(std::unique_ptr<tbb::task_group>& group) {
    try {
      return group->defer([] {});
    } catch (const std::exception&) {
      static_cast<void>(group.release());
      throw;
    }
  }

  std::unique_ptr<tbb::task_group> group_;
  tbb::task_handle stays_;
  std::thread thread_;
};

/// Starts `count` helpers. If the machine refuses one, ends half of those that were started.
std::list<Helper> start_helpers(tbb::task_arena& arena, std::size_t count) {
  std::list<Helper> helpers;
  try {
    while (helpers.size() < count) {
      helpers.emplace_back(arena);
    }
  } catch (const std::exception&) {
    // No more threads, or no memory for them. Ending half of them leaves room for the others to work.
    const auto half = std::next(helpers.begin(), static_cast<std::ptrdiff_t>(helpers.size() / 2));
    helpers.erase(half, helpers.end());
  }
  return helpers;
}

/// A call of `work` that has begun and is not finished.
struct Slot {
  std::size_t index = 0;
  Finish finish;
  std::exception_ptr error;
};

}  // namespace

void run_ordered(std::size_t count, std::size_t thread_count, const Work& work) {
  const std::size_t used_count = std::min(count, thread_count);
  if (used_count <= 1) {
    for (std::size_t index = 0; index < count; ++index) {
      work(index)();
    }
    return;
  }
  // The whole arena is reserved for threads that join it by themselves, so TBB starts none.
  tbb::task_arena arena(static_cast<int>(used_count), static_cast<unsigned>(used_count));
  arena.initialize();
  const std::list<Helper> helpers = start_helpers(arena, used_count - 1);
  std::vector<Slot> slots(ahead_max(thread_count));  // call i has the slot i % slots.size()
  std::size_t next = 0;
  // No exception passes through TBB: it ends the program if it has no memory to store one.
  std::exception_ptr first_error;
  std::atomic<bool> has_error = false;
  const auto take = [&](tbb::flow_control& flow) -> Slot* {
    if (next == count || has_error) {
      flow.stop();
      return nullptr;
    }
    Slot& slot = slots[next % slots.size()];
    slot.index = next++;
    return &slot;
  };
  const auto work_on = [&](Slot* slot) {
    try {
      slot->finish = work(slot->index);
    } catch (...) {
      slot->error = std::current_exception();
    }
    return slot;
  };
  const auto finish_in_turn = [&](Slot* slot) {
    if (has_error) {
      return;
    }
    try {
      if (slot->error) {
        std::rethrow_exception(slot->error);
      }
      std::exchange(slot->finish, nullptr)();
    } catch (...) {
      first_error = std::current_exception();
      has_error = true;
    }
  };
  arena.execute([&] {
    tbb::parallel_pipeline(slots.size(),
                           tbb::make_filter<void, Slot*>(tbb::filter_mode::serial_in_order, take) &
                               tbb::make_filter<Slot*, Slot*>(tbb::filter_mode::parallel, work_on) &
                               tbb::make_filter<Slot*, void>(tbb::filter_mode::serial_in_order, finish_in_turn));
  });
  if (first_error) {
    std::rethrow_exception(first_error);
  }
}

}  // namespace pith::cli
