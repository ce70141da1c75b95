namespace CNet.Linux.Interop;

/// <summary>Constants of the Linux ABI, under the kernel's own names (the same on x86-64 and arm64).</summary>
internal static class Constants
{
    internal const int O_RDONLY = 0x0, O_WRONLY = 0x1, O_RDWR = 0x2, O_CREAT = 0x40, O_EXCL = 0x80, O_TRUNC = 0x200, O_APPEND = 0x400, O_PATH = 0x200000, O_NONBLOCK = 0x800, O_CLOEXEC = 0x80000;
    internal const int F_OK = 0;

    internal const int AT_FDCWD = -100, AT_EMPTY_PATH = 0x1000, AT_STATX_DONT_SYNC = 0x4000;

    internal const int CLONE_NEWNS = 0x00020000, CLONE_NEWUTS = 0x04000000, CLONE_NEWNET = 0x40000000;

    internal const ulong MS_BIND = 4096, MS_REC = 16384, MS_PRIVATE = 1 << 18, MS_SLAVE = 1 << 19, MS_SHARED = 1 << 20;
    internal const int MNT_DETACH = 2;
    internal const int SYS_fsopen = 430, SYS_fsconfig = 431, SYS_fsmount = 432, FSOPEN_CLOEXEC = 1, FSCONFIG_CMD_CREATE = 6, FSMOUNT_CLOEXEC = 1;

    internal const int LOCK_EX = 2, LOCK_NB = 4, LOCK_UN = 8;
    internal const int F_GETFD = 1, F_SETFD = 2, FD_CLOEXEC = 1, F_OFD_GETLK = 36, F_OFD_SETLK = 37, F_OFD_SETLKW = 38;
    internal const short F_WRLCK = 1, F_UNLCK = 2;

    internal const int AF_UNSPEC = 0, AF_UNIX = 1, AF_INET = 2, AF_BRIDGE = 7, AF_INET6 = 10, AF_NETLINK = 16;
    internal const int SOCK_STREAM = 1, SOCK_DGRAM = 2, SOCK_RAW = 3, SOCK_NONBLOCK = 0x800, SOCK_CLOEXEC = 0x80000;
    internal const int NETLINK_ROUTE = 0, NETLINK_SOCK_DIAG = 4, NETLINK_NETFILTER = 12;

    internal const int IPPROTO_IPV6 = 41, IPV6_V6ONLY = 26, IPV6_RECVPKTINFO = 49, IPV6_PKTINFO = 50;

    internal const int SOL_SOCKET = 1, SOL_NETLINK = 270, SO_REUSEADDR = 2, SO_LINGER = 13, SO_RCVTIMEO = 20, SO_SNDTIMEO = 21;
    internal const int SO_RCVBUF = 8, SO_SNDBUF = 7, SO_ATTACH_FILTER = 26, SO_SNDBUFFORCE = 32, SO_RCVBUFFORCE = 33, SO_NETNS_COOKIE = 71;
    internal const int NETLINK_ADD_MEMBERSHIP = 1, NETLINK_NO_ENOBUFS = 5, NETLINK_CAP_ACK = 10, NETLINK_EXT_ACK = 11, NETLINK_GET_STRICT_CHK = 12;

    internal const int MADV_DONTNEED = 4;
    internal const int MSG_PEEK = 2, MSG_TRUNC = 0x20, MSG_DONTWAIT = 0x40, MSG_NOSIGNAL = 0x4000;

    internal const short POLLIN = 1, POLLPRI = 2;

    internal const int EPOLL_CLOEXEC = 0x80000, EPOLL_CTL_ADD = 1, EPOLL_CTL_DEL = 2, EFD_CLOEXEC = 0x80000, EFD_NONBLOCK = 0x800;
    internal const uint EPOLLIN = 1;
    internal const ushort BPF_RET = 6;
    internal const int RLIMIT_NOFILE = 7;
    internal const int SYS_pidfd_send_signal = 424, SYS_pidfd_open = 434;

    internal const uint STATX_BASIC_STATS = 0x7ff;
    internal const ushort S_IFMT = 0xf000, S_IFREG = 0x8000;
    internal const long NSFS_MAGIC = 0x6e736673;
    internal const int NS_GET_NSTYPE = 0xb703;

    internal const uint TUNSETIFF = 0x400454ca, TUNSETPERSIST = 0x400454cb, TUNSETOWNER = 0x400454cc;
    internal const ushort IFF_TUN = 1, IFF_TAP = 2, IFF_NO_PI = 0x1000, IFF_TUN_EXCL = 0x8000;

    internal const uint IN_MODIFY = 2, IN_CLOSE_WRITE = 8, IN_MOVED_TO = 0x80, IN_CREATE = 0x100, IN_DELETE = 0x200, IN_DELETE_SELF = 0x400, IN_Q_OVERFLOW = 0x4000, IN_IGNORED = 0x8000, IN_ONLYDIR = 0x1000000, IN_ISDIR = 0x40000000;
    internal const int IN_CLOEXEC = 0x80000, IN_NONBLOCK = 0x800;

    internal const int SIGHUP = 1, SIGPIPE = 13, SIGKILL = 9, SIGTERM = 15, SIGCONT = 18, SIGTTOU = 22, SIG_BLOCK = 0, SIG_SETMASK = 2;
    internal const int P_PID = 1, WNOHANG = 1, WSTOPPED = 2, WEXITED = 4, WNOWAIT = 0x01000000, CLD_STOPPED = 5;
    internal const int STDIN_FILENO = 0, STDOUT_FILENO = 1, STDERR_FILENO = 2, TCSANOW = 0, VTIME = 5, VMIN = 6;
    internal const uint BRKINT = 2, ICRNL = 0x100, IXON = 0x400, OPOST = 1, ONLCR = 4, ISIG = 1, ICANON = 2, ECHO = 8, ECHOE = 0x10, ECHOK = 0x20, IEXTEN = 0x8000;
    internal const short POSIX_SPAWN_SETPGROUP = 0x02, POSIX_SPAWN_SETSIGDEF = 0x04, POSIX_SPAWN_SETSIGMASK = 0x08, POSIX_SPAWN_SETSID = 0x80;

    internal const int EPERM = 1, ENOENT = 2, ESRCH = 3, EINTR = 4, EBADF = 9, EAGAIN = 11, ENOMEM = 12, EACCES = 13, EBUSY = 16, EEXIST = 17,
        ENODEV = 19, ENOSYS = 38, ELOOP = 40, EISDIR = 21, ENOTDIR = 20, EINVAL = 22, ENFILE = 23, EMFILE = 24, ENOSPC = 28, ERANGE = 34, EPROTONOSUPPORT = 93, ESOCKTNOSUPPORT = 94, EOPNOTSUPP = 95, EAFNOSUPPORT = 97, EXFULL = 54, EADDRINUSE = 98,
        EADDRNOTAVAIL = 99, ECONNREFUSED = 111, ENETDOWN = 100, ENETUNREACH = 101, ENOBUFS = 105, EHOSTUNREACH = 113, ETIMEDOUT = 110;
}
