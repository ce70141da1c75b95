using CNet.Linux;
using CNet.Netlink;
using CNet.Netlink.Route;
using CNet.Ports;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>
/// Joins an endpoint to a sandbox: its interface comes into the namespace with its addresses and routes, and the default gateway is chosen
/// anew. On any error everything goes back.
/// </summary>
internal static class Joining
{
    private const string InterfaceNameSuffix = ".endpoint.ifname", InterfacePrefixSuffix = ".container_iface_prefix", DefaultPrefix = "eth";

    /// <summary>Refuses what cannot be, before anything is made.</summary>
    internal static void Refuse(Operation operation, NetworkRecord network, EndpointRecord endpoint, SandboxRecord sandbox)
    {
        if (operation.Boot.Get(Keys.Joined(endpoint.Id), StateJson.Default.JoinedRecord) is { } joined)
            throw new CNetException(CNetError.EndpointJoined, $"The endpoint '{endpoint.Name}' is joined to sandbox '{joined.SandboxName}' already.", endpoint.Name, "Disconnect it first.");
        var driver = operation.Drivers.Get(network.Driver).Description;
        if (driver.UsesHostNamespace != (sandbox.Kind == SandboxKind.Host))
            throw new CNetException(CNetError.SandboxModeConflict, driver.UsesHostNamespace
                    ? $"The sandbox '{sandbox.Name}' has a namespace of its own, so it cannot join the network '{network.Name}'."
                    : $"The sandbox '{sandbox.Name}' lives in the Host's namespace, so it cannot join the network '{network.Name}'.",
                sandbox.Name, driver.UsesHostNamespace ? "Make it with New-CNetSandbox -UseHostNamespace." : "Make a sandbox with a namespace of its own.");
        if (sandbox.Joins.Find(join => driver.IsExclusive || IsExclusive(operation, join)) is { } other)
            throw new CNetException(CNetError.SandboxModeConflict, $"The sandbox '{sandbox.Name}' cannot be on the networks '{other.NetworkName}' and '{network.Name}' at once.", sandbox.Name,
                $"A sandbox on '{(driver.IsExclusive ? network.Name : other.NetworkName)}' has no other network.");
    }

    /// <summary>Joins; the sandbox's record is staged, with the endpoint in it.</summary>
    internal static SandboxRecord Join(Operation operation, NetworkRecord network, EndpointRecord endpoint, SandboxRecord sandbox, NamespaceSession? fresh, JoinSpec spec)
    {
        var context = new EndpointContext(new NetworkContext(operation, network), endpoint);
        var join = new JoinRecord { EndpointId = endpoint.Id, NetworkId = network.Id, NetworkName = network.Name, Internal = network.Internal, Priority = PriorityOf(spec, sandbox), HasPorts = endpoint.HasPorts };
        if (operation.Drivers.Get(network.Driver).Description.IsExclusive)
        {
            if (fresh is { WantsLoopback: true }) fresh.SetLoopbackUp();
            return Name(operation, network, sandbox, Stage(operation, endpoint, sandbox, [.. sandbox.Joins, join]));
        }
        using var space = fresh is null ? SandboxNamespace.Open(sandbox) : null;
        using var opening = space?.BeginSession(parameters: true);
        if (fresh is null)
        {
            operation.Intend(intent => intent with { EndpointId = endpoint.Id, SandboxId = sandbox.Id });
            operation.OnFailure(() => Gateways.Restore(operation, sandbox));
        }
        using var opened = opening is null ? null : SandboxNamespace.Verify(sandbox, opening.Wait());
        var session = fresh ?? opened!;
        var name = ChooseName(network, endpoint, sandbox, session, spec);
        if (sandbox.Kind != SandboxKind.Own) SandboxInterface.RefuseConflict(session, network, operation.Kernel.Batch);
        var (result, index) = BringInterface(operation, context, sandbox, session, name);
        join = join with
        {
            Interface = name,
            InterfaceIndex = index,
            HostInterface = result.HostInterface,
            HostInterfaceIndex = result.HostInterfaceIndex,
            Gateway4 = endpoint.IPv4 is null || result.Gateway is null ? null : Ip.From(result.Gateway),
            Gateway6 = endpoint.IPv6 is null || result.IPv6Gateway is null ? null : Ip.From(result.IPv6Gateway),
            Routes = [.. result.Routes.Select(route => new RouteRecord(route.Destination, route.Gateway is null ? null : Ip.From(route.Gateway)))],
            OnLink4 = endpoint.IPv4 is not null && result.OffersDefaultRouteOnLink,
            OnLink6 = endpoint.IPv6 is not null && result.OffersDefaultRouteOnLink,
        };
        var joins = Gateways.Choose([.. sandbox.Joins, join]);
        SandboxInterface.Configure(session, network, endpoint, join.Routes, name, index, operation.Kernel.Batch, batch =>
        {
            Gateways.AddFirst(batch, sandbox.Joins, joins);
            AddGatewayNeighbors(batch, join, result.GatewayMac);
        });
        Gateways.Apply(session, sandbox.Joins, joins, operation.Kernel.Batch);
        Synchronize(operation, endpoint, result);
        SandboxInterface.AwaitIPv6(operation, session, network, endpoint, index);
        if (endpoint.HasReusedAddress && !endpoint.Mac.IsNone)
        {
            SandboxInterface.Announce(session, endpoint, name, index, operation.Kernel.Batch);
            // Once is enough: from now on the addresses have this MAC address.
            operation.Lasting.Put(Keys.Endpoint(endpoint.Id), endpoint with { HasReusedAddress = false }, StateJson.Default.EndpointRecord);
        }
        var joined = Stage(operation, endpoint, sandbox, joins);
        PortRules.Intend(operation, joined);
        PortRules.Follow(operation, sandbox, joined);
        return Name(operation, network, sandbox, joined);
    }

