/*
 * The floor: what the kernel itself takes for what CNet does, in batches written by hand, without state, rules (but one element for each
 * network) or a check of anything. It lives in network and mount namespaces of its own, reads a command per line and answers
 * "ok NANOSECONDS", the time of the command itself.
 */
#define _GNU_SOURCE
#include "netlink.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/if.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/veth.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>

#define NAMESPACES "/run/netns"
#define OWN_NAMESPACE "/proc/thread-self/ns/net"
#define TYPE_IFNAME 41
#define LOOPBACK 1
#define MAX_WORKERS 64

unsigned int if_nametoindex(const char *name);

static int home, route, netfilter, events;
static int next_index = 100000;

static uint64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000ull + time.tv_nsec;
}

static void begin_link(struct batch *batch, int type, int flags, int index, unsigned state, unsigned change)
{
    struct ifinfomsg head = { .ifi_index = index, .ifi_flags = state, .ifi_change = change };
    begin(batch, type, flags, &head, sizeof(head));
}

static void address_generation_none(struct batch *batch)
{
    struct nlattr *families = nest(batch, IFLA_AF_SPEC), *inet6 = nest(batch, AF_INET6);
    attribute8(batch, IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_NONE);
    end(batch, inet6);
    end(batch, families);
}

static void link_up(struct batch *batch, int index, int flags) { begin_link(batch, RTM_NEWLINK, flags, index, IFF_UP, IFF_UP); }

