#define _GNU_SOURCE
#include "CLinux.h"
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT};
enum { crash_count = sizeof crashes / sizeof *crashes };

struct note {
    size_t size;
    unsigned char bytes[];
};

static struct sigaction earlier[crash_count];
static int note_file = -1;
// A stream takes the note as it is; of a file it becomes the whole content.
static int is_stream;
static _Atomic(struct note *) armed;
// 1 from the first crash on: another thread that crashes meanwhile must not end the process in the middle of the note.
static atomic_int crashing, written;

// Bytes of the stack that a handler runs on. The kernel puts the registers there (2.7 KB with AVX-512, 11 KB with AMX).
enum { crash_stack_size = 32 << 10 };
static _Thread_local unsigned char crash_stack[crash_stack_size] __attribute__((aligned(64)));

static void write_note(void) {
    struct note *note = atomic_load(&armed);
    if (!note) return;
    size_t done = 0;
    while (done < note->size) {
        const unsigned char *rest = note->bytes + done;
        ssize_t count = is_stream ? write(note_file, rest, note->size - done) : pwrite(note_file, rest, note->size - done, (off_t)done);
        if (count <= 0 && errno != EINTR) break;
        if (count > 0) done += (size_t)count;
    }
    // What an earlier, longer note left behind.
    if (!is_stream) (void)!ftruncate(note_file, (off_t)done);
}

// Calls nothing that signal-safety(7) does not allow.
static void on_crash(int number) {
    if (!atomic_exchange(&crashing, 1)) {
        write_note();
        atomic_store(&written, 1);
    } else {
        struct timespec pause = {.tv_nsec = 1000000};
        for (int i = 0; i < 1000 && !atomic_load(&written); i++) nanosleep(&pause, NULL); // a second at most
    }
    int index = 0;
    for (int i = 0; i < crash_count; i++) {
        sigaction(crashes[i], &earlier[i], NULL);
        if (crashes[i] == number) index = i;
    }
    if (earlier[index].sa_handler != SIG_DFL && earlier[index].sa_handler != SIG_IGN) {
        // Swift's backtracer, where it is on. It returns and counts on the fault to come again, which a signal from
        // outside does not.
        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, number);
        pthread_sigmask(SIG_UNBLOCK, &set, NULL);
        raise(number);
    }
    signal(number, SIG_DFL);
    // Delivered when this handler returns, to where it was called from: a core dump shows the crash as it was.
    raise(number);
}

int winnow_crash_install(int file, int stream) {
    note_file = file;
    is_stream = stream;
    struct sigaction action = {.sa_handler = on_crash, .sa_flags = SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < crash_count; i++) {
        if (sigaction(crashes[i], &action, &earlier[i]) != 0) return -1;
    }
    return 0;
}

int winnow_crash_stack(void) {
    stack_t stack = {.ss_sp = crash_stack, .ss_size = crash_stack_size};
    return sigaltstack(&stack, NULL);
}

int winnow_crash_arm(const void *bytes, size_t size) {
    // A handler on another thread may be reading the note that was armed before: it is freed one arming later.
    static struct note *retired;
    struct note *note = NULL;
    if (size > 0) {
        note = malloc(sizeof *note + size);
        if (!note) return -1;
        note->size = size;
        memcpy(note->bytes, bytes, size);
    }
    free(retired);
    retired = atomic_exchange(&armed, note);
    return 0;
}
