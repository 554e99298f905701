// zstd and bzip2 are decompressed by libarchive. For gzip and xz it is not enough. It does not compare the checksum of
// gzip data, so that damaged bytes would be taken for a changed document. It takes a damaged header within gzip data
// for their end. And it sets no limit for the memory that xz data ask for, which can be 4 GiB. So this file calls zlib
// and liblzma, which libarchive uses itself.
//
// Tests: tests/audit/test_reader.py, tests/audit/test_hostile_archives.py, tests/audit/test_arrival.py.

#include "cli/audit/decompressor.h"

#include <lzma.h>
#include <zlib.h>

#include <algorithm>
#include <new>
#include <optional>
#include <stdexcept>
#include <vector>

#include "cli/audit/archive_handle.h"
#include "cli/file.h"

namespace pith::cli {
namespace {

/// As much as the decompressor of zstd gives at a time.
constexpr std::size_t output_size_bytes = std::size_t{1} << 17;

Error ends_early() {
  return unreadable("the compressed data end early: the file is cut off");
}

Error has_rest() {
  return unreadable("something else follows the compressed data, or they are damaged here");
}

Error damaged(Compression compression, const char* reason) {
  return unreadable("the " + std::string(name(compression)) + " data are damaged" +
                    (reason == nullptr ? "" : std::string(": ") + reason));
}

/// Counts what a decompressor gives.
class Decompressor : public ByteSource {
 public:
  Decompressor(ByteSource& compressed, ExpansionLimit& limit) : compressed_(compressed), limit_(limit) {}

  Result<std::string_view> read() final {
    Result<std::string_view> block = expand();
    if (block && !limit_.count_expanded(block->size())) {
      return expands_without_end();
    }
    return block;
  }

 protected:
  /// The same as read().
  virtual Result<std::string_view> expand() = 0;

  ByteSource& compressed_;

 private:
  ExpansionLimit& limit_;
};

class GzipDecompressor final : public Decompressor {
 public:
  GzipDecompressor(ByteSource& compressed, ExpansionLimit& limit) : Decompressor(compressed, limit) {
    constexpr int window_of_32_kib = 15;
    constexpr int with_gzip_header = 16;
    if (inflateInit2(&stream_, window_of_32_kib + with_gzip_header) != Z_OK) {
      throw std::bad_alloc();
    }
  }
  GzipDecompressor(const GzipDecompressor&) = delete;
  GzipDecompressor& operator=(const GzipDecompressor&) = delete;
  ~GzipDecompressor() override { inflateEnd(&stream_); }

 protected:
  Result<std::string_view> expand() override {
    while (!failed_) {
      if (input_.empty() && !has_more_output_) {
        const Result<std::string_view> block = compressed_.read();
        if (!block) {
          return block.error();
        }
        if (block->empty()) {
          return is_between_members_ ? Result(std::string_view()) : Result<std::string_view>(ends_early());
        }
        input_ = *block;
      }
      if (is_between_members_ && !begin_member()) {
        return has_rest();
      }
      if (const std::string_view output = inflate_some(); !output.empty()) {
        return output;
      }
    }
    return *failed_;
  }

 private:
  /// Zeros may fill a file up behind its last member, as on a tape. Returns false if something else is there.
  bool begin_member() {
    constexpr char first_byte = '\x1f';
    input_.remove_prefix(std::min(input_.find_first_not_of('\0'), input_.size()));
    if (input_.empty()) {
      return true;
    }
    is_between_members_ = input_.front() != first_byte;
    return !is_between_members_ && inflateReset(&stream_) == Z_OK;
  }

  /// What was decompressed before a damaged place comes first, and then failed_: how much zlib is given at a time must
  /// not decide what is lost.
  std::string_view inflate_some() {
    if (input_.empty() && !has_more_output_) {
      return {};
    }
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input_.data()));  // zlib does not change it
    stream_.avail_in = static_cast<uInt>(input_.size());
    stream_.next_out = reinterpret_cast<Bytef*>(output_.data());
    stream_.avail_out = static_cast<uInt>(output_.size());
    const int status = inflate(&stream_, Z_NO_FLUSH);
    input_.remove_prefix(input_.size() - stream_.avail_in);
    if (status == Z_MEM_ERROR) {
      throw std::bad_alloc();
    }
    is_between_members_ = status == Z_STREAM_END;
    if (status != Z_OK && status != Z_BUF_ERROR && !is_between_members_) {
      failed_ = damaged(Compression::gzip, stream_.msg);
    }
    has_more_output_ = status == Z_OK && stream_.avail_out == 0;
    return {output_.data(), output_.size() - stream_.avail_out};
  }

  z_stream stream_ = {};
  std::string_view input_;
  bool is_between_members_ = false;
  bool has_more_output_ = false;  // zlib may have more from what it was given
  std::optional<Error> failed_;
  std::vector<char> output_ = std::vector<char>(output_size_bytes);
};

