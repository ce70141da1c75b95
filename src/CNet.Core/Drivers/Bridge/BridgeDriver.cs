using CNet.Lifecycle;
using CNet.Netlink.Route;
using CNet.State;
using static CNet.Linux.Interop.Constants;

namespace CNet;

/// <summary>
/// Networks on a Linux bridge: each endpoint is a pair of Ethernet interfaces, one end in the sandbox, the other a port of the bridge. The
/// bridge is the gateway, and what leaves the Host goes under the Host's address.
/// </summary>
internal sealed class BridgeDriver : INetworkDriver, IInspectedDriver, IRateDriver
{
    /// <summary>The device of the predefined network "bridge".</summary>
    internal const string DefaultBridge = "cnet0";

    /// <summary>The kernel's limit of ports on a bridge.</summary>
    private const int MaxPorts = 1023;

    public DriverDescription Description { get; } = new()
    {
        Name = "bridge",
        Summary = "A Linux bridge on this Host: sandboxes reach each other, and the world under the Host's address.",
        PublishesPorts = true,
        Options = BridgeOptions.All,
    };

    public void Validate(NetworkPlan plan)
    {
        if (!plan.HasAddresses)
            throw new CNetException(CNetError.PoolRequired, $"The network '{plan.Name}' has no address pool, which the driver bridge needs.", plan.Name, "Use the IPAM driver 'default'.");
        foreach (var family in plan.Subnets.GroupBy(subnet => subnet.Subnet.IsIPv6))
            if (family.Count() > 1)
                throw new CNetException(CNetError.DriverUnsupported, $"The driver bridge takes one {(family.Key ? "IPv6" : "IPv4")} subnet, not {family.Count()}.", plan.Name,
                    "Name one subnet of each family at most.");
        foreach (var subnet in plan.Subnets) Refuse(subnet.Subnet);
        NetworkMtu.Demand(MtuOf(plan.Options), plan.EnableIPv6);
        var bridge = BridgeNameOf(plan.Id, plan.Options);
        RefuseSharedBridge(plan, bridge);
        if (plan.Options.ContainsKey(BridgeOptions.BridgeName.Name)) BridgeAdoption.Adopt(plan, bridge);
        foreach (var mode in new[] { BridgeOptions.GatewayMode4, BridgeOptions.GatewayMode6 })
            if (!plan.IsInternal && BridgeOptions.IsIsolated(plan.Options, mode == BridgeOptions.GatewayMode6))
                throw new CNetException(CNetError.OptionInvalid, $"The network '{plan.Name}' is not internal, so that {mode.ShortName} cannot be isolated.", plan.Name, "Make it internal too, or leave the option out.");
        BridgeSource.Demand(plan);
        // Nobody has a use for a gateway that is not there: in a small subnet its address is missed.
        plan.ReserveIPv4Gateway = !(plan.IsInternal && BridgeOptions.HasNoAddress(plan.Options, isIPv6: false));
        plan.ReserveIPv6Gateway = !(plan.IsInternal && BridgeOptions.HasNoAddress(plan.Options, isIPv6: true));
        if (plan.IsInternal) return;
        if (plan.EnableIPv4) Firewall.Forwarding.Demand(plan.Operation, isIPv6: false, plan.Name);
        if (plan.EnableIPv6) Firewall.Forwarding.Demand(plan.Operation, isIPv6: true, plan.Name);
    }

    public void CreateNetwork(NetworkContext network) => BridgeDevice.Ensure(network);

    public void DeleteNetwork(NetworkContext network) => BridgeDevice.Remove(network);

    public void CreateEndpoint(EndpointContext endpoint)
    {
        // The pair of interfaces is made when the endpoint joins, its far end directly in the sandbox.
    }

    public void DeleteEndpoint(EndpointContext endpoint)
    {
    }

    public JoinResult Join(EndpointContext endpoint, JoinTarget target)
    {
        var network = endpoint.Network;
        var device = BridgeDevice.Ensure(network);
        var host = HostInterfaceOf(endpoint.Id);
        endpoint.IntendInterface(host);
        endpoint.OnFailure(() => endpoint.Kernel.DeleteLink(host));
        endpoint.Operation.Firewall.Ensure(endpoint.Operation.FirewallContents);
        // Where somebody deleted the bridge, it is made anew.
        var link = TryPlug(endpoint, target, device, host) ?? TryPlug(endpoint, target, device = BridgeDevice.Renew(network), host)
            ?? throw new CNetException(CNetError.InterfaceNotFound, $"The bridge '{device.Interface}' of network '{network.Name}' went while it was used.", network.Name, "Try again.");
        BridgeRates.Begin(endpoint, host, link.Index);
        return new JoinResult
        {
            InterfaceIndex = link.LinkIndex,
            HostInterface = host,
            HostInterfaceIndex = link.Index,
            MasterIndex = device.InterfaceIndex,
            GatewayMac = network.Flag(BridgeOptions.InhibitIPv4) ? default : device.Mac,
            Gateway = network.IsInternal ? null : network.Gateway(isIPv6: false),
            IPv6Gateway = network.IsInternal ? null : network.Gateway(isIPv6: true),
        };
    }

