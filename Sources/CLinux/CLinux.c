#define _GNU_SOURCE
#include "CLinux.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <malloc.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/vfs.h>
#include <unistd.h>

_Static_assert(WINNOW_F_SETLEASE == F_SETLEASE && WINNOW_F_GETLEASE == F_GETLEASE && WINNOW_O_PATH == O_PATH, "");

int winnow_openat_beneath(int folder, const char *path, int flags) {
    struct open_how how = {
        .flags = (unsigned)flags, .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS};
    return (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
}

ptrdiff_t winnow_getdents64(int folder, void *buffer, size_t size) { return getdents64(folder, buffer, size); }

int winnow_rename_noreplace(int folder, const char *path, int new_folder, const char *new_path) {
    return renameat2(folder, path, new_folder, new_path, RENAME_NOREPLACE);
}

int winnow_fallocate_keep_size(int file, int64_t offset, int64_t length) {
    return fallocate(file, FALLOC_FL_KEEP_SIZE, offset, length);
}

int winnow_syncfs(int file) { return syncfs(file); }

int winnow_filesystem_magic(int file, uint32_t *magic) {
    struct statfs status;
    int result = fstatfs(file, &status);
    if (result == 0) *magic = (uint32_t)status.f_type;
    return result;
}

int winnow_usable_processors(void) {
    static const size_t most = 1 << 16; // processors; the kernel refuses a set smaller than its own
    cpu_set_t *set = CPU_ALLOC(most);
    size_t size = CPU_ALLOC_SIZE(most);
    if (!set) return -1;
    int count = sched_getaffinity(0, size, set) == 0 ? CPU_COUNT_S(size, set) : -1;
    CPU_FREE(set);
    return count;
}

void winnow_keep_freed_memory(int bytes, int piece) {
    // Said once, neither grows by itself any more with what is freed.
    mallopt(M_TRIM_THRESHOLD, bytes);
    mallopt(M_MMAP_THRESHOLD, piece);
}

int winnow_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

int winnow_epoll_add(int epoll, int file, uint32_t tag) {
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = tag};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, file, &event);
}

int winnow_epoll_add_mounts(int epoll, int file, uint32_t tag) {
    // It can always be read: only EPOLLPRI says that it changed, once for each handle and change.
    struct epoll_event event = {.events = EPOLLPRI, .data.u32 = tag};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, file, &event);
}

int winnow_epoll_wait(int epoll, uint32_t *tags, int count, int milliseconds) {
    struct epoll_event events[8];
    int found = epoll_wait(epoll, events, count < 8 ? count : 8, milliseconds);
    for (int i = 0; i < found; i++) tags[i] = events[i].data.u32;
    return found;
}

int winnow_signalfd(const int *signals, int count) {
    sigset_t set;
    sigemptyset(&set);
    for (int i = 0; i < count; i++) sigaddset(&set, signals[i]);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int winnow_signalfd_read(int file) {
    struct signalfd_siginfo info;
    ssize_t size = read(file, &info, sizeof info);
    if (size == (ssize_t)sizeof info) return (int)info.ssi_signo;
    if (size >= 0) errno = EIO;
    return -1;
}

int winnow_timerfd_create(void) { return timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK); }

int winnow_timerfd_set(int file, uint64_t nanoseconds) {
    struct itimerspec due = {.it_value = {
        .tv_sec = (time_t)(nanoseconds / 1000000000), .tv_nsec = (long)(nanoseconds % 1000000000)}};
    return timerfd_settime(file, TFD_TIMER_ABSTIME, &due, NULL);
}

int winnow_eventfd_create(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
