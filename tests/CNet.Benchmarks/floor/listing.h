/* Lists of links and addresses as the kernel gives them, read to their end and looked at by nobody. */
#include <dirent.h>

static void dump(int socket, int type, const void *head, int size, int skip_statistics)
{
    static char buffer[65536];
    struct batch batch = { 0 };
    begin(&batch, type, NLM_F_DUMP, head, size);
    if (skip_statistics) attribute32(&batch, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
    check(send(socket, batch.data, batch.length, 0), "dump");
    for (;;) {
        int length = check(recv(socket, buffer, sizeof(buffer), 0), "dump");
        for (struct nlmsghdr *reply = (void *)buffer; NLMSG_OK(reply, length); reply = NLMSG_NEXT(reply, length)) {
            if (reply->nlmsg_type == NLMSG_DONE) return;
            if (reply->nlmsg_type == NLMSG_ERROR) fail("dump", -((struct nlmsgerr *)NLMSG_DATA(reply))->error);
        }
    }
}

/* One namespace: a socket from inside, its links and its addresses. */
static void list(const char *path)
{
    int space, inside = enter(path, 0, &space);
    struct ifinfomsg link = { 0 };
    struct ifaddrmsg address = { 0 };
    dump(inside, RTM_GETLINK, &link, sizeof(link), 1);
    dump(inside, RTM_GETADDR, &address, sizeof(address), 0);
    close(inside);
    close(space);
}

/* Every namespace of a directory. */
static void list_all(const char *directory)
{
    DIR *entries = opendir(directory);
    if (!entries) fail(directory, errno);
    for (struct dirent *entry; (entry = readdir(entries));) {
        char path[512];
        if (entry->d_name[0] == '.') continue;
        snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
        list(path);
    }
    closedir(entries);
}
