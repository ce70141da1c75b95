using CNet.Firewall;
using CNet.Lifecycle;
using CNet.Netlink.Route;
using CNet.Netlink.Wire;
using CNet.Ports;
using CNet.State;

namespace CNet;

/// <summary>The bridge of a network, with its addresses and its place in the firewall.</summary>
internal static class BridgeDevice
{
    /// <summary>The bridge as it is recorded for this boot; made where it is not.</summary>
    internal static DeviceRecord Ensure(NetworkContext network)
    {
        var key = Keys.Device(network.Id);
        if (network.Operation.Boot.Get(key, StateJson.Default.DeviceRecord) is { } known) return known;
        var device = Make(network);
        network.Operation.Boot.Put(key, device, StateJson.Default.DeviceRecord);
        Connect(network, device);
        return device;
    }

    /// <summary>Makes the bridge anew that somebody deleted, and plugs the endpoints in again that were on it.</summary>
    internal static DeviceRecord Renew(NetworkContext network)
    {
        var wasLoopback = network.Operation.Boot.Get(Keys.Device(network.Id), StateJson.Default.DeviceRecord) is { RoutesLoopback: true };
        network.Operation.Boot.Delete(Keys.Device(network.Id));
        var device = Ensure(network);
        if (wasLoopback) device = PortRules.RouteLoopback(network.Operation, device);
        foreach (var join in BridgePorts.Of(network)) BridgePorts.Plug(network, device, join);
        return device;
    }

    /// <summary>Gives a bridge its name again, by which the firewall knows it. Links are renamed while they are down.</summary>
    internal static void Rename(NetworkContext network, DeviceRecord device)
    {
        var batch = network.Kernel.Batch;
        batch.Clear();
        batch.SetLinkUp(device.InterfaceIndex, up: false);
        batch.RenameLink(device.InterfaceIndex, device.Interface);
        network.Kernel.Route.Execute(batch);
        Mend(network, device);
    }

    /// <summary>Gives a bridge that is there what it lacks: its addresses, and to be up.</summary>
    internal static void Mend(NetworkContext network, DeviceRecord device)
    {
        if (network.Kernel.FindLink(device.InterfaceIndex) is not { } link) return;
        // First: the kernel takes IPv6 off a link whose MTU is too small for it.
        if (device.Owned) NetworkMtu.Set(network.Operation, network.Kernel.Route, link.Index, BridgeDriver.MtuOf(network.Record.Options));
        Configure(network, device.Interface, link.Index, MissingFrom(network, link, device.Owned), device.Mac);
        if (device.RoutesLoopback) PortRules.RouteLoopback(network.Operation, device);
    }

    /// <summary>The addresses that a bridge should have and has not.</summary>
    internal static List<(Ip Address, int PrefixLength)> MissingFrom(NetworkContext network, LinkInfo link, bool isOwned) =>
        MissingFrom(network, link, isOwned, BridgeAdoption.AddressesOf(network.Kernel, link.Index));

    private static List<(Ip Address, int PrefixLength)> MissingFrom(NetworkContext network, LinkInfo link, bool isOwned, List<AddressInfo> present)
    {
        var missing = MissingFrom(network, present).ToList();
        // The kernel would make it too, look for duplicates for a second, and meanwhile answer nobody.
        if (isOwned && network.Record.EnableIPv6 && !BridgeOptions.HasNoAddress(network.Record.Options, isIPv6: true) && !present.Any(address => address.Address is { IsIPv6: true, IsLinkLocal: true }))
            missing.Add((Ip.LinkLocal(link.MacAddress), Cidr.LinkLocal6.PrefixLength));
        return missing;
    }

    /// <summary>True where the bridge has a name that CNet gives: then it is CNet's, even where no record says so.</summary>
    internal static bool HasOwnName(NetworkContext network) => network.Record.Predefined || network.Option(BridgeOptions.BridgeName.Name) is null;

