using System.Runtime.InteropServices;

namespace CNet.Linux.Interop;

/// <summary>struct statx_timestamp.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StatxTimestamp
{
    internal long tv_sec;
    internal uint tv_nsec;
    internal int reserved;
}

/// <summary>struct statx.</summary>
[StructLayout(LayoutKind.Sequential, Size = 256)]
internal struct Statx
{
    internal uint stx_mask, stx_blksize;
    internal ulong stx_attributes;
    internal uint stx_nlink, stx_uid, stx_gid;
    internal ushort stx_mode, spare0;
    internal ulong stx_ino, stx_size, stx_blocks, stx_attributes_mask;
    internal StatxTimestamp stx_atime, stx_btime, stx_ctime, stx_mtime;
    internal uint stx_rdev_major, stx_rdev_minor, stx_dev_major, stx_dev_minor;
}

/// <summary>struct statfs: only its first member is read.</summary>
[StructLayout(LayoutKind.Sequential, Size = 120)]
internal struct StatFs
{
    internal long f_type;
}

/// <summary>struct dirent.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Dirent
{
    internal ulong d_ino;
    internal long d_off;
    internal ushort d_reclen;
    internal byte d_type;
    internal fixed byte d_name[256];
}

/// <summary>struct flock.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FileRange
{
    internal short l_type, l_whence;
    internal long l_start, l_len;
    internal int l_pid;
}

/// <summary>struct pollfd.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollFd
{
    internal int fd;
    internal short events, revents;
}

/// <summary>struct sockaddr_nl.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SockAddrNetlink
{
    internal ushort nl_family, nl_pad;
    internal uint nl_pid, nl_groups;
}

/// <summary>struct sockaddr_in; port and address in network order.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct SockAddrIn
{
    internal ushort sin_family, sin_port;
    internal uint sin_addr;
}

/// <summary>struct sockaddr_in6; port and address in network order.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SockAddrIn6
{
    internal ushort sin6_family, sin6_port;
    internal uint sin6_flowinfo;
    internal fixed byte sin6_addr[16];
    internal uint sin6_scope_id;
}

/// <summary>struct linger.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Linger
{
    internal int l_onoff, l_linger;
}

/// <summary>struct rlimit.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RLimit
{
    internal ulong rlim_cur, rlim_max;
}

/// <summary>struct iovec.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector
{
    internal void* iov_base;
    internal nuint iov_len;
}

/// <summary>struct msghdr.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    internal void* msg_name;
    internal uint msg_namelen;
    internal IoVector* msg_iov;
    internal nuint msg_iovlen;
    internal void* msg_control;
    internal nuint msg_controllen;
    internal int msg_flags;
}

/// <summary>struct mmsghdr.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ManyMessages
{
    internal MessageHeader msg_hdr;
    internal uint msg_len;
}

/// <summary>struct cmsghdr.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ControlHeader
{
    internal nuint cmsg_len;
    internal int cmsg_level, cmsg_type;
}

/// <summary>struct in6_pktinfo.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PacketInfo6
{
    internal fixed byte ipi6_addr[16];
    internal uint ipi6_ifindex;
}

/// <summary>struct termios: the state of a terminal.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Termios
{
    internal uint c_iflag, c_oflag, c_cflag, c_lflag;
    internal byte c_line;
    internal fixed byte c_cc[32];
    internal uint c_ispeed, c_ospeed;
}
