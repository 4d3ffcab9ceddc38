// SPDX-License-Identifier: Apache-2.0
// The pool at the end of the Rust Book, written anew in C as a yardstick: one channel, and one
// mutex around its receiving end that a worker holds while it waits for a message.
#pragma once

typedef void (*book_function)(void *argument);
struct book_pool;

struct book_pool *book_pool_new(int size);
void book_pool_execute(struct book_pool *pool, book_function function, void *argument);
/// Runs what is queued, joins the workers, frees the pool.
void book_pool_free(struct book_pool *pool);
