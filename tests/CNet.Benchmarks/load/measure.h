/* What all clients and servers of the benchmark have in common: how they fail, where they work, and how they measure. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void fail(const char *what)
{
    printf("error %s: %s\n", what, strerror(errno));
    fflush(stdout);
    exit(1);
}

static int check(int result, const char *what)
{
    if (result < 0) fail(what);
    return result;
}

static uint64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000ull + time.tv_nsec;
}

static void ready(void)
{
    puts("ready");
    fflush(stdout);
}

static void enter(const char *path)
{
    int space = check(open(path, O_RDONLY | O_CLOEXEC), path);
    check(setns(space, CLONE_NEWNET), path);
    close(space);
}

static uint64_t *times;
static long room, done;

static void note(uint64_t time)
{
    if (done == room) {
        room = room ? 2 * room : 65536;
        times = realloc(times, room * sizeof(*times));
        if (!times) fail("memory");
    }
    times[done++] = time;
}

static int ascending(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

/* Tells of all that was noted. */
static void report(uint64_t duration)
{
    if (!done) {
        errno = ETIMEDOUT;
        fail("nothing was done");
    }
    qsort(times, done, sizeof(*times), ascending);
    printf("ok %ld %llu %llu %llu\n", done, (unsigned long long)duration, (unsigned long long)times[done / 2], (unsigned long long)times[done - 1 - done / 100]);
    fflush(stdout);
}
