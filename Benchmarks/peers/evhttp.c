// SPDX-License-Identifier: Apache-2.0
// packages: gcc libevent-dev pkg-config
// version: echo libevent $(pkg-config --modversion libevent_core)
// build: gcc -O2 -o $out $source $(pkg-config --cflags --libs libevent_core libevent_extra)
//
// libevent's evhttp as its documentation shows it: one thread, handlers inline, evhttp's own replies.

#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char text[] = "Hello, world!";
static char large[1 << 20];

static void reply(struct evhttp_request *request, const void *body, size_t count) {
    struct evbuffer *buffer = evbuffer_new();
    evbuffer_add_reference(buffer, body, count, NULL, NULL);
    evhttp_add_header(evhttp_request_get_output_headers(request), "Content-Type", "text/plain");
    evhttp_send_reply(request, 200, "OK", buffer);
    evbuffer_free(buffer);
}

static void hello(struct evhttp_request *request, void *microseconds) {
    if (microseconds) usleep((useconds_t)(size_t)microseconds);
    reply(request, text, strlen(text));
}

static void send_large(struct evhttp_request *request, void *unused) {
    (void)unused;
    reply(request, large, sizeof large);
}

int main(int count, char **arguments) {
    if (count < 2) {
        fprintf(stderr, "usage: evhttp PORT\n");
        return 64;
    }
    // libevent writes with writev, and a client that has left would end the process.
    signal(SIGPIPE, SIG_IGN);
    memset(large, 'x', sizeof large);
    struct event_base *base = event_base_new();
    struct evhttp *http = evhttp_new(base);
    evhttp_set_gencb(http, hello, NULL);
    evhttp_set_cb(http, "/block", hello, (void *)5000);
    evhttp_set_cb(http, "/slow", hello, (void *)50000);
    evhttp_set_cb(http, "/large", send_large, NULL);
    if (evhttp_bind_socket(http, "127.0.0.1", (unsigned short)atoi(arguments[1])) != 0) return 69;
    return event_base_dispatch(base) == 0 ? 0 : 70;
}
