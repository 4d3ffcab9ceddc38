// SPDX-License-Identifier: Apache-2.0
// packages: gcc libmicrohttpd-dev pkg-config
// version: echo libmicrohttpd $(pkg-config --modversion libmicrohttpd)
// build: gcc -O2 -o $out $source $(pkg-config --cflags --libs libmicrohttpd)
//
// GNU libmicrohttpd with epoll, one thread of its own, handlers on it.

#include <microhttpd.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char large[1 << 20];
static struct MHD_Response *hello, *mebibyte;

static struct MHD_Response *make_response(void *body, size_t count) {
    struct MHD_Response *response =
        MHD_create_response_from_buffer(count, body, MHD_RESPMEM_PERSISTENT);
    MHD_add_response_header(response, "Content-Type", "text/plain");
    return response;
}

static enum MHD_Result answer(
    void *context, struct MHD_Connection *connection, const char *url, const char *method,
    const char *version, const char *upload, size_t *upload_size, void **state) {
    (void)context, (void)method, (void)version, (void)upload, (void)upload_size;
    // The first call is for the head: who answers there has the connection closed.
    if (!*state) {
        *state = &hello;
        return MHD_YES;
    }
    if (strcmp(url, "/block") == 0) usleep(5000);
    if (strcmp(url, "/slow") == 0) usleep(50000);
    return MHD_queue_response(connection, 200, strcmp(url, "/large") == 0 ? mebibyte : hello);
}

int main(int count, char **arguments) {
    if (count < 2) {
        fprintf(stderr, "usage: microhttpd PORT\n");
        return 64;
    }
    memset(large, 'x', sizeof large);
    hello = make_response("Hello, world!", 13);
    mebibyte = make_response(large, sizeof large);
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TURBO, (unsigned short)atoi(arguments[1]), NULL, NULL, answer, NULL,
        MHD_OPTION_CONNECTION_LIMIT, 16000u, MHD_OPTION_END);
    if (!daemon) return 69;
    pause();
    return 0;
}
