using System.Text.Json;
using CNet.Ports;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>
/// Finishes what a killed process left. Records decide: what its intent names and no record owns is swept from the kernel; what a record
/// owns stays.
/// </summary>
internal static class Recovery
{
    internal static void Sweep(Operation operation, string leftover)
    {
        if (Read(leftover) is { } intent)
        {
            Try(() => SweepEndpoint(operation, intent));
            Try(() => SweepSandbox(operation, intent));
            Try(() => SweepNetwork(operation, intent));
            Try(() => RestoreGateways(operation, intent));
            Try(() => SweepLoopback(operation, intent));
            // What of a change of ports was done, and what not, is not known.
            if (intent.PortsOf is { } ported) Try(() => RestorePorts(operation, ported));
            foreach (var named in intent.FilesOf) Try(() => SandboxFiles.Restore(operation, named));
            // Before the intent is struck out: this may be killed too, or fail.
            operation.Commit();
            Try(() => RemoveUnusedSandbox(operation, intent));
        }
        operation.Intend(_ => new Intent());
        operation.Complete();
    }

    /// <summary>What cannot be swept must not keep every later command from its work.</summary>
    private static void Try(Action sweep)
    {
        try
        {
            sweep();
        }
        catch (CNetException refused)
        {
            OperationLog.Warning($"What an interrupted operation left could not all be put right: {refused.Message} Test-CNetHost shows what remains.");
        }
    }

    private static Intent? Read(string leftover)
    {
        try
        {
            return JsonSerializer.Deserialize(leftover, StateJson.Default.Intent);
        }
        catch (JsonException)
        {
            OperationLog.Warning("The note of an interrupted operation is damaged and was dropped.");
            return null;
        }
    }

    private static void SweepEndpoint(Operation operation, Intent intent)
    {
        if (intent is not { EndpointId: { } id, HostInterface: { } link }) return;
        if (operation.Boot.Get(Keys.Joined(id), StateJson.Default.JoinedRecord) is null)
        {
            operation.Kernel.DeleteLink(link);
            if (ObjectId.IsWhole(id)) operation.Kernel.DeleteLink(BridgeRates.DeviceOf(id));
        }
        else if (intent.ChangesRates) EndpointRates.Restore(operation, id);
    }

    private static void SweepSandbox(Operation operation, Intent intent)
    {
        if (intent is { SandboxId: { } id, SandboxPath: { } path } && operation.Boot.Get(Keys.Sandbox(id), StateJson.Default.SandboxRecord) is null)
            operation.NamedNamespaces.Delete(Path.GetFileName(path));
    }

    private static void SweepNetwork(Operation operation, Intent intent)
    {
        if (intent is not { NetworkId: { } id, Firewall: { } rules }) return;
        var isKept = operation.Lasting.Get(Keys.Network(id), StateJson.Default.NetworkRecord) is not null;
        if (isKept && operation.Boot.Get(Keys.Device(id), StateJson.Default.DeviceRecord) is not null) return;
        operation.Boot.Delete(Keys.Device(id));
        // First: without a record it would count as somebody else's that relies on forwarding.
        if (intent.NetworkInterface is { } name) operation.Kernel.DeleteLink(name);
        if (intent.AdoptedInterface is { } adopted && operation.Kernel.FindLink(adopted) is { } bridge)
            BridgeAdoption.TakeBack(operation.Kernel, bridge.Index, intent.AddedAddresses.Select(own => (Ip.From(System.Net.IPAddress.Parse(own.Key)), own.Value)));
        Firewall.Forwarding.TakeOver(operation, isIPv6: false, intent.Forwarding4);
        Firewall.Forwarding.TakeOver(operation, isIPv6: true, intent.Forwarding6);
        Firewall.Forwarding.ReleaseWith(operation, rules);
    }

    private static void RestorePorts(Operation operation, string sandboxId)
    {
        operation.Firewall.Rewrite(operation.FirewallContents());
        if (operation.Boot.Get(Keys.Sandbox(sandboxId), StateJson.Default.SandboxRecord) is { } sandbox) Hairpins.Restore(operation, sandbox);
    }

    /// <summary>Only a bridge that is on record for it leads from the Host's loopback addresses.</summary>
    private static void SweepLoopback(Operation operation, Intent intent)
    {
        foreach (var bridge in intent.LoopbackInterfaces)
            if (!operation.Devices().Exists(device => device.Interface == bridge && device.RoutesLoopback)) PortRules.TryStopLoopback(operation, bridge);
    }

    /// <summary>A sandbox that an endpoint was joining or leaving may lack its default route.</summary>
    private static void RestoreGateways(Operation operation, Intent intent)
    {
        if (intent is { SandboxId: { } id, EndpointId: not null } && operation.Boot.Get(Keys.Sandbox(id), StateJson.Default.SandboxRecord) is { } sandbox)
            Gateways.Restore(operation, sandbox);
    }

    /// <summary>A sandbox that a join made goes with its last endpoint, even where the leaving was killed.</summary>
    private static void RemoveUnusedSandbox(Operation operation, Intent intent)
    {
        if (intent is { SandboxId: { } id } && operation.Boot.Get(Keys.Sandbox(id), StateJson.Default.SandboxRecord) is { MadeByJoin: true, Joins.Count: 0 } sandbox)
            SandboxRemoval.RemoveUnused(operation, sandbox);
    }
}
