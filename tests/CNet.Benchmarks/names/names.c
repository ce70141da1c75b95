/*
 * Names: the floor's server, and the client that asks everybody's.
 *   names answer SERVER ADDRESS   answers every question for an IPv4 address with that one, at that address of a network namespace of its own: one thread
 *                                 that waits on one socket
 *   names ask                     reads a line, asks for NAME in that network namespace, and answers
 *     "burst MILLISECONDS NAMESPACE SERVER NAME ADDRESS"   one question after the other for that time, each answered by that address;
 *                                                          "ok QUESTIONS NANOSECONDS P50 P99", the last two in nanoseconds of one question
 *     "until MILLISECONDS NAMESPACE SERVER NAME ADDRESS"   again and again, at most for that time, until the answer is that address; "ok NANOSECONDS"
 * Both end when their input does.
 */
#include "../load/measure.h"
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>

#define PORT 53
#define HEADER 12
#define MAX_PACKET 512
#define MAX_LABEL 63
#define TYPE_A 1
#define CLASS_IN 1
#define POINTER 0xc0
#define RESPONSE 0x80
#define DESIRED 0x01
#define CODE 0x0f
#define PATIENCE 1000000
#define RETRY 2000
#define PAUSE 100

static const unsigned char start_of_answer[] = { POINTER, HEADER, 0, TYPE_A, 0, CLASS_IN, 0, 0, 2, 88, 0, 4 };

static int number(const unsigned char *at) { return at[0] << 8 | at[1]; }

/* Where a name ends; -1 where the packet does before. */
static int skip_name(const unsigned char *packet, int length, int at)
{
    while (at < length && packet[at] && packet[at] < POINTER) at += packet[at] + 1;
    at += at < length && packet[at] >= POINTER ? 2 : 1;
    return at <= length ? at : -1;
}

static struct sockaddr_in place(const char *text)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(PORT) };
    errno = EINVAL;
    if (inet_pton(AF_INET, text, &address.sin_addr) != 1) fail(text);
    return address;
}

static void serve(int fd, struct in_addr answer)
{
    unsigned char packet[MAX_PACKET];
    for (;;) {
        struct sockaddr_in client;
        socklen_t size = sizeof(client);
        int length = recvfrom(fd, packet, sizeof(packet), 0, (void *)&client, &size);
        int end = length > HEADER ? skip_name(packet, length, HEADER) + 4 : 0;
        if (end < HEADER + 5 || end > length || end + sizeof(start_of_answer) + sizeof(answer) > MAX_PACKET) continue;
        int is_address = number(packet + end - 4) == TYPE_A;
        packet[2] |= RESPONSE;
        packet[3] = 0;
        memset(packet + 6, 0, 6);
        packet[7] = is_address;
        if (is_address) {
            memcpy(packet + end, start_of_answer, sizeof(start_of_answer));
            memcpy(packet + end + sizeof(start_of_answer), &answer, sizeof(answer));
            end += sizeof(start_of_answer) + sizeof(answer);
        }
        sendto(fd, packet, end, 0, (void *)&client, size);
    }
}

