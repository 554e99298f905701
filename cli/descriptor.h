#ifndef PITH_CLI_DESCRIPTOR_H
#define PITH_CLI_DESCRIPTOR_H

// Reads from and writes to file descriptors, which may be non-blocking: a program that shares its standard input or
// output with ours can set that at any time. Where a call would have to wait, these functions wait.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace pith::cli {

/// Makes sure that no file which is opened later becomes standard input, output or error because one of them is closed:
/// what is meant for people would go into it. Using one that was closed fails as before. Call it first of all.
void reserve_standard_descriptors();

/// Opens a file for reading. Opening a named pipe waits for a program that writes to it. Returns -1 if opening fails;
/// errno then says why, and is ECANCELED if the wait was ended (see set_wake_descriptor()). Safe to call from many
/// threads.
int open_to_read(const std::string& path);

/// Reads up to buffer.size() bytes, and waits for the first one. Returns how many, 0 at the end of the input, and
/// std::nullopt if reading fails; errno then says why. Safe to call from many threads.
std::optional<std::size_t> read_some(int descriptor, std::span<char> buffer);

/// Writes all of the bytes. Returns false if writing fails; errno then says why, and a part may be written. Safe to
/// call from many threads.
bool write_all(int descriptor, std::string_view bytes);

/// From now on, an open_to_read() or a read_some() that would wait ends as soon as this descriptor has something to
/// read: it then fails with ECANCELED. -1 for none, as at the start. Call it while no other thread reads.
void set_wake_descriptor(int descriptor);

}  // namespace pith::cli

#endif
