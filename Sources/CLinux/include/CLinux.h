// What `import Glibc` hides, and why. Swift sees the C library without _GNU_SOURCE and without the headers that
// are Linux's own, and cannot call a variadic function such as syscall(). Every function here is one call of the
// kernel: it returns what the call returns, and on failure -1 with errno set. None keeps state but those of a crash.
#pragma once
#include <stddef.h>
#include <stdint.h>

enum {
    WINNOW_F_SETLEASE = 1024,  // _GNU_SOURCE
    WINNOW_F_GETLEASE = 1025,  // _GNU_SOURCE
    WINNOW_O_PATH = 010000000, // _GNU_SOURCE
};

// No wrapper in glibc before 2.43. Never leaves the folder, never follows a symbolic or magic link.
int winnow_openat_beneath(int folder, const char *path, int flags);
// _GNU_SOURCE; readdir(3) would allocate and hide the size of the buffer.
ptrdiff_t winnow_getdents64(int folder, void *buffer, size_t size);
// _GNU_SOURCE. Fails with EEXIST when the new name is taken.
int winnow_rename_noreplace(int folder, const char *path, int new_folder, const char *new_path);
// _GNU_SOURCE. Reserves space behind the end; the size stays.
int winnow_fallocate_keep_size(int file, int64_t offset, int64_t length);
// _GNU_SOURCE.
int winnow_syncfs(int file);
// <sys/statfs.h> is not in the module. The magic number of the filesystem.
int winnow_filesystem_magic(int file, uint32_t *magic);

// <sched.h> hides the CPU_* macros. The number of processors this process may run on.
int winnow_usable_processors(void);

// <malloc.h> is not in the module. Of freed memory up to so many bytes at the end of each heap are not given back to the kernel;
// pieces from so many bytes on always are.
void winnow_keep_freed_memory(int bytes, int piece);

// <sys/epoll.h>, <sys/signalfd.h>, <sys/timerfd.h> and <sys/eventfd.h> are not in the module.
int winnow_epoll_create(void);
int winnow_epoll_add(int epoll, int file, uint32_t tag);
// For /proc/self/mountinfo: wakes when something is mounted or unmounted.
int winnow_epoll_add_mounts(int epoll, int file, uint32_t tag);
// Stores the tags of the ready descriptors and returns how many, at most 8.
int winnow_epoll_wait(int epoll, uint32_t *tags, int count, int milliseconds);
int winnow_signalfd(const int *signals, int count);
// The next signal received, or -1 with EAGAIN.
int winnow_signalfd_read(int file);
// A timer of CLOCK_BOOTTIME, so that time asleep counts.
int winnow_timerfd_create(void);
// Due at this nanosecond of CLOCK_BOOTTIME; 0 disarms.
int winnow_timerfd_set(int file, uint64_t nanoseconds);
int winnow_eventfd_create(void);

// The last words of a process that crashes. These alone keep state: a signal handler reaches nothing but globals.
// From now on SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP and SIGABRT write the armed note over the content of `file`, or to
// it where it is a stream, then take their earlier course. Called once.
int winnow_crash_install(int file, int stream);
// Gives the calling thread a stack of its own for these signals, so that even running out of stack can be told.
int winnow_crash_stack(void);
// The note to leave, copied; none when `size` is 0. Of one thread at a time.
int winnow_crash_arm(const void *note, size_t size);
