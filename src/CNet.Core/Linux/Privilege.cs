using static CNet.Linux.Interop.LibC;

namespace CNet;

/// <summary>What CNet needs to be allowed, and what to say where it is not.</summary>
internal static class Privilege
{
    internal const string Remedy =
        "CNet needs root (CAP_NET_ADMIN and CAP_SYS_ADMIN): run it with sudo, or as root of a user namespace of your own: "
        + "unshare -Urnm sh -c 'mount -t tmpfs tmpfs /run && CNET_STATE=/run/cnet/state exec pwsh'.";

    /// <summary>Refuses at once, before anything is tried, where the caller is not root of its user namespace.</summary>
    internal static void Demand(string what)
    {
        if (geteuid() != 0)
            throw new CNetException(CNetError.PermissionDenied, $"Permission denied: {what} needs root.", null, Remedy);
    }
}
