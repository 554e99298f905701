// libarchive converts names of members from UTF-8, if the archive says that they are, to the character set of the
// locale. That is ASCII in this program, which uses the C locale, and then it gives no names or changed ones. So a
// locale with UTF-8 is set for this thread while a header is read: then nothing is converted.
//
// Tests: tests/audit/test_reader.py, tests/audit/test_hostile_archives.py.

#include "cli/audit/archive.h"

#include <locale.h>

#include <algorithm>
#include <string_view>

#include "cli/audit/decompressor.h"
#include "cli/file.h"

namespace pith::cli {
namespace {

/// Sets the locale of this thread for a while.
class ThreadLocale {
 public:
  explicit ThreadLocale(locale_t locale) : before_(uselocale(locale)) {}
  ThreadLocale(const ThreadLocale&) = delete;
  ThreadLocale& operator=(const ThreadLocale&) = delete;
  ~ThreadLocale() { uselocale(before_); }

 private:
  locale_t before_;
};

/// The methods of compression in a zip whose memory is bounded by their format. LZMA and PPMd can ask for gigabytes.
bool is_bounded_method(std::string_view format_name) {
  constexpr std::string_view bounded[] = {"(uncompressed)", "(deflation)", "(bzip)", "(zstd)"};
  return std::any_of(std::begin(bounded), std::end(bounded),
                     [&](std::string_view method) { return format_name.ends_with(method); });
}

}  // namespace

Archive::Archive(ByteSource& bytes, Content content, ExpansionLimit& limit)
    : handle_(bytes), content_(content), limit_(limit), utf8_(newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
  if (content == Content::tar) {
    // Archives may be appended to each other, and an archive whose first header is damaged is still one.
    archive_read_support_format_tar(handle_.get());
    archive_read_set_option(handle_.get(), "tar", "read_concatenated_archives", "1");
    archive_read_set_format(handle_.get(), ARCHIVE_FORMAT_TAR);  // last, because setting an option undoes it
  } else {
    archive_read_support_format_zip_streamable(handle_.get());
  }
  is_open_ = handle_.open() == ARCHIVE_OK;
}

Archive::~Archive() {
  if (utf8_ != nullptr) {
    freelocale(utf8_);
  }
}

Result<std::optional<ArchiveMember>> Archive::next(bool (*is_wanted)(std::string_view name)) {
  const ThreadLocale with_utf8(utf8_ == nullptr ? uselocale(nullptr) : utf8_);
  while (!has_ended_) {
    archive_entry* entry = nullptr;
    const int status = is_open_ ? archive_read_next_header(handle_.get(), &entry) : ARCHIVE_FATAL;
    handle_.rethrow();
    if (status == ARCHIVE_EOF) {
      has_ended_ = true;
      if (std::optional<Error> error = check_directory()) {
        return *std::move(error);
      }
      return std::optional<ArchiveMember>();
    }
    ++member_count_;
    if (status == ARCHIVE_OK || status == ARCHIVE_WARN) {
      is_header_damaged_ = false;
      member_bytes_ = 0;
      if (std::optional<ArchiveMember> found = member(entry, is_wanted)) {
        return found;
      }
      continue;
    }
    // libarchive searches for the next header, block by block. All that it skips is one damaged place.
    const la_int64_t position = archive_filter_bytes(handle_.get(), -1);
    has_ended_ = status == ARCHIVE_FATAL || (is_header_damaged_ && position == header_end_bytes_);
    header_end_bytes_ = position;
    const bool is_new = !std::exchange(is_header_damaged_, true);
    if (is_new || has_ended_) {
      return handle_.error(has_ended_ ? "the archive cannot be read from here on" : "the archive is damaged here");
    }
  }
  return std::optional<ArchiveMember>();
}

/// Compares the number of members with the directory at the end of a zip, because a member whose header is damaged
/// looks like a gap. There is no comparison if the zip has a comment or 65,535 members or more.
std::optional<Error> Archive::check_directory() {
  if (content_ != Content::zip) {
    return std::nullopt;
  }
  const Result<std::string> end = handle_.read_rest();
  if (!end) {
    return end.error();
  }
  constexpr std::size_t count_offset = 10;  // of all members, in two bytes
  constexpr std::uint64_t is_elsewhere = 0xffff;
  if (end->size() < ArchiveHandle::last_bytes_max || !end->starts_with("PK\x05\x06")) {
    return std::nullopt;
  }
  const auto byte = [&](std::size_t offset) { return std::uint64_t{static_cast<unsigned char>((*end)[offset])}; };
  const std::uint64_t listed = byte(count_offset) + (byte(count_offset + 1) << 8);
  if (listed == member_count_ || listed == is_elsewhere) {
    return std::nullopt;
  }
  return unreadable("the archive is damaged: its directory lists " + std::to_string(listed) + " members, and " +
                    std::to_string(member_count_) + " were found");
}

/// The member, if it is regular and has a wanted name.
std::optional<ArchiveMember> Archive::member(archive_entry* entry, bool (*is_wanted)(std::string_view name)) {
  const char* name_bytes = archive_entry_pathname(entry);
  if (name_bytes == nullptr) {
    name_bytes = archive_entry_pathname_utf8(entry);
  }
  const std::string_view name = name_bytes == nullptr ? std::string_view() : std::string_view(name_bytes);
  if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != nullptr || !is_wanted(name)) {
    return std::nullopt;
  }
  const la_int64_t size = archive_entry_size_is_set(entry) != 0 ? archive_entry_size(entry) : 0;
  ArchiveMember found = {std::string(name.substr(0, name_bytes_max)),
                         static_cast<std::uint64_t>(std::max<la_int64_t>(size, 0))};
  if (name.size() > name_bytes_max) {
    found.error = unreadable("the name of this member has more than " + std::to_string(name_bytes_max) + " bytes");
  } else if (content_ == Content::zip && !is_bounded_method(archive_format_name(handle_.get()))) {
    found.error = unreadable("this member is compressed by a method that is not read here: use deflate");
  }
  return found;
}

Result<std::string_view> Archive::read() {
  const void* block = nullptr;
  std::size_t size = 0;
  la_int64_t offset = 0;
  int status = ARCHIVE_OK;
  while (status == ARCHIVE_OK && size == 0) {
    status = archive_read_data_block(handle_.get(), &block, &size, &offset);
  }
  if (status == ARCHIVE_EOF) {
    return std::string_view();
  }
  if (status != ARCHIVE_OK) {
    has_ended_ = status == ARCHIVE_FATAL;
    return handle_.error(has_ended_ ? "the archive cannot be read from here on" : "this member is damaged");
  }
  if (offset != member_bytes_) {
    return unreadable("this member has a hole, which no JSON has");
  }
  member_bytes_ += static_cast<la_int64_t>(size);
  if (!limit_.count_expanded(size)) {
    has_ended_ = true;
    return expands_without_end();
  }
  return std::string_view(static_cast<const char*>(block), size);
}

}  // namespace pith::cli
