// Work on several threads whose results are finished in order.

#include "cli/ordered_work.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <optional>
#include <stdexcept>
#include <vector>

namespace pith::cli {
namespace {

std::vector<std::size_t> numbers_to(std::size_t count) {
  std::vector<std::size_t> numbers;
  for (std::size_t i = 0; i < count; ++i) {
    numbers.push_back(i);
  }
  return numbers;
}

TEST(OrderedWork, FinishesInOrderWhateverTheNumberOfThreads) {
  for (const std::size_t thread_count : {1U, 2U, 7U, 64U}) {
    for (const std::size_t count : {0U, 1U, 2U, 500U}) {
      std::vector<std::size_t> finished;
      run_ordered(count, thread_count, [&](std::size_t i) { return [&finished, i] { finished.push_back(i); }; });
      EXPECT_EQ(finished, numbers_to(count));
    }
  }
}

TEST(OrderedWork, AnItemThatIsDoneEarlyWaitsForItsTurn) {
  std::promise<void> fifth_is_done;
  std::vector<std::size_t> finished;
  run_ordered(6, 2, [&](std::size_t i) {
    if (i == 0) {
      fifth_is_done.get_future().wait();
    } else if (i == 5) {
      fifth_is_done.set_value();
    }
    return [&finished, i] { finished.push_back(i); };
  });
  EXPECT_EQ(finished, numbers_to(6));
}

TEST(OrderedWork, RunsAheadByABoundedNumber) {
  constexpr std::size_t thread_count = 3;
  std::atomic<std::size_t> begun{0};
  std::promise<void> all_allowed_have_begun;
  run_ordered(1000, thread_count, [&](std::size_t i) -> Finish {
    if (++begun == ahead_max(thread_count)) {
      all_allowed_have_begun.set_value();
    }
    return [&, i] {
      if (i == 0) {
        // Nothing is finished yet, so exactly ahead_max() items may begin, and one more for item 0 itself.
        all_allowed_have_begun.get_future().wait();
      }
      EXPECT_LE(begun, i + 1 + ahead_max(thread_count));
    };
  });
  EXPECT_EQ(begun, 1000U);
}

TEST(OrderedWork, TakesOneTaskAtATimeUntilThereIsNone) {
  for (const std::size_t thread_count : {1U, 2U, 7U}) {
    std::atomic<int> taking{0};
    std::size_t next = 0;
    std::vector<std::size_t> finished;
    run_ordered(thread_count, [&]() -> std::optional<Task> {
      EXPECT_EQ(++taking, 1);
      std::optional<Task> task;
      if (next < 300) {
        task = Task{[&finished, i = next++]() -> Finish { return [&finished, i] { finished.push_back(i); }; }, 1};
      }
      --taking;
      return task;
    });
    EXPECT_EQ(finished, numbers_to(300));
  }
}

TEST(OrderedWork, HoldsABoundedNumberOfBytes) {
  static constexpr std::size_t size_bytes = ahead_bytes_max / 2;
  std::atomic<std::size_t> held{0};
  std::size_t held_max = 0;
  std::size_t taken = 0;
  std::promise<void> second_is_taken;
  run_ordered(8, [&]() -> std::optional<Task> {
    if (taken == 100) {
      return std::nullopt;
    }
    held_max = std::max(held_max, held += size_bytes);
    if (++taken == 2) {
      second_is_taken.set_value();
    }
    return Task{[&, is_first = taken == 1]() -> Finish {
                  if (is_first) {
                    second_is_taken.get_future().wait();
                  }
                  return [&held] { held -= size_bytes; };
                },
                size_bytes};
  });
  EXPECT_EQ(held_max, ahead_bytes_max);
}

TEST(OrderedWork, AnExceptionOfTakeComesAfterWhatWasTaken) {
  for (const std::size_t thread_count : {1U, 4U}) {
    std::size_t next = 0;
    std::vector<std::size_t> finished;
    EXPECT_THROW(
        run_ordered(
            thread_count,
            [&]() -> std::optional<Task> {
              if (next == 20) {
                throw std::runtime_error("no more");
              }
              return Task{[&finished, i = next++]() -> Finish { return [&finished, i] { finished.push_back(i); }; }, 0};
            }),
        std::runtime_error);
    EXPECT_EQ(finished, numbers_to(20));
  }
}

TEST(OrderedWork, EndsWithTheFirstExceptionInOrder) {
  for (const bool in_work : {true, false}) {
    for (const std::size_t thread_count : {1U, 4U}) {
      std::vector<std::size_t> finished;
      const auto work = [&](std::size_t i) -> Finish {
        if (in_work && i >= 3) {
          throw std::runtime_error(std::to_string(i));
        }
        return [&finished, i] {
          if (i >= 3) {
            throw std::runtime_error(std::to_string(i));
          }
          finished.push_back(i);
        };
      };
      try {
        run_ordered(100, thread_count, work);
        FAIL() << "nothing was thrown";
      } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "3");
      }
      EXPECT_EQ(finished, numbers_to(3));
    }
  }
}

}  // namespace
}  // namespace pith::cli
