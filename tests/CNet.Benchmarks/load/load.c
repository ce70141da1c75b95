/*
 * The traffic: the same server and the same clients for everybody who publishes ports.
 *   load serve NAMESPACE PORT   answers each connection's byte with a byte, in that network namespace
 *   load connect [NAMESPACE]    clients in that network namespace, or in one of their own: reads "ADDRESS PORT MILLISECONDS FLIGHT" per line, keeps FLIGHT
 *                               connections going for that time, each a connect, a byte there and a byte back, and answers
 *                               "ok CONNECTIONS NANOSECONDS P50 P99", the last two in nanoseconds of one connection
 * Both end when their input does.
 */
#include "measure.h"
#include <netinet/in.h>
#include <sys/epoll.h>

#define MAX_FLIGHT 256
#define MAX_EVENTS 64
#define BACKLOG 4096

static void watch(int poll, int fd, uint32_t events, uint64_t data)
{
    struct epoll_event event = { .events = events, .data.u64 = data };
    check(epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event), "epoll_ctl");
}

static void serve(const char *path, int port)
{
    int poll = check(epoll_create1(0), "epoll"), on = 1;
    enter(path);
    int listener = check(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), "socket");
    struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons(port) };
    check(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)), "SO_REUSEADDR");
    check(bind(listener, (void *)&any, sizeof(any)), "bind");
    check(listen(listener, BACKLOG), "listen");
    watch(poll, listener, EPOLLIN, listener);
    watch(poll, STDIN_FILENO, EPOLLIN, STDIN_FILENO);
    ready();
    for (;;) {
        struct epoll_event events[MAX_EVENTS];
        int count = epoll_wait(poll, events, MAX_EVENTS, -1);
        for (int i = 0; i < count; i++) {
            int fd = events[i].data.u64, connection;
            char byte;
            if (fd == STDIN_FILENO) return;
            if (fd != listener) {
                /* Whatever comes is the end of it: the byte, or that the client has gone. */
                if (recv(fd, &byte, 1, 0) == 1) send(fd, &byte, 1, MSG_NOSIGNAL);
                close(fd);
            } else
                while ((connection = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) watch(poll, connection, EPOLLIN, connection);
        }
    }
}

/* One connection at a time in each of the clients' places. */
static struct place {
    int fd, asked;
    uint64_t begun;
} places[MAX_FLIGHT];

struct server {
    struct sockaddr_storage address;
    socklen_t length;
};

/* False where the text is no address. */
static int describe(struct server *server, const char *text, int port)
{
    struct sockaddr_in *ip = (void *)&server->address;
    struct sockaddr_in6 *ip6 = (void *)&server->address;
    memset(server, 0, sizeof(*server));
    if (inet_pton(AF_INET, text, &ip->sin_addr) == 1) {
        ip->sin_family = AF_INET;
        ip->sin_port = htons(port);
        server->length = sizeof(*ip);
    } else if (inet_pton(AF_INET6, text, &ip6->sin6_addr) == 1) {
        ip6->sin6_family = AF_INET6;
        ip6->sin6_port = htons(port);
        server->length = sizeof(*ip6);
    }
    return server->length > 0;
}

static void start(int poll, int number, const struct server *server)
{
    struct linger reset = { .l_onoff = 1 };
    struct place *place = &places[number];
    place->begun = now();
    place->asked = 0;
    place->fd = check(socket(server->address.ss_family, SOCK_STREAM | SOCK_NONBLOCK, 0), "socket");
    /* A reset at the end leaves nothing that waits, so that ports do not run out. */
    check(setsockopt(place->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset)), "SO_LINGER");
    if (connect(place->fd, (void *)&server->address, server->length) < 0 && errno != EINPROGRESS) fail("connect");
    watch(poll, place->fd, EPOLLIN | EPOLLOUT | EPOLLET, number);
}

/* True when the byte has come back. */
static int go_on(struct place *place)
{
    char byte = 1;
    if (!place->asked) {
        if (send(place->fd, &byte, 1, MSG_NOSIGNAL) == 1) place->asked = 1;
        else if (errno != EAGAIN) fail("connect");
    }
    ssize_t length = place->asked ? recv(place->fd, &byte, 1, 0) : -1;
    if (length == 0) errno = ECONNRESET;
    if (length == 0 || (length < 0 && errno != EAGAIN)) fail("answer");
    return length == 1;
}

static void burst(const struct server *server, uint64_t duration, int flight)
{
    int poll = check(epoll_create1(EPOLL_CLOEXEC), "epoll");
    uint64_t begun = now(), end = begun + duration, time = begun;
    done = 0;
    for (int i = 0; i < flight; i++) start(poll, i, server);
    while (time < end) {
        struct epoll_event events[MAX_EVENTS];
        int count = epoll_wait(poll, events, MAX_EVENTS, (end - time) / 1000000 + 1);
        for (int i = 0; i < count; i++) {
            int number = events[i].data.u64;
            if (!go_on(&places[number])) continue;
            note(now() - places[number].begun);
            close(places[number].fd);
            start(poll, number, server);
        }
        time = now();
    }
    for (int i = 0; i < flight; i++) close(places[i].fd);
    close(poll);
    report(time - begun);
}

static void connect_all(const char *space)
{
    char line[128], address[64];
    int port, milliseconds, flight;
    if (space) enter(space);
    else check(unshare(CLONE_NEWNET), "unshare");
    ready();
    while (fgets(line, sizeof(line), stdin)) {
        struct server server;
        if (sscanf(line, "%63s %d %d %d", address, &port, &milliseconds, &flight) != 4 || flight < 1 || flight > MAX_FLIGHT || !describe(&server, address, port)) {
            errno = EINVAL;
            fail(line);
        }
        burst(&server, milliseconds * 1000000ull, flight);
    }
}

int main(int count, char **arguments)
{
    /* Ends when its starter does, which closes the pipe; Ctrl+C is the starter's to answer. */
    signal(SIGINT, SIG_IGN);
    if (count == 4 && !strcmp(arguments[1], "serve")) serve(arguments[2], atoi(arguments[3]));
    else if (count <= 3 && count >= 2 && !strcmp(arguments[1], "connect")) connect_all(arguments[2]);
    else return 2;
    return 0;
}