    public void Inspect(NetworkContext network, Inspection inspection) => BridgeInspection.Inspect(network, inspection);

    public void Leave(EndpointContext endpoint, JoinedInterface joined)
    {
        if (joined.HostInterfaceIndex == 0) return;
        BridgePorts.Forget(endpoint);
        endpoint.Kernel.DeleteLink(joined.HostInterfaceIndex, joined.HostInterface);
        BridgeRates.End(endpoint);
    }

    public void ApplyRates(EndpointContext endpoint, string hostInterface, int hostInterfaceIndex) => BridgeRates.Apply(endpoint, hostInterface, hostInterfaceIndex);

    internal static string BridgeNameOf(string id, IReadOnlyDictionary<string, string> options) =>
        options.GetValueOrDefault(BridgeOptions.BridgeName.Name) ?? "br-" + ObjectId.Shorten(id);

    /// <summary>The Host's end of an endpoint: as much of the id as fits.</summary>
    internal static string HostInterfaceOf(string endpointId) => "veth" + endpointId[..11];

    internal static int MtuOf(IReadOnlyDictionary<string, string> options) =>
        int.Parse(options.GetValueOrDefault(BridgeOptions.Mtu.Name) ?? BridgeOptions.Mtu.Default!, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Makes the pair of interfaces; null where the bridge is not there any more.</summary>
    private static LinkInfo? TryPlug(EndpointContext endpoint, JoinTarget target, DeviceRecord device, string host)
    {
        var network = endpoint.Network;
        var mtu = MtuOf(network.Record.Options);
        var batch = endpoint.Kernel.Batch;
        batch.Clear();
        batch.Name(device.InterfaceIndex, device.Interface);
        batch.TargetNamespace = target.NamespaceName;
        // To ask for the link, before the other end is up, would have the kernel look at a carrier that is not there yet.
        batch.AddLink(host, new VethKind(target.InterfaceName, endpoint.MacAddress, target.Namespace.Fd, mtu), mtu, echo: true);
        BridgePorts.Add(batch, network, device, host);
        LinkInfo? link = null;
        var failure = endpoint.Kernel.Route.TryExecute(batch, ref link, static (ref LinkInfo? found, in Netlink.Message reply) => found = LinkInfo.Parse(reply));
        if (failure is { Errno: EXFULL })
            throw new CNetException(CNetError.PoolExhausted, $"The bridge '{device.Interface}' of network '{network.Name}' has no free port: it takes {MaxPorts} at most.", network.Name,
                "Disconnect endpoints that are not needed, or spread them over several networks.");
        if (failure is { } refused)
        {
            var refusal = endpoint.Kernel.Route.ToException(batch, refused);
            if (endpoint.Kernel.FindLink(device.InterfaceIndex) is { Kind: "bridge" } bridge && bridge.Name == device.Interface) throw refusal;
            endpoint.Kernel.DeleteLink(host);
            return null;
        }
        return link ?? endpoint.Kernel.FindLink(host)
            ?? throw new CNetException(CNetError.InterfaceNotFound, $"The interface '{host}' went while it was plugged in.", host, "Try again.");
    }

    private static void Refuse(Cidr subnet)
    {
        if (subnet.First.IsMulticast)
            throw new CNetException(CNetError.SubnetInvalid, $"The multicast subnet {subnet} is not allowed.", subnet, "Choose a unicast subnet.");
        if (subnet.IsIPv6 && subnet.Overlaps(Cidr.LinkLocal6) && subnet != Cidr.LinkLocal6)
            throw new CNetException(CNetError.SubnetInvalid, $"The subnet {subnet} clashes with the link-local prefix {Cidr.LinkLocal6}.", subnet, "Choose a subnet outside fe80::/64.");
    }

    private static void RefuseSharedBridge(NetworkPlan plan, string bridge)
    {
        if (!plan.Options.ContainsKey(BridgeOptions.BridgeName.Name)) return;
        foreach (var other in plan.Siblings)
            if (BridgeNameOf(other.Id, other.Record.Options) == bridge)
                throw new CNetException(CNetError.NetworkConflict, $"The network '{plan.Name}' conflicts with the network '{other.Name}': both have the bridge {bridge}.", bridge,
                    "Choose another bridge, or leave its name out.");
    }
}