/* Its answer comes when the carrier is there, and completes the batch. */
static uint32_t get_link(struct batch *batch, int index)
{
    begin_link(batch, RTM_GETLINK, 0, index, 0, 0);
    attribute32(batch, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
    return sequence - 1;
}

static void add_address(struct batch *batch, int index, uint32_t address, int prefix)
{
    struct ifaddrmsg head = { .ifa_family = AF_INET, .ifa_prefixlen = prefix, .ifa_index = index };
    uint32_t broadcast = address | htonl(0xffffffffu >> prefix);
    begin(batch, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, &head, sizeof(head));
    attribute32(batch, IFA_LOCAL, address);
    attribute32(batch, IFA_ADDRESS, address);
    attribute32(batch, IFA_BROADCAST, broadcast);
}

static void add_default_route(struct batch *batch, int index, uint32_t gateway)
{
    struct rtmsg head = { .rtm_family = AF_INET, .rtm_table = RT_TABLE_MAIN, .rtm_protocol = RTPROT_BOOT, .rtm_type = RTN_UNICAST };
    begin(batch, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, &head, sizeof(head));
    attribute32(batch, RTA_GATEWAY, gateway);
    attribute32(batch, RTA_OIF, index);
}

/* One transaction of nf_tables that adds an interface's name to the set, or takes it out. */
static void set_element(int type, int flags, const char *name)
{
    struct batch batch = { 0 };
    struct nfgenmsg bracket = { .res_id = htons(NFNL_SUBSYS_NFTABLES) }, head = { .nfgen_family = NFPROTO_INET };
    char key[IFNAMSIZ] = "";
    strncpy(key, name, IFNAMSIZ - 1);
    begin(&batch, NFNL_MSG_BATCH_BEGIN, 0, &bracket, sizeof(bracket));
    begin(&batch, NFNL_SUBSYS_NFTABLES << 8 | type, flags | NLM_F_ACK, &head, sizeof(head));
    uint32_t last = sequence - 1;
    text(&batch, NFTA_SET_ELEM_LIST_TABLE, "floor");
    text(&batch, NFTA_SET_ELEM_LIST_SET, "networks");
    struct nlattr *list = nest(&batch, NFTA_SET_ELEM_LIST_ELEMENTS), *element = nest(&batch, NFTA_LIST_ELEM), *value = nest(&batch, NFTA_SET_ELEM_KEY);
    attribute(&batch, NFTA_DATA_VALUE, key, sizeof(key));
    end(&batch, value);
    end(&batch, element);
    end(&batch, list);
    begin(&batch, NFNL_MSG_BATCH_END, 0, &bracket, sizeof(bracket));
    execute(netfilter, &batch, "nf_tables element", last);
}

static void make_table(void)
{
    struct batch batch = { 0 };
    struct nfgenmsg bracket = { .res_id = htons(NFNL_SUBSYS_NFTABLES) }, head = { .nfgen_family = NFPROTO_INET };
    begin(&batch, NFNL_MSG_BATCH_BEGIN, 0, &bracket, sizeof(bracket));
    begin(&batch, NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWTABLE, NLM_F_CREATE, &head, sizeof(head));
    text(&batch, NFTA_TABLE_NAME, "floor");
    begin(&batch, NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWSET, NLM_F_CREATE | NLM_F_ACK, &head, sizeof(head));
    uint32_t last = sequence - 1;
    text(&batch, NFTA_SET_TABLE, "floor");
    text(&batch, NFTA_SET_NAME, "networks");
    attribute32(&batch, NFTA_SET_FLAGS, 0);
    attribute32(&batch, NFTA_SET_KEY_TYPE, htonl(TYPE_IFNAME));
    attribute32(&batch, NFTA_SET_KEY_LEN, htonl(IFNAMSIZ));
    attribute32(&batch, NFTA_SET_ID, htonl(1));
    begin(&batch, NFNL_MSG_BATCH_END, 0, &bracket, sizeof(bracket));
    execute(netfilter, &batch, "nf_tables table", last);
}

static void create_network(const char *name, uint32_t gateway, int prefix)
{
    struct batch batch = { 0 };
    int index = next_index++;
    begin_link(&batch, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, index, 0, 0);
    text(&batch, IFLA_IFNAME, name);
    struct nlattr *info = nest(&batch, IFLA_LINKINFO);
    text(&batch, IFLA_INFO_KIND, "bridge");
    struct nlattr *data = nest(&batch, IFLA_INFO_DATA);
    attribute8(&batch, IFLA_BR_MCAST_SNOOPING, 0);
    end(&batch, data);
    end(&batch, info);
    begin_link(&batch, RTM_NEWLINK, 0, index, 0, 0);
    address_generation_none(&batch);
    add_address(&batch, index, gateway, prefix);
    link_up(&batch, index, NLM_F_ACK);
    execute(route, &batch, "bridge", sequence - 1);
    set_element(NFT_MSG_NEWSETELEM, NLM_F_CREATE, name);
}

/* Enters a namespace, or a new one under a name, and returns a socket from inside and the namespace itself. */
static int enter(const char *path, int make, int *space)
{
    if (make) {
        close(check(open(path, O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0), path));
        check(unshare(CLONE_NEWNET), "unshare");
        *space = check(open(OWN_NAMESPACE, O_RDONLY | O_CLOEXEC), OWN_NAMESPACE);
        check(mount(OWN_NAMESPACE, path, "none", MS_BIND, NULL), "mount");
    } else {
        *space = check(open(path, O_RDONLY | O_CLOEXEC), path);
        check(setns(*space, CLONE_NEWNET), "setns");
    }
    int inside = open_netlink(NETLINK_ROUTE);
    check(setns(home, CLONE_NEWNET), "setns home");
    return inside;
}

#include "listing.h"

static void attach(int bridge, const char *host, const char *path, uint32_t address, int prefix, uint32_t gateway, int make)
{
    struct batch batch = { 0 }, inside_batch = { 0 };
    int space, inside = enter(path, make, &space), index = next_index++, peer = next_index++;
    unsigned char mac[6] = { 2, 0 };
    memcpy(mac + 2, &address, 4);

    /* The Host's end, with the sandbox's end straight into its namespace; both indexes are chosen, so that nothing has to be asked. */
    begin_link(&batch, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, index, 0, 0);
    text(&batch, IFLA_IFNAME, host);
    struct nlattr *info = nest(&batch, IFLA_LINKINFO);
    text(&batch, IFLA_INFO_KIND, "veth");
    struct nlattr *data = nest(&batch, IFLA_INFO_DATA), *other = nest(&batch, VETH_INFO_PEER);
    struct ifinfomsg head = { .ifi_index = peer };
    append(&batch, &head, sizeof(head));
    text(&batch, IFLA_IFNAME, "eth0");
    attribute(&batch, IFLA_ADDRESS, mac, sizeof(mac));
    attribute32(&batch, IFLA_NET_NS_FD, space);
    end(&batch, other);
    end(&batch, data);
    end(&batch, info);
    begin_link(&batch, RTM_NEWLINK, 0, index, 0, 0);
    attribute32(&batch, IFLA_MASTER, bridge);
    address_generation_none(&batch);
    link_up(&batch, index, NLM_F_ACK);
    execute(route, &batch, "veth", sequence - 1);

    if (make) link_up(&inside_batch, LOOPBACK, 0);
    begin_link(&inside_batch, RTM_NEWLINK, 0, peer, 0, 0);
    address_generation_none(&inside_batch);
    add_address(&inside_batch, peer, address, prefix);
    link_up(&inside_batch, peer, 0);
    add_default_route(&inside_batch, peer, gateway);
    execute(inside, &inside_batch, "sandbox", get_link(&inside_batch, peer));

    batch.length = 0;
    execute(route, &batch, "carrier", get_link(&batch, index));
    close(inside);
    close(space);
}

/* A thread that sends deletions: the sender is held for 15 to 30 ms although the link is gone after a quarter of one. */
static struct worker {
    pthread_mutex_t gate;
    pthread_cond_t wake;
    int socket, index, busy;
} workers[MAX_WORKERS];
static int worker_count;

static void *work(void *argument)
{
    struct worker *me = argument;
    char buffer[4096];
    for (;;) {
        pthread_mutex_lock(&me->gate);
        while (!me->index) pthread_cond_wait(&me->wake, &me->gate);
        int index = me->index;
        pthread_mutex_unlock(&me->gate);
        struct batch batch = { 0 };
        begin_link(&batch, RTM_DELLINK, NLM_F_ACK, index, 0, 0);
        check(send(me->socket, batch.data, batch.length, 0), "delete");
        check(recv(me->socket, buffer, sizeof(buffer), 0), "delete");
        pthread_mutex_lock(&me->gate);
        me->index = me->busy = 0;
        pthread_mutex_unlock(&me->gate);
    }
    return NULL;
}

static struct worker *hire(void)
{
    for (;;) {
        for (int i = 0; i < worker_count; i++) {
            pthread_mutex_lock(&workers[i].gate);
            int busy = workers[i].busy;
            workers[i].busy = 1;
            pthread_mutex_unlock(&workers[i].gate);
            if (!busy) return &workers[i];
        }
        if (worker_count == MAX_WORKERS) continue;
        struct worker *fresh = &workers[worker_count++];
        pthread_t thread;
        pthread_mutex_init(&fresh->gate, NULL);
        pthread_cond_init(&fresh->wake, NULL);
        fresh->socket = open_netlink(NETLINK_ROUTE);
        pthread_create(&thread, NULL, work, fresh);
    }
}

static int saw_gone(int index)
{
    char buffer[16384];
    int length, seen = 0;
    while ((length = recv(events, buffer, sizeof(buffer), MSG_DONTWAIT)) > 0)
        for (struct nlmsghdr *message = (void *)buffer; NLMSG_OK(message, length); message = NLMSG_NEXT(message, length))
            seen |= ((struct ifinfomsg *)NLMSG_DATA(message))->ifi_index == index;
    return seen;
}

static void detach(struct worker *worker, int index)
{
    struct pollfd wait = { .fd = events, .events = POLLIN };
    saw_gone(0);
    pthread_mutex_lock(&worker->gate);
    worker->index = index;
    pthread_cond_signal(&worker->wake);
    pthread_mutex_unlock(&worker->gate);
    do check(poll(&wait, 1, -1), "poll");
    while (!saw_gone(index));
}

/* Only RTM_DELLINK of AF_UNSPEC: the bridge tells of its port earlier, under AF_BRIDGE. */
static void watch_links(void)
{
    struct sock_filter program[] = {
        { BPF_LD | BPF_H | BPF_ABS, 0, 0, 4 }, { BPF_JMP | BPF_JEQ | BPF_K, 0, 3, htons(RTM_DELLINK) },
        { BPF_LD | BPF_B | BPF_ABS, 0, 0, 16 }, { BPF_JMP | BPF_JEQ | BPF_K, 0, 1, AF_UNSPEC },
        { BPF_RET, 0, 0, 0xffffffff }, { BPF_RET, 0, 0, 0 },
    };
    struct sock_fprog filter = { sizeof(program) / sizeof(*program), program };
    int group = RTNLGRP_LINK;
    events = open_netlink(NETLINK_ROUTE);
    /* A socket without an address counts as the kernel itself, which is spared its own multicasts. */
    struct sockaddr_nl any = { .nl_family = AF_NETLINK };
    check(bind(events, (void *)&any, sizeof(any)), "bind");
    check(setsockopt(events, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter)), "filter");
    check(setsockopt(events, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)), "subscribe");
}