static void answer(const char *server, const char *address)
{
    struct sockaddr_in here = place(server);
    struct in_addr constant = place(address).sin_addr;
    struct ifreq loopback = { .ifr_name = "lo", .ifr_flags = IFF_UP };
    char ignored;
    check(unshare(CLONE_NEWNET), "unshare");
    int fd = check(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket");
    check(ioctl(fd, SIOCSIFFLAGS, &loopback), "lo");
    check(bind(fd, (void *)&here, sizeof(here)), "bind");
    pid_t watcher = getpid();
    pid_t server_process = check(fork(), "fork");
    if (!server_process) {
        check(prctl(PR_SET_PDEATHSIG, SIGKILL), "prctl");
        if (getppid() == watcher) serve(fd, constant);
        return;
    }
    ready();
    while (read(STDIN_FILENO, &ignored, 1) > 0) { }
    kill(server_process, SIGKILL);
    waitpid(server_process, NULL, 0);
}

struct question {
    int fd, length;
    unsigned char packet[MAX_PACKET];
    struct in_addr expected;
};

/* A question for a name, whose dots part labels. */
static void put(struct question *question, const char *name)
{
    unsigned char *end = question->packet + HEADER;
    memset(question->packet, 0, sizeof(question->packet));
    question->packet[2] = DESIRED;
    question->packet[5] = 1;
    while (*name) {
        int length = strcspn(name, ".");
        errno = EINVAL;
        if (length < 1 || length > MAX_LABEL) fail(name);
        *end++ = length;
        memcpy(end, name, length);
        end += length;
        name += length + (name[length] == '.');
    }
    end[2] = TYPE_A;
    end[4] = CLASS_IN;
    question->length = end + 5 - question->packet;
}

static int is_right(const struct question *question, const unsigned char *packet, int length)
{
    if (!(packet[2] & RESPONSE) || packet[3] & CODE) return 0;
    int at = skip_name(packet, length, HEADER) + 4;
    for (int left = number(packet + 6); left > 0 && at >= HEADER; left--) {
        at = skip_name(packet, length, at);
        if (at < 0 || at + 10 > length) return 0;
        int size = number(packet + at + 8);
        if (at + 10 + size > length) return 0;
        if (number(packet + at) == TYPE_A && size == 4 && !memcmp(packet + at + 10, &question->expected, 4)) return 1;
        at += 10 + size;
    }
    return 0;
}

/* 1 where the answer is the right one, 0 where it is another, -1 where there is none. */
static int ask(struct question *question)
{
    unsigned char packet[MAX_PACKET];
    int length;
    uint16_t id = number(question->packet) + 1;
    question->packet[0] = id >> 8;
    question->packet[1] = id & 255;
    if (send(question->fd, question->packet, question->length, 0) < 0) return -1;
    /* Answers to earlier questions, which were given up, may still come. */
    do length = recv(question->fd, packet, sizeof(packet), 0);
    while (length >= 0 && (length < HEADER || number(packet) != id));
    return length < 0 ? -1 : is_right(question, packet, length);
}

static void wait_at_most(int fd, int microseconds)
{
    struct timeval time = { .tv_sec = microseconds / 1000000, .tv_usec = microseconds % 1000000 };
    check(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof(time)), "SO_RCVTIMEO");
}

static void burst(struct question *question, uint64_t duration)
{
    uint64_t begun = now(), time = begun;
    wait_at_most(question->fd, PATIENCE);
    done = 0;
    while (time < begun + duration) {
        uint64_t asked = time;
        int result = ask(question);
        if (!result) errno = EBADMSG;
        if (result < 1) fail("answer");
        time = now();
        note(time - asked);
    }
    report(time - begun);
}

static void until(struct question *question, uint64_t duration)
{
    uint64_t begun = now();
    wait_at_most(question->fd, RETRY);
    for (int result; (result = ask(question)) < 1;) {
        errno = result ? errno : EBADMSG;
        if (now() - begun > duration) fail("no right answer");
        if (errno != EAGAIN) usleep(PAUSE);
    }
    printf("ok %llu\n", (unsigned long long)(now() - begun));
    fflush(stdout);
}

static void ask_all(void)
{
    char home[64], line[1024], how[8], space[512], server[64], name[256], address[64];
    int milliseconds;
    snprintf(home, sizeof(home), "/proc/%d/ns/net", getppid());
    ready();
    while (fgets(line, sizeof(line), stdin)) {
        struct question question;
        if (sscanf(line, "%7s %d %511s %63s %255s %63s", how, &milliseconds, space, server, name, address) != 6) {
            errno = EINVAL;
            fail(line);
        }
        struct sockaddr_in there = place(server);
        question.expected = place(address).sin_addr;
        put(&question, name);
        enter(space);
        question.fd = check(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket");
        check(connect(question.fd, (void *)&there, sizeof(there)), "connect");
        /* The socket stays there, and the client with its starter: a Host that is removed by force takes along who is in it. */
        enter(home);
        (strcmp(how, "until") ? burst : until)(&question, milliseconds * 1000000ull);
        close(question.fd);
    }
}

int main(int count, char **arguments)
{
    /* Ends when its starter does, which closes the pipe; Ctrl+C is the starter's to answer. */
    signal(SIGINT, SIG_IGN);
    if (count == 4 && !strcmp(arguments[1], "answer")) answer(arguments[2], arguments[3]);
    else if (count == 2 && !strcmp(arguments[1], "ask")) ask_all();
    else return 2;
    return 0;
}
