using CNet.Firewall;
using CNet.Ipam;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>Removes everything of CNet's from a Host. Goes on past errors, and reports them all.</summary>
internal static class Clearing
{
    private const int MaxRounds = 8;

    internal static string Describe(Controller controller, bool force)
    {
        var state = controller.Read();
        var sandboxes = state.Boot.List(Keys.Sandboxes, StateJson.Default.SandboxRecord);
        foreach (var sandbox in sandboxes) SandboxRemoval.RefuseInUse(sandbox, force);
        var networks = state.Lasting.List(Keys.Networks, StateJson.Default.NetworkRecord).Count(network => !network.Predefined);
        var pools = DefaultIpamDriver.Pools(state.Lasting).Count(pool => pool.NetworkId is null);
        return $"Remove {Count(networks, "network")}, {Count(state.Lasting.Count(Keys.Endpoints), "endpoint")}, {Count(sandboxes.Count, "sandbox")}, {Count(pools, "address pool")} and all settings of CNet";
    }

    internal static void Clear(Controller controller, bool force, Action<Progress>? progress, CancellationToken cancellation)
    {
        Describe(controller, force);
        var errors = new List<CNetException>();
        using (var operation = controller.BeginAsItIs("clear the Host", null, cancellation))
        {
            // First the records are made whole, so that each says what is to be removed with it.
            Try(operation, errors, () => Sweep(operation, RepairPhase.Records));
            if (operation.Leftover is { } leftover) Try(operation, errors, () => Recovery.Sweep(operation, leftover));
            var sandboxes = operation.Boot.List(Keys.Sandboxes, StateJson.Default.SandboxRecord);
            // The predefined ones last: whoever stops in between finds them as ever.
            var networks = operation.Lasting.List(Keys.Networks, StateJson.Default.NetworkRecord).OrderBy(network => network.Predefined).ThenBy(network => network.Name, StringComparer.Ordinal).ToList();
            var (done, total) = (0, sandboxes.Count + operation.Lasting.Count(Keys.Endpoints) + networks.Count);
            void Remove(string what, int count, Action remove)
            {
                progress?.Invoke(new Progress(done, total, what));
                cancellation.ThrowIfCancellationRequested();
                Try(operation, errors, remove);
                done += count;
            }
            foreach (var sandbox in sandboxes)
                Remove($"sandbox {sandbox.Name}", 1 + sandbox.Joins.Count, () => SandboxRemoval.Remove(operation, sandbox, force, removeEndpoints: true));
            foreach (var network in networks)
            {
                foreach (var endpoint in Networks.EndpointsOf(operation.State, network))
                    Remove($"endpoint {network.Name}/{endpoint.Name}", 1, () => EndpointRemoval.Remove(operation, network, endpoint, force: true));
                Remove($"network {network.Name}", 1, () => Networks.Delete(operation, network));
            }
            // Then what no record tells of.
            Try(operation, errors, () => Sweep(operation, RepairPhase.Leftovers));
            Try(operation, errors, () => GiveUp(operation));
            if (errors.Count == 0) controller.DeleteState();
        }
        if (errors.Count == 1) throw errors[0];
        if (errors.Count > 1) throw new CNetException(errors[0].Code, string.Join(" ", errors.Select(error => error.Message)), controller.Host.Name, errors[0].Hint, errors[0]);
    }

    /// <summary>Puts right what differs, in rounds: what belonged to a damaged record is nobody's when that is gone.</summary>
    private static void Sweep(Operation operation, RepairPhase phase)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var findings = Inspection.Of(operation).Findings.Where(finding => finding.Phase == phase && finding.Repair is not null).ToList();
            if (findings.Count == 0) return;
            foreach (var finding in findings)
            {
                finding.Repair!(operation);
                operation.Complete();
            }
        }
    }

    private static void GiveUp(Operation operation)
    {
        foreach (var key in operation.Boot.KeysOf(Keys.Devices)) operation.Boot.Delete(key);
        Forwarding.GiveUp(operation, isIPv6: false);
        Forwarding.GiveUp(operation, isIPv6: true);
        operation.Firewall.Rewrite(operation.FirewallContents());
        operation.Complete();
    }

    private static void Try(Operation operation, List<CNetException> errors, Action remove)
    {
        try
        {
            remove();
        }
        catch (CNetException error)
        {
            operation.RollBack();
            errors.Add(error);
        }
    }

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : what.EndsWith('x') ? "es" : "s")}";
}
