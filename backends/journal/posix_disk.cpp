// SPDX-License-Identifier: MIT
#include <brine/backends/journal/file.hpp>
#include <brine/backends/journal/posix_calls.hpp>

#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace brine::journal {

namespace {

// More than this in one call is cut short by Linux anyway.
constexpr std::size_t largest_transfer = std::size_t{1} << 30;

class posix_mapping final : public mapping {
public:
  posix_mapping(void* start, std::size_t length)
      : start_(start), length_(length) {}

  ~posix_mapping() override {
    if (length_ > 0)
      ::munmap(start_, length_);
  }

  posix_mapping(const posix_mapping&) = delete;
  posix_mapping& operator=(const posix_mapping&) = delete;

  [[nodiscard]] bytes_view bytes() const noexcept override {
    return {static_cast<const std::byte*>(start_), length_};
  }

private:
  void* start_;
  std::size_t length_;
};

class posix_file final : public file {
public:
  posix_file(int descriptor, std::string path)
      : descriptor_(descriptor), path_(std::move(path)) {}

  ~posix_file() override {
    ::close(descriptor_);
  }

  posix_file(const posix_file&) = delete;
  posix_file& operator=(const posix_file&) = delete;

  result<std::size_t>
  read_at(std::uint64_t offset, std::span<std::byte> to) const override {
    std::size_t done = 0;
    while (done < to.size()) {
      auto wanted = std::min(to.size() - done, largest_transfer);
      auto n = uninterrupted([&] {
        return ::pread(descriptor_, to.data() + done, wanted,
                       static_cast<off_t>(offset + done));
      });
      if (n < 0)
        return failed("read", path_);
      if (n == 0)
        break;
      done += static_cast<std::size_t>(n);
    }
    return done;
  }

  result<void> write_at(std::uint64_t offset, bytes_view from) override {
    while (!from.empty()) {
      auto wanted = std::min(from.size(), largest_transfer);
      auto n = uninterrupted([&] {
        return ::pwrite(descriptor_, from.data(), wanted,
                        static_cast<off_t>(offset));
      });
      if (n < 0)
        return failed("write", path_);
      if (n == 0)
        return failed("write", path_, EIO);
      from = from.subspan(static_cast<std::size_t>(n));
      offset += static_cast<std::uint64_t>(n);
    }
    return {};
  }

  result<void> sync() override {
    // Not repeated when interrupted: what a failed sync left is unknown.
    if (::fdatasync(descriptor_) != 0)
      return failed("sync", path_);
    return {};
  }

  void
  start_writing(std::uint64_t offset, std::uint64_t length) noexcept override {
    // Where there is no such call, the sync has more to do. Errors of writing
    // are kept for it: this call takes none away.
    static_cast<void>(::sync_file_range(descriptor_, static_cast<off_t>(offset),
                                        static_cast<off_t>(length),
                                        SYNC_FILE_RANGE_WRITE));
  }

  result<void> preallocate(std::uint64_t size) override {
    // Not posix_fallocate: where the file system has no such call, it writes
    // to every block, which costs as much as the segment itself.
    auto n = uninterrupted(
      [&] { return ::fallocate(descriptor_, 0, 0, static_cast<off_t>(size)); });
    if (n == 0)
      return {};
    if (errno != EOPNOTSUPP && errno != ENOSYS)
      return failed("preallocate", path_);
    auto now = this->size();
    if (!now)
      return now.failure();
    return *now < size ? truncate(size) : result<void>();
  }

  result<void> truncate(std::uint64_t size) override {
    auto n = uninterrupted(
      [&] { return ::ftruncate(descriptor_, static_cast<off_t>(size)); });
    if (n != 0)
      return failed("truncate", path_);
    return {};
  }

  result<std::uint64_t> size() const override {
    struct stat status {};

    if (::fstat(descriptor_, &status) != 0)
      return failed("look at", path_);
    return static_cast<std::uint64_t>(status.st_size);
  }

