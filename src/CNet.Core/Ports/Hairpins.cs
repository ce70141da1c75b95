using CNet.Lifecycle;
using CNet.Netlink.Route;
using CNet.State;
using static CNet.Linux.Interop.Constants;

namespace CNet.Ports;

/// <summary>
/// Lets a bridge send a frame back to the port it came from, for sandboxes with published ports: where bridged frames pass the Host's rules
/// (br_netfilter), what a sandbox sends to its own published port never leaves the bridge.
/// </summary>
internal static class Hairpins
{
    /// <summary>True where the ports of a sandbox's interfaces should send back.</summary>
    internal static bool Wanted(SandboxRecord? sandbox) => sandbox?.Joins.Exists(join => join.HasPorts) == true;

    /// <summary>Follows a sandbox to which published ports have come, or which has none any more, or another interface.</summary>
    internal static void Follow(Operation operation, SandboxRecord before, SandboxRecord after)
    {
        var (was, wanted) = (Wanted(before), Wanted(after));
        foreach (var join in after.Joins.Where(join => join.HostInterfaceIndex != 0))
        {
            if (wanted == (was && before.Joins.Exists(other => other.HostInterfaceIndex == join.HostInterfaceIndex))) continue;
            operation.OnFailure(() => Set(operation, join, !wanted));
            Set(operation, join, wanted);
        }
    }

    /// <summary>Sets it as the record of a sandbox says, whatever it was.</summary>
    internal static void Restore(Operation operation, SandboxRecord sandbox)
    {
        foreach (var join in sandbox.Joins.Where(join => join.HostInterfaceIndex != 0)) Set(operation, join, Wanted(sandbox));
    }

    /// <summary>Sets it for the Host's end of an endpoint. One that is gone, or no port of a bridge, is no error.</summary>
    private static void Set(Operation operation, JoinRecord join, bool isOn)
    {
        var batch = operation.Kernel.Batch;
        batch.Clear();
        batch.Name(join.HostInterfaceIndex, join.HostInterface!);
        batch.SetPortHairpin(join.HostInterfaceIndex, isOn);
        if (operation.Kernel.Route.TryExecute(batch) is { } failure && failure.Errno is not (ENODEV or EOPNOTSUPP or EINVAL)) throw operation.Kernel.Route.ToException(batch, failure);
    }
}