class XzDecompressor final : public Decompressor {
 public:
  XzDecompressor(ByteSource& compressed, ExpansionLimit& limit) : Decompressor(compressed, limit) {
    if (lzma_stream_decoder(&stream_, decompressor_memory_bytes_max, LZMA_CONCATENATED) != LZMA_OK) {
      throw std::bad_alloc();
    }
  }
  XzDecompressor(const XzDecompressor&) = delete;
  XzDecompressor& operator=(const XzDecompressor&) = delete;
  ~XzDecompressor() override { lzma_end(&stream_); }

 protected:
  Result<std::string_view> expand() override {
    stream_.next_out = reinterpret_cast<std::uint8_t*>(output_.data());
    stream_.avail_out = output_.size();
    while (status_ == LZMA_OK && stream_.avail_out == output_.size()) {
      if (stream_.avail_in == 0 && action_ == LZMA_RUN && !has_more_output_) {
        const Result<std::string_view> block = compressed_.read();
        if (!block) {
          return block.error();
        }
        stream_.next_in = reinterpret_cast<const std::uint8_t*>(block->data());
        stream_.avail_in = block->size();
        action_ = block->empty() ? LZMA_FINISH : LZMA_RUN;
      }
      status_ = lzma_code(&stream_, action_);
      has_more_output_ = stream_.avail_out == 0;
    }
    // What was decompressed before a damaged place comes first.
    if (stream_.avail_out < output_.size() || status_ == LZMA_STREAM_END) {
      return std::string_view(output_.data(), output_.size() - stream_.avail_out);
    }
    return explain();
  }

 private:
  Error explain() const {
    switch (status_) {
      case LZMA_MEM_ERROR:
        throw std::bad_alloc();
      case LZMA_MEMLIMIT_ERROR:
        return unreadable("the xz data ask for " + std::to_string(lzma_memusage(&stream_) >> 20) +
                          " MiB of memory, and may have " + std::to_string(decompressor_memory_bytes_max >> 20) +
                          ": compress them again, for example with xz -9");
      case LZMA_BUF_ERROR:
        return ends_early();
      case LZMA_FORMAT_ERROR:
        return has_rest();
      default:
        return damaged(Compression::xz, nullptr);
    }
  }

  lzma_stream stream_ = LZMA_STREAM_INIT;
  lzma_action action_ = LZMA_RUN;
  lzma_ret status_ = LZMA_OK;
  bool has_more_output_ = false;  // liblzma may have more from what it was given
  std::vector<char> output_ = std::vector<char>(output_size_bytes);
};

/// A filter of libarchive.
class FilterDecompressor final : public Decompressor {
 public:
  FilterDecompressor(Compression compression, ByteSource& compressed, ExpansionLimit& limit)
      : Decompressor(compressed, limit), compression_(compression), handle_(compressed) {
    const int filter = compression == Compression::zstd ? ARCHIVE_FILTER_ZSTD : ARCHIVE_FILTER_BZIP2;
    archive_read_set_format(handle_.get(), ARCHIVE_FORMAT_RAW);
    if (archive_read_append_filter(handle_.get(), filter) != ARCHIVE_OK) {
      throw std::runtime_error("libarchive has no filter for " + std::string(name(compression)));
    }
  }

 protected:
  Result<std::string_view> expand() override {
    if (!is_open_) {
      is_open_ = true;
      archive_entry* entry = nullptr;
      int status = handle_.open();
      status = status == ARCHIVE_OK ? archive_read_next_header(handle_.get(), &entry) : status;
      if (status != ARCHIVE_OK) {
        return end(status);
      }
    }
    const void* block = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    int status = ARCHIVE_OK;
    while (status == ARCHIVE_OK && size == 0) {
      status = archive_read_data_block(handle_.get(), &block, &size, &offset);
    }
    return status == ARCHIVE_OK ? std::string_view(static_cast<const char*>(block), size) : end(status);
  }

 private:
  Result<std::string_view> end(int status) {
    if (status != ARCHIVE_EOF) {
      return handle_.error("the " + std::string(name(compression_)) + " data are damaged or end early");
    }
    const Result<bool> rest = handle_.has_rest();
    if (!rest) {
      return rest.error();
    }
    return *rest ? Result<std::string_view>(has_rest()) : Result(std::string_view());
  }

  Compression compression_;
  ArchiveHandle handle_;
  bool is_open_ = false;
};

}  // namespace

Error expands_without_end() {
  return {ErrorCode::too_large, no_place,
          "this expands to far more than the bytes of the file and the documents in it explain: reading stops here"};
}

std::unique_ptr<ByteSource> decompress(Compression compression, ByteSource& compressed, ExpansionLimit& limit) {
  switch (compression) {
    case Compression::gzip:
      return std::make_unique<GzipDecompressor>(compressed, limit);
    case Compression::xz:
      return std::make_unique<XzDecompressor>(compressed, limit);
    default:
      return std::make_unique<FilterDecompressor>(compression, compressed, limit);
  }
}

}  // namespace pith::cli
