using System.Globalization;
using CNet.Netlink;
using CNet.Netlink.Route;
using CNet.State;
using static CNet.Linux.Interop.Constants;

namespace CNet.Lifecycle;

/// <summary>The MTU of a network: of its device, and of both ends of every endpoint that is joined.</summary>
internal static class NetworkMtu
{
    private const int MinimumForIPv6 = 1280;
    private const string Option = "mtu";

    /// <summary>Refuses an MTU with which the kernel turns IPv6 off.</summary>
    internal static void Demand(int mtu, bool enableIPv6)
    {
        if (enableIPv6 && !AllowsIPv6(mtu))
            throw new CNetException(CNetError.OptionInvalid, $"An MTU of {mtu} is too small for IPv6.", mtu, $"IPv6 needs {MinimumForIPv6} bytes.");
    }

    /// <summary>False for an MTU with which the kernel takes IPv6, and all that is set of it, off a link.</summary>
    internal static bool AllowsIPv6(int mtu) => mtu >= MinimumForIPv6;

    /// <summary>The MTU that the interfaces of a network should have; null where its driver has no such option.</summary>
    internal static int? Of(DriverRegistry drivers, NetworkRecord record) =>
        drivers.Find(record.Driver)?.Description.Options.FirstOrDefault(option => option.Target == DriverOptionTarget.Network && option.Name.EndsWith("." + Option, StringComparison.Ordinal)) is { Default: { } standard } option
            ? int.Parse(record.Options.GetValueOrDefault(option.Name) ?? standard, CultureInfo.InvariantCulture)
            : null;

    /// <summary>Changes the MTU of a network that may be in use.</summary>
    /// <returns>The record with the new option.</returns>
    internal static NetworkRecord Change(Operation operation, NetworkRecord record, int mtu)
    {
        Demand(mtu, record.EnableIPv6);
        var description = operation.Drivers.Get(record.Driver).Description;
        var options = new Dictionary<string, string>(record.Options, StringComparer.Ordinal);
        var (key, value) = description.Normalize(DriverOptionTarget.Network, [new(Option, mtu.ToString(CultureInfo.InvariantCulture))]).Single();
        options[key] = value;
        if (operation.IsPreview) return record with { Options = options };
        var previous = Of(operation.Drivers, record)!.Value;
        operation.OnFailure(() => Apply(operation, record.Id, mtu, previous));
        Apply(operation, record.Id, previous, mtu);
        return record with { Options = options };
    }

    private static void Apply(Operation operation, string networkId, int previous, int mtu)
    {
        // With the MTU IPv6 comes back to a link, and the kernel gives it an address that nobody asked for.
        var revives = AllowsIPv6(mtu) && !AllowsIPv6(previous);
        if (operation.Boot.Get(Keys.Device(networkId), StateJson.Default.DeviceRecord) is { Owned: true } device)
            SetOnHost(operation, device.InterfaceIndex, device.Interface, mtu, revives);
        foreach (var sandbox in operation.Boot.List(Keys.Sandboxes, StateJson.Default.SandboxRecord))
        {
            var joins = sandbox.Joins.Where(join => join.NetworkId == networkId && join.Interface is not null).ToList();
            if (joins.Count == 0) continue;
            using var space = SandboxNamespace.Open(sandbox);
            using var session = SandboxNamespace.Verify(sandbox, space.OpenSession(parameters: true));
            foreach (var join in joins)
            {
                if (join.HostInterface is { } host) SetOnHost(operation, join.HostInterfaceIndex, host, mtu, revives);
                Set(operation, session.Route, join.InterfaceIndex, mtu);
                if (revives) SandboxInterface.KeepOutOfIPv6(session, join.Interface!);
            }
        }
    }

    private static void SetOnHost(Operation operation, int link, string name, int mtu, bool revives)
    {
        Set(operation, operation.Kernel.Route, link, mtu);
        if (!revives || !SandboxInterface.KeepOutOfIPv6(operation.Kernel.Session, name)) return;
        var batch = operation.Kernel.Batch;
        batch.Clear();
        batch.SetLinkAddressGeneration(link, Netlink.Wire.RouteConstants.IN6_ADDR_GEN_MODE_NONE);
        if (operation.Kernel.Route.TryExecute(batch) is { } failure && failure.Errno != ENODEV) throw operation.Kernel.Route.ToException(batch, failure);
        operation.Kernel.Session.IPv6.Write(name, "disable_ipv6", "0");
    }

    /// <summary>Sets the MTU of one link, which may be gone.</summary>
    internal static void Set(Operation operation, NetlinkSocket socket, int link, int mtu)
    {
        if (link == 0) return;
        var batch = operation.Kernel.Batch;
        batch.Clear();
        batch.SetLinkMtu(link, mtu);
        if (socket.TryExecute(batch) is { } failure && failure.Errno != ENODEV) throw socket.ToException(batch, failure);
    }
}
