// SPDX-License-Identifier: Apache-2.0
// What evhttp's parsing costs by itself, without a socket and without Swift: a head is put into the input of
// a connection's bufferevent, evhttp parses it and calls back, and its request is finished again.
//
//   cc -O2 parse-cost.c -levent_core -levent_extra && ./a.out
//
// Prints microseconds of CPU time per head: the least of some rounds.

#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/http_struct.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { heads = 50000, rounds = 9 };

static const char bare[] = "GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n";
static const char ten[] =
    "GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8\r\n"
    "Accept-Language: en-GB,en;q=0.9,de;q=0.8\r\nAccept-Encoding: gzip, deflate, br\r\n"
    "Cache-Control: max-age=0\r\nUpgrade-Insecure-Requests: 1\r\nSec-Fetch-Dest: document\r\n"
    "Sec-Fetch-Mode: navigate\r\n"
    "Cookie: session=0123456789abcdef0123456789abcdef; theme=dark\r\n\r\n";

static struct bufferevent *connection;
static struct evhttp_request *parsed;

static struct bufferevent *wanted(struct event_base *base, void *unused) {
    (void)unused;
    connection = bufferevent_socket_new(base, -1, 0);
    return connection;
}

static void requested(struct evhttp_request *request, void *unused) {
    (void)unused;
    parsed = request;
}

static double microseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

// The cost of one head; negative when evhttp does not take it.
static double cost(const char *head) {
    size_t length = strlen(head);
    double least = -1;
    for (int round = 0; round < rounds; round++) {
        double start = microseconds();
        for (int i = 0; i < heads; i++) {
            parsed = NULL;
            evbuffer_add(bufferevent_get_input(connection), head, length);
            bufferevent_trigger(connection, EV_READ, BEV_TRIG_IGNORE_WATERMARKS);
            if (!parsed) return -1;
            parsed->kind = EVHTTP_RESPONSE;
            parsed->chunked = 0;
            evhttp_send_reply_end(parsed);
        }
        double each = (microseconds() - start) / heads;
        if (least < 0 || each < least) least = each;
    }
    return least;
}

int main(void) {
    struct event_base *base = event_base_new();
    struct evhttp *http = evhttp_new(base);
    evhttp_set_bevcb(http, wanted, NULL);
    evhttp_set_gencb(http, requested, NULL);
    struct evhttp_bound_socket *bound = evhttp_bind_socket_with_handle(http, "127.0.0.1", 0);
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    int client = socket(AF_INET, SOCK_STREAM, 0);
    if (!bound || getsockname(evhttp_bound_socket_get_fd(bound), (void *)&address, &size)
        || connect(client, (void *)&address, size)) {
        perror("cannot make a connection to parse on");
        return 1;
    }
    while (!connection) event_base_loop(base, EVLOOP_ONCE);
    bufferevent_setfd(connection, -1);
    printf("%.2f %.2f\n", cost(bare), cost(ten));
    return 0;
}