static void settle_down(void)
{
    struct batch batch = { 0 };
    check(unshare(CLONE_NEWNET | CLONE_NEWNS), "unshare");
    check(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL), "mount /");
    check(mount("none", "/run", "tmpfs", 0, NULL), "mount /run");
    check(mkdir(NAMESPACES, 0755), NAMESPACES);
    home = check(open(OWN_NAMESPACE, O_RDONLY | O_CLOEXEC), OWN_NAMESPACE);
    route = open_netlink(NETLINK_ROUTE);
    netfilter = open_netlink(NETLINK_NETFILTER);
    watch_links();
    link_up(&batch, LOOPBACK, NLM_F_ACK);
    execute(route, &batch, "lo", sequence - 1);
    make_table();
}

int main(void)
{
    char line[512], place[256], verb[32], name[64], bridge[64], path[128], address[32], gateway[32];
    int prefix;
    /* Ends when its starter does, which closes the pipe; Ctrl+C is the starter's to answer. */
    signal(SIGINT, SIG_IGN);
    settle_down();
    puts("ready");
    fflush(stdout);
    while (fgets(line, sizeof(line), stdin)) {
        uint64_t start;
        if (sscanf(line, "%31s %63s", verb, name) != 2) fail(line, EINVAL);
        snprintf(path, sizeof(path), NAMESPACES "/%s", name);
        if (!strcmp(verb, "network") && sscanf(line, "%*s %*s %31s %d", gateway, &prefix) == 2) {
            start = now();
            create_network(name, inet_addr(gateway), prefix);
        } else if (!strcmp(verb, "unnetwork")) {
            int index = if_nametoindex(name);
            struct worker *worker = hire();
            start = now();
            set_element(NFT_MSG_DELSETELEM, 0, name);
            detach(worker, index);
        } else if ((!strcmp(verb, "list") || !strcmp(verb, "list-all")) && sscanf(line, "%*s %255s", place) == 1) {
            start = now();
            verb[4] ? list_all(place) : list(place);
        } else if (!strcmp(verb, "namespace")) {
            int space;
            start = now();
            close(enter(path, 1, &space));
            close(space);
        } else if (!strcmp(verb, "unnamespace")) {
            start = now();
            check(umount2(path, MNT_DETACH), "umount");
            check(unlink(path), "unlink");
        } else if ((!strcmp(verb, "attach") || !strcmp(verb, "attach-new")) && sscanf(line, "%*s %*s %63s %31s %d %31s", bridge, address, &prefix, gateway) == 4) {
            char host[IFNAMSIZ];
            int port = if_nametoindex(bridge);
            snprintf(host, sizeof(host), "v%.14s", name);
            start = now();
            attach(port, host, path, inet_addr(address), prefix, inet_addr(gateway), verb[6] != 0);
        } else if (!strcmp(verb, "detach") || !strcmp(verb, "detach-with")) {
            char host[IFNAMSIZ];
            snprintf(host, sizeof(host), "v%.14s", name);
            int index = if_nametoindex(host);
            struct worker *worker = hire();
            start = now();
            detach(worker, index);
            if (verb[6]) {
                check(umount2(path, MNT_DETACH), "umount");
                check(unlink(path), "unlink");
            }
        } else
            fail(line, EINVAL);
        printf("ok %llu\n", (unsigned long long)(now() - start));
        fflush(stdout);
    }
    return 0;
}