    /// <summary>Removes a bridge of CNet's that no record tells of any more: that of this boot was lost.</summary>
    private static void RemoveUnrecorded(NetworkContext network)
    {
        var name = BridgeDriver.BridgeNameOf(network.Id, network.Record.Options);
        if (!HasOwnName(network) || network.Kernel.FindLink(name) is not { Kind: "bridge" } link) return;
        network.Kernel.DeleteLink(link.Index, name);
        network.Operation.Firewall.Remove(RulesOf(network, name), network.Operation.FirewallContents);
    }

    /// <summary>Removes the bridge, unless it was there before, and its place in the firewall.</summary>
    internal static void Remove(NetworkContext network)
    {
        var operation = network.Operation;
        if (operation.Boot.Get(Keys.Device(network.Id), StateJson.Default.DeviceRecord) is not { } device)
        {
            RemoveUnrecorded(network);
            return;
        }
        operation.Boot.Delete(Keys.Device(network.Id));
        if (device.Owned) network.Kernel.DeleteLink(device.InterfaceIndex, device.Interface);
        else if (device.RoutesLoopback) PortRules.TryStopLoopback(operation, device.Interface);
        if (!device.Owned) BridgeAdoption.TakeBack(network.Kernel, device.InterfaceIndex, MissingFrom(network, []).Where(own => device.AddedAddresses.Contains(own.Address.ToString())));
        Forwarding.ReleaseWith(operation, device.Firewall!);
    }

    private static DeviceRecord Make(NetworkContext network)
    {
        var name = BridgeDriver.BridgeNameOf(network.Id, network.Record.Options);
        var rules = RulesOf(network, name);
        // One that has a name of CNet's is there only where its record was lost.
        var existing = HasOwnName(network) ? null : BridgeAdoption.Find(network.Kernel, name);
        var isOwned = existing is null;
        network.Operation.Intend(intent => intent with { NetworkId = network.Id, NetworkInterface = isOwned ? name : null, Firewall = rules });
        var created = existing is null ? TryCreate(network, name) : null;
        var link = created ?? existing ?? BridgeAdoption.Find(network.Kernel, name)
            ?? throw new CNetException(CNetError.InterfaceNotFound, $"The bridge '{name}' of network '{network.Name}' went while it was made.", network.Name, "Try again.");
        var added = created is null ? MissingFrom(network, link, isOwned) : MissingFrom(network, link, isOwned, []);
        var mac = isOwned ? MacAddress.Of(network.Id) : default;
        if (!isOwned && added.Count > 0)
        {
            network.Operation.Intend(intent => intent with { AdoptedInterface = name, AddedAddresses = added.ToDictionary(own => own.Address.ToString(), own => own.PrefixLength) });
            network.OnFailure(() => BridgeAdoption.TakeBack(network.Kernel, link.Index, added));
        }
        Configure(network, name, link.Index, added, link.MacAddress == mac ? default : mac);
        return new DeviceRecord
        {
            NetworkId = network.Id,
            Interface = name,
            InterfaceIndex = link.Index,
            Mac = mac,
            Owned = isOwned,
            AddedAddresses = isOwned ? [] : [.. added.Select(address => address.Address.ToString())],
            Forwards4 = network.Record.EnableIPv4 && !network.IsInternal,
            Forwards6 = network.Record.EnableIPv6 && !network.IsInternal,
            Firewall = rules,
        };
    }

    /// <summary>Makes the bridge with a MAC address of its own, so that it does not change with its ports; null where there is one already.</summary>
    private static LinkInfo? TryCreate(NetworkContext network, string name)
    {
        var batch = network.Kernel.Batch;
        batch.Clear();
        var mtu = BridgeDriver.MtuOf(network.Record.Options);
        batch.AddLink(name, new BridgeKind(MulticastSnooping: false), mtu, MacAddress.Of(network.Id), echo: true);
        if (NetworkMtu.AllowsIPv6(mtu)) batch.SetLinkAddressGeneration(name, RouteConstants.IN6_ADDR_GEN_MODE_NONE);
        LinkInfo? link = null;
        var failure = network.Kernel.Route.TryExecute(batch, ref link, static (ref LinkInfo? made, in Netlink.Message reply) => made = LinkInfo.Parse(reply));
        if (failure is { Errno: Linux.Interop.Constants.EEXIST }) return null;
        network.OnFailure(() => network.Kernel.DeleteLink(name));
        if (failure is { } refused) throw network.Kernel.Route.ToException(batch, refused);
        return link ?? network.Kernel.FindLink(name);
    }