  result<std::unique_ptr<mapping>> map(std::uint64_t length) const override {
    if (length == 0) // The system call refuses it.
      return std::unique_ptr<mapping>(
        std::make_unique<posix_mapping>(nullptr, 0));
    auto* start =
      ::mmap(nullptr, length, PROT_READ, MAP_SHARED, descriptor_, 0);
    if (start == MAP_FAILED)
      return failed("map", path_);
    return std::unique_ptr<mapping>(
      std::make_unique<posix_mapping>(start, length));
  }

  [[nodiscard]] const std::string& path() const noexcept override {
    return path_;
  }

private:
  int descriptor_;
  std::string path_;
};

class posix_lock final : public file_lock {
public:
  explicit posix_lock(int descriptor) : descriptor_(descriptor) {}

  ~posix_lock() override {
    ::close(descriptor_);
  }

  posix_lock(const posix_lock&) = delete;
  posix_lock& operator=(const posix_lock&) = delete;

private:
  int descriptor_;
};

class posix final : public disk {
public:
  result<std::unique_ptr<file>>
  open(const std::string& path, open_mode mode) override {
    auto flags = O_CLOEXEC;
    flags |= mode == open_mode::read ? O_RDONLY : O_RDWR;
    if (mode == open_mode::create)
      flags |= O_CREAT | O_EXCL;
    auto descriptor =
      uninterrupted([&] { return ::open(path.c_str(), flags, 0666); });
    if (descriptor < 0)
      return failed(mode == open_mode::create ? "create" : "open", path);
    auto opened = std::make_unique<posix_file>(descriptor, path);

    // A directory opens for reading, and fails only later and less clearly.
    struct stat status {};

    if (::fstat(descriptor, &status) != 0)
      return failed("look at", path);
    if (S_ISDIR(status.st_mode))
      return failed("open", path, EISDIR);
    return std::unique_ptr<file>(std::move(opened));
  }

  result<void> rename(const std::string& from, const std::string& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0)
      return failed("rename", from + " to " + to);
    return {};
  }

  result<void> link(const std::string& from, const std::string& to) override {
    if (::link(from.c_str(), to.c_str()) != 0)
      return failed("link", from + " to " + to);
    return {};
  }

  result<void> remove(const std::string& path) override {
    if (::unlink(path.c_str()) != 0)
      return failed("remove", path);
    return {};
  }

  result<void> make_directory(const std::string& path) override {
    if (::mkdir(path.c_str(), 0777) != 0)
      return failed("make the directory", path);
    return {};
  }

  result<void> remove_directory(const std::string& path) override {
    if (::rmdir(path.c_str()) != 0)
      return failed("remove the directory", path);
    return {};
  }

  result<std::vector<std::string>> list(const std::string& path) override {
    auto* directory = ::opendir(path.c_str());
    if (!directory)
      return failed("list", path);
    auto closed = std::unique_ptr<DIR, int (*)(DIR*)>(directory, ::closedir);
    std::vector<std::string> names;
    errno = 0;
    while (const auto* found = ::readdir(directory)) {
      auto name = std::string(found->d_name);
      if (name != "." && name != "..")
        names.push_back(std::move(name));
      errno = 0;
    }
    if (errno != 0)
      return failed("list", path);
    std::sort(names.begin(), names.end());
    return names;
  }

  result<entry> look_up(const std::string& path) override {
    struct stat status {};

    if (::stat(path.c_str(), &status) != 0) {
      if (errno == ENOENT)
        return entry::none;
      return failed("look at", path);
    }
    if (S_ISREG(status.st_mode))
      return entry::file;
    return S_ISDIR(status.st_mode) ? entry::directory : entry::other;
  }

  result<void> sync_directory(const std::string& path) override {
    auto descriptor = uninterrupted(
      [&] { return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
    if (descriptor < 0)
      return failed("open the directory", path);
    auto held = posix_file(descriptor, path);
    if (::fsync(descriptor) != 0)
      return failed("sync the directory", path);
    return {};
  }

  result<std::unique_ptr<file_lock>> lock(const std::string& path) override {
    auto descriptor = open_locked(path);
    if (!descriptor)
      return descriptor.failure();
    return std::unique_ptr<file_lock>(
      std::make_unique<posix_lock>(*descriptor));
  }
};

} // namespace

disk& posix_disk() {
  static posix instance;
  return instance;
}

} // namespace brine::journal
