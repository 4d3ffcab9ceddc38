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

#include <malloc.h>
#include <stdlib.h>

// Blocks that libevent gave back on this thread and will ask for again. Swift has no variables of a
// thread, and evhttp allocates some forty small blocks per request; this saves the way through malloc.
//
// A block of size class k has 32 k - 8 bytes, which is what malloc makes of them anyway.

enum { portico_classes = 17, portico_max_cached_bytes = 1 << 20 };

struct portico_block {
    struct portico_block *next;
};

struct portico_cache {
    struct portico_block *blocks[portico_classes];
    size_t bytes;
};

static inline struct portico_cache *portico_cache(void) {
    static __thread struct portico_cache cache;
    return &cache;
}

// A block of at least `size` bytes, which may be fresh; NULL when there is no memory.
static inline void *portico_allocate(size_t size) {
    size_t size_class = (size + 8 + 31) / 32;
    if (size_class >= portico_classes) return malloc(size);
    struct portico_cache *cache = portico_cache();
    struct portico_block *block = cache->blocks[size_class];
    if (!block) return malloc(32 * size_class - 8);
    cache->blocks[size_class] = block->next;
    cache->bytes -= 32 * size_class;
    return block;
}

// Takes back what malloc or portico_allocate has given.
static inline void portico_release(void *memory) {
    if (!memory) return;
    size_t size_class = (malloc_usable_size(memory) + 8) / 32;
    struct portico_cache *cache = portico_cache();
    if (size_class == 0 || size_class >= portico_classes || cache->bytes >= portico_max_cached_bytes) {
        free(memory);
        return;
    }
    struct portico_block *block = memory;
    block->next = cache->blocks[size_class];
    cache->blocks[size_class] = block;
    cache->bytes += 32 * size_class;
}

// Gives all blocks of this thread back to malloc.
static inline void portico_release_cache(void) {
    struct portico_cache *cache = portico_cache();
    for (size_t size_class = 0; size_class < portico_classes; size_class++) {
        while (cache->blocks[size_class]) {
            struct portico_block *block = cache->blocks[size_class];
            cache->blocks[size_class] = block->next;
            free(block);
        }
    }
    cache->bytes = 0;
}