    /// <summary>Gives the bridge what it lacks of addresses, of IP and of the link, and sets it up.</summary>
    private static void Configure(NetworkContext network, string name, int index, List<(Ip Address, int PrefixLength)> addresses, MacAddress mac)
    {
        if (network.Record.EnableIPv6)
        {
            network.Kernel.Session.IPv6.Write(name, "disable_ipv6", "0");
            network.Kernel.Session.IPv6.Write(name, "accept_ra", "0");
        }
        var batch = network.Kernel.Batch;
        batch.Clear();
        batch.Name(index, name);
        // Sandboxes know the bridge by it; another bridge may have taken its place.
        if (!mac.IsNone) batch.SetLinkMac(index, mac);
        foreach (var (address, prefixLength) in addresses) batch.AddAddress(index, address, prefixLength);
        batch.SetLinkUp(index);
        network.Kernel.Route.Execute(batch);
        if (network.Record.EnableIPv6) AddressReadiness.Await(network.Kernel.Route, batch, index, addresses, network.Operation.Cancellation);
    }

    /// <summary>Opens the firewall for the network, and turns forwarding on where it needs it.</summary>
    private static void Connect(NetworkContext network, DeviceRecord device)
    {
        var operation = network.Operation;
        network.OnFailure(() =>
        {
            operation.Boot.Delete(Keys.Device(network.Id));
            operation.Firewall.Remove(device.Firewall!, operation.FirewallContents);
        });
        var turnsOn4 = device.Forwards4 && Forwarding.Stage(operation, isIPv6: false, network.Name);
        var turnsOn6 = device.Forwards6 && Forwarding.Stage(operation, isIPv6: true, network.Name);
        // The guard must stand before the Host forwards anything.
        if (turnsOn4 || turnsOn6) operation.Firewall.Rewrite(operation.FirewallContents());
        else operation.Firewall.Add(device.Firewall!, operation.FirewallContents);
        if (turnsOn4) Forwarding.TurnOn(operation, isIPv6: false);
        if (turnsOn6) Forwarding.TurnOn(operation, isIPv6: true);
    }

    private static FirewallRecord RulesOf(NetworkContext network, string bridge)
    {
        var masquerade = network.Flag(BridgeOptions.Masquerade) && !network.IsInternal;
        var (host4, host6) = (BridgeSource.Of(network, isIPv6: false), BridgeSource.Of(network, isIPv6: true));
        var (mode4, mode6) = (BridgeOptions.ModeOf(network.Record.Options, isIPv6: false), BridgeOptions.ModeOf(network.Record.Options, isIPv6: true));
        return new FirewallRecord(bridge, network.Flag(BridgeOptions.InterContainer), network.IsInternal,
            masquerade && network.Record.EnableIPv4 && host4 is null && mode4 != GatewayMode.Routed, masquerade && network.Record.EnableIPv6 && host6 is null && mode6 != GatewayMode.Routed,
            host4, host6, network.Record.EnableIPv4 ? mode4 : GatewayMode.Nat, network.Record.EnableIPv6 ? mode6 : GatewayMode.Nat)
        {
            Trusted = [.. network.Option(BridgeOptions.TrustedInterfaces.Name)?.Split(':') ?? []],
        };
    }

    private static IEnumerable<(Ip Address, int PrefixLength)> MissingFrom(NetworkContext network, List<AddressInfo> present)
    {
        foreach (var pool in network.Record.Pools)
            if (pool.Gateway is { } gateway && !BridgeOptions.HasNoAddress(network.Record.Options, pool.Subnet.IsIPv6) && !present.Any(address => address.Address.Equals(gateway)))
                yield return (gateway, pool.Subnet.PrefixLength);
    }
}
