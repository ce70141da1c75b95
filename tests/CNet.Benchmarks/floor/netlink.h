/* Netlink batches in as few lines as it takes: what the floor is made of. */
#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* An error ends the program: its last line says why. */
static void fail(const char *what, int error)
{
    printf("error %s: %s\n", what, strerror(error));
    fflush(stdout);
    exit(1);
}

static int check(int result, const char *what)
{
    if (result < 0) fail(what, errno);
    return result;
}

struct batch {
    char data[8192];
    int length;
    struct nlmsghdr *message;
};

static uint32_t sequence = 1;

static int open_netlink(int protocol)
{
    return check(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol), "socket");
}

static void *append(struct batch *batch, const void *value, int size)
{
    void *place = batch->data + batch->length;
    memset(place, 0, NLMSG_ALIGN(size));
    if (value) memcpy(place, value, size);
    batch->length += NLMSG_ALIGN(size);
    if (batch->message) batch->message->nlmsg_len = batch->data + batch->length - (char *)batch->message;
    return place;
}

static void begin(struct batch *batch, int type, int flags, const void *head, int size)
{
    struct nlmsghdr header = { .nlmsg_type = type, .nlmsg_flags = NLM_F_REQUEST | flags, .nlmsg_seq = sequence++ };
    batch->message = NULL;
    batch->message = append(batch, &header, sizeof(header));
    append(batch, head, size);
}

static struct nlattr *attribute(struct batch *batch, int type, const void *value, int size)
{
    struct nlattr header = { .nla_len = sizeof(header) + size, .nla_type = type };
    struct nlattr *place = append(batch, &header, sizeof(header));
    append(batch, value, size);
    return place;
}

static void attribute32(struct batch *batch, int type, uint32_t value) { attribute(batch, type, &value, sizeof(value)); }

static void attribute8(struct batch *batch, int type, uint8_t value) { attribute(batch, type, &value, sizeof(value)); }

static void text(struct batch *batch, int type, const char *value) { attribute(batch, type, value, strlen(value) + 1); }

static struct nlattr *nest(struct batch *batch, int type) { return attribute(batch, type | NLA_F_NESTED, NULL, 0); }

static void end(struct batch *batch, struct nlattr *nested) { nested->nla_len = batch->data + batch->length - (char *)nested; }

/* Sends the batch and reads until its last message is answered. */
static void execute(int socket, struct batch *batch, const char *what, uint32_t last)
{
    static char buffer[65536];
    check(send(socket, batch->data, batch->length, 0), what);
    for (;;) {
        int length = check(recv(socket, buffer, sizeof(buffer), 0), what);
        for (struct nlmsghdr *reply = (void *)buffer; NLMSG_OK(reply, length); reply = NLMSG_NEXT(reply, length)) {
            if (reply->nlmsg_type == NLMSG_ERROR && ((struct nlmsgerr *)NLMSG_DATA(reply))->error)
                fail(what, -((struct nlmsgerr *)NLMSG_DATA(reply))->error);
            if (reply->nlmsg_seq == last) return;
        }
    }
}
