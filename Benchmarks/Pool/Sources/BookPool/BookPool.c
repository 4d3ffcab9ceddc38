// SPDX-License-Identifier: Apache-2.0
#include "BookPool.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct job {
    book_function function;
    void *argument;
};

// The channel: a growing ring of boxed jobs. A closed one still gives out what it holds.
struct channel {
    pthread_mutex_t mutex;
    pthread_cond_t is_filled;
    struct job **ring;
    size_t capacity, head, count;
    bool is_closed;
};

struct book_pool {
    struct channel channel;
    pthread_mutex_t receiver;
    pthread_t *threads;
    int size;
};

static void channel_send(struct channel *channel, struct job *job) {
    pthread_mutex_lock(&channel->mutex);
    if (channel->count == channel->capacity) {
        struct job **ring = malloc(2 * channel->capacity * sizeof *ring);
        for (size_t i = 0; i < channel->count; i++)
            ring[i] = channel->ring[(channel->head + i) % channel->capacity];
        free(channel->ring);
        channel->ring = ring;
        channel->capacity *= 2;
        channel->head = 0;
    }
    channel->ring[(channel->head + channel->count++) & (channel->capacity - 1)] = job;
    pthread_mutex_unlock(&channel->mutex);
    pthread_cond_signal(&channel->is_filled);
}

static struct job *channel_receive(struct channel *channel) {
    struct job *job = NULL;
    pthread_mutex_lock(&channel->mutex);
    while (channel->count == 0 && !channel->is_closed)
        pthread_cond_wait(&channel->is_filled, &channel->mutex);
    if (channel->count > 0) {
        job = channel->ring[channel->head];
        channel->head = (channel->head + 1) & (channel->capacity - 1);
        channel->count--;
    }
    pthread_mutex_unlock(&channel->mutex);
    return job;
}

static void *work(void *argument) {
    struct book_pool *pool = argument;
    while (true) {
        pthread_mutex_lock(&pool->receiver);
        struct job *job = channel_receive(&pool->channel);
        pthread_mutex_unlock(&pool->receiver);
        if (job == NULL) return NULL;
        job->function(job->argument);
        free(job);
    }
}

struct book_pool *book_pool_new(int size) {
    struct book_pool *pool = calloc(1, sizeof *pool);
    pthread_mutex_init(&pool->channel.mutex, NULL);
    pthread_cond_init(&pool->channel.is_filled, NULL);
    pthread_mutex_init(&pool->receiver, NULL);
    pool->channel.capacity = 64;
    pool->channel.ring = malloc(pool->channel.capacity * sizeof *pool->channel.ring);
    pool->size = size;
    pool->threads = calloc(size, sizeof *pool->threads);
    for (int i = 0; i < size; i++) pthread_create(&pool->threads[i], NULL, work, pool);
    return pool;
}

void book_pool_execute(struct book_pool *pool, book_function function, void *argument) {
    struct job *job = malloc(sizeof *job);
    *job = (struct job){function, argument};
    channel_send(&pool->channel, job);
}

void book_pool_free(struct book_pool *pool) {
    pthread_mutex_lock(&pool->channel.mutex);
    pool->channel.is_closed = true;
    pthread_mutex_unlock(&pool->channel.mutex);
    pthread_cond_broadcast(&pool->channel.is_filled);
    for (int i = 0; i < pool->size; i++) pthread_join(pool->threads[i], NULL);
    free(pool->channel.ring);
    free(pool->threads);
    free(pool);
}
