// SPDX-License-Identifier: Apache-2.0
// The part of libevent that Portico uses. A wrapper stands here only where Swift cannot import the
// original, each with its reason.
#pragma once

// libevent's configuration defines _GNU_SOURCE, Swift's Glibc module is built without: read first, the
// system's own switches are settled before, or the two modules disagree on system types.
#include <sys/types.h>

// The lists of libevent's own copy are left out of its headers.
#include <sys/queue.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/http_struct.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>
#include <event2/thread.h>

// Swift's Glibc module leaves it out.
#include <sys/epoll.h>

#include <malloc.h>
#include <stdlib.h>

// What libevent allocates with: blocks that it gave back on this thread, and `malloc`. Swift has no variables
// of a thread, and evhttp allocates some forty small blocks per request; this saves the way through malloc.
//
// A block of class k has 32 k - 8 bytes, which is what malloc makes of them anyway.

enum { portico_classes = 17, portico_max_kept_bytes = 1 << 20 };

struct portico_block {
    struct portico_block *next;
};

struct portico_kept_blocks {
    struct portico_block *first[portico_classes];
    size_t bytes;
};

// What is done when malloc refuses, and with the blocks that came from there.
struct portico_reserve {
    char *start;
    size_t bytes;
    void *(*take)(size_t size);
    void (*give)(void *memory);
};

static inline struct portico_reserve *portico_reserve(void) {
    static struct portico_reserve reserve;
    return &reserve;
}

static inline struct portico_kept_blocks *portico_kept_blocks(void) {
    static __thread struct portico_kept_blocks blocks;
    return &blocks;
}

// A block of at least `size` bytes; NULL when there is no memory.
static inline void *portico_allocate(size_t size) {
    size_t k = (size + 8 + 31) / 32;
    void *memory;
    if (k < portico_classes) {
        struct portico_kept_blocks *kept = portico_kept_blocks();
        struct portico_block *block = kept->first[k];
        if (block) {
            kept->first[k] = block->next;
            kept->bytes -= 32 * k;
            return block;
        }
        memory = malloc(32 * k - 8);
    } else {
        memory = malloc(size);
    }
    return memory ? memory : portico_reserve()->take(size);
}

// Takes back what malloc or portico_allocate has given.
static inline void portico_release(void *memory) {
    if (!memory) return;
    struct portico_reserve *reserve = portico_reserve();
    if ((size_t)((char *)memory - reserve->start) < reserve->bytes) {
        reserve->give(memory);
        return;
    }
    size_t k = (malloc_usable_size(memory) + 8) / 32;
    struct portico_kept_blocks *kept = portico_kept_blocks();
    if (k == 0 || k >= portico_classes || kept->bytes >= portico_max_kept_bytes) {
        free(memory);
        return;
    }
    struct portico_block *block = memory;
    block->next = kept->first[k];
    kept->first[k] = block;
    kept->bytes += 32 * k;
}

// Gives all blocks that are kept for this thread back to malloc.
static inline void portico_release_kept_blocks(void) {
    struct portico_kept_blocks *kept = portico_kept_blocks();
    for (size_t k = 0; k < portico_classes; k++) {
        while (kept->first[k]) {
            struct portico_block *block = kept->first[k];
            kept->first[k] = block->next;
            free(block);
        }
    }
    kept->bytes = 0;
}

#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

// <fcntl.h> shows O_PATH to programs with _GNU_SOURCE alone; the kernel's number has another name, too.
static inline int portico_o_path(void) { return __O_PATH; }

// The C library has no function for openat2, and Swift cannot call syscall(), which takes any number of
// arguments. Fails with ENOSYS where the headers do not know it, as an old kernel does.
static inline int portico_openat2(
    int folder, const char *path, unsigned long long flags, unsigned long long resolve) {
#ifdef SYS_openat2
    struct {
        unsigned long long flags, mode, resolve;
    } how = {flags, 0, resolve};
    return (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
#else
    errno = ENOSYS;
    return -1;
#endif
}

// The C library shows these three to programs with _GNU_SOURCE alone. The kernel's numbers are from
// <linux/fcntl.h> and from splice(2). Fail with ENOSYS where there is no such call.
static inline int portico_pipe2(int *ends, int flags) {
#ifdef SYS_pipe2
    return (int)syscall(SYS_pipe2, ends, flags);
#else
    errno = ENOSYS;
    return -1;
#endif
}

static inline int portico_set_pipe_bytes(int pipe, int bytes) {
    enum { set_pipe_size = 1024 + 7 };
    return fcntl(pipe, set_pipe_size, bytes);
}

// From a file at `offset`, or from a pipe with `offset` NULL; never waits for a pipe.
static inline long portico_splice(int from, long long *offset, int to, size_t count) {
#ifdef SYS_splice
    enum { nonblocking = 2 };
    return syscall(SYS_splice, from, offset, to, NULL, count, nonblocking);
#else
    errno = ENOSYS;
    return -1;
#endif
}