    /// <summary>Puts the names of the endpoint's addresses into the sandbox's files, if anybody can see those.</summary>
    private static SandboxRecord Name(Operation operation, NetworkRecord network, SandboxRecord before, SandboxRecord joined)
    {
        SandboxFiles.Follow(operation, network, before, joined);
        return SandboxFiles.MakeWhereSeen(operation, joined);
    }

    /// <summary>Has the driver bring the endpoint's interface into the sandbox. Its index there comes with the driver's result.</summary>
    internal static (JoinResult Result, int Index) BringInterface(Operation operation, EndpointContext endpoint, SandboxRecord sandbox, NamespaceSession session, string name)
    {
        var driver = endpoint.Network.Record.Driver;
        // A reboot may have ended what the network needs, or somebody has removed it.
        operation.Call(driver, target => target.CreateNetwork(endpoint.Network));
        var result = operation.Call(driver, target => target.Join(endpoint, new JoinTarget(session.Namespace, sandbox.Name, sandbox.Path, name)));
        return (result, SandboxInterface.Arrive(operation.Kernel, session, result, name, endpoint.MacAddress));
    }

    /// <summary>Tells the sandbox what its gateways' MAC address is, so that it need not ask every port of the bridge.</summary>
    internal static void AddGatewayNeighbors(MessageBuffer batch, JoinRecord join, MacAddress mac)
    {
        if (mac.IsNone) return;
        if (join.Gateway4 is { } gateway4) batch.LearnNeighbor(join.InterfaceIndex, gateway4, mac);
        if (join.Gateway6 is { } gateway6) batch.LearnNeighbor(join.InterfaceIndex, gateway6, mac);
    }

    private static SandboxRecord Stage(Operation operation, EndpointRecord endpoint, SandboxRecord sandbox, List<JoinRecord> joins)
    {
        var joined = sandbox with { Joins = joins };
        operation.Boot.Put(Keys.Sandbox(sandbox.Id), joined, StateJson.Default.SandboxRecord);
        operation.Boot.Put(Keys.Joined(endpoint.Id), new JoinedRecord(sandbox.Id, sandbox.Name), StateJson.Default.JoinedRecord);
        return joined;
    }

    /// <summary>
    /// The Host's end has its carrier only now that the sandbox's end is up, and a bridge only with its first port; asking for a link waits for
    /// it, so that the first packet passes.
    /// </summary>
    internal static void Synchronize(Operation operation, EndpointRecord endpoint, JoinResult result)
    {
        if (result.HostInterfaceIndex == 0) return;
        var batch = operation.Kernel.Batch;
        batch.Clear();
        batch.GetLink(result.HostInterfaceIndex);
        if (result.MasterIndex != 0)
        {
            // Without them the first packet would ask every port of the bridge for the endpoint, and then go to all of them.
            batch.ReplaceForwarding(result.HostInterfaceIndex, endpoint.Mac);
            foreach (var address in endpoint.Addresses) batch.LearnNeighbor(result.MasterIndex, address, endpoint.Mac);
            batch.GetLink(result.MasterIndex);
        }
        LinkInfo? first = null;
        var failure = operation.Kernel.Route.TryExecute(batch, ref first, static (ref LinkInfo? port, in Message reply) => port ??= LinkInfo.Parse(reply));
        // The rest only saves questions: where the bridge cannot be told, somebody has taken IPv6 off it, say, they will be asked.
        if (first is null && failure is { } gone) throw operation.Kernel.Route.ToException(batch, gone);
        // A driver may leave its bridge open. To be plugged into nothing is taken by the kernel without a word.
        if (result.MasterIndex == 0 && first?.MasterIndex is { } other and not 0) operation.Kernel.FindLink(other);
        else if (first?.MasterIndex != result.MasterIndex)
            throw new CNetException(CNetError.InterfaceNotFound, $"The interface '{result.HostInterface}' is not on its bridge.", result.HostInterface, "Try again.");
    }

    /// <summary>The name asked for, or the prefix with the lowest number that is free.</summary>
    private static string ChooseName(NetworkRecord network, EndpointRecord endpoint, SandboxRecord sandbox, NamespaceSession session, JoinSpec spec)
    {
        if ((spec.InterfaceName ?? OptionEndingWith(endpoint.Options, InterfaceNameSuffix)) is { } wanted)
        {
            ObjectName.DemandInterface(wanted);
            return !session.HasInterface(wanted)
                ? wanted
                : throw new CNetException(CNetError.InterfaceExists, $"The sandbox '{sandbox.Name}' has an interface '{wanted}' already.", wanted, "Choose another name, or leave it out.");
        }
        var prefix = OptionEndingWith(network.Options, InterfacePrefixSuffix) ?? DefaultPrefix;
        for (var number = 0; ; number++)
            if ($"{prefix}{number}" is var name && !session.HasInterface(name)) return name;
    }

    private static string? OptionEndingWith(Dictionary<string, string> options, string suffix) =>
        options.FirstOrDefault(option => option.Key.EndsWith(suffix, StringComparison.Ordinal)).Value;

    private static int PriorityOf(JoinSpec spec, SandboxRecord sandbox) => spec.DefaultGateway
        ? Math.Max(spec.Priority, sandbox.Joins.Select(join => join.Priority).DefaultIfEmpty(-1).Max() + 1)
        : spec.Priority;

    private static bool IsExclusive(Operation operation, JoinRecord join) =>
        operation.Lasting.Get(Keys.Network(join.NetworkId), StateJson.Default.NetworkRecord) is { } network && operation.Drivers.Get(network.Driver).Description.IsExclusive;
}
