using CNet.State;

namespace CNet.Tests.Support;

/// <summary>
/// What must hold of published ports between two changes, for networks without options: every port of an endpoint that is joined is in the
/// firewall and leads to the gateway, or to its own endpoint; and nothing else is there.
/// </summary>
internal static class PortInvariants
{
    /// <summary>What contradicts itself in the records.</summary>
    internal static IEnumerable<string> Problems(RecordedState state)
    {
        var owners = state.Ports.Values.Select(port => port.EndpointId).ToHashSet();
        foreach (var endpoint in state.Endpoints.Values.Where(endpoint => endpoint.HasPorts != owners.Contains(endpoint.Id))) yield return $"the endpoint {endpoint.Name} is said to have {(endpoint.HasPorts ? "" : "no ")}ports";
        foreach (var join in state.Sandboxes.Values.SelectMany(sandbox => sandbox.Joins).Where(join => join.HasPorts != owners.Contains(join.EndpointId))) yield return $"a join of {join.NetworkName} is said to have {(join.HasPorts ? "" : "no ")}ports";
        foreach (var owner in owners.Except(state.Endpoints.Keys)) yield return $"ports are of the endpoint {owner}, which has no record";
        foreach (var problem in RecordedState.Differences("port of an endpoint", state.EndpointPorts, state.Ports.Values.Select(port => $"{port.EndpointId}/{port.Suffix}"))) yield return problem;
    }

    /// <summary>The elements of the firewall, as words.</summary>
    internal static IEnumerable<string> Elements(RecordedState state)
    {
        foreach (var sandbox in state.Sandboxes.Values)
        {
            var near = new HashSet<string>();
            foreach (var join in sandbox.Joins)
                foreach (var isIPv6 in new[] { false, true })
                {
                    var ports = state.Ports.Values.Where(port => port.EndpointId == join.EndpointId).ToList();
                    if (ports.Count == 0) continue;
                    var digit = isIPv6 ? 6 : 4;
                    var target = Target(state, sandbox, join, isIPv6);
                    if (target is { } ip)
                    {
                        near.Add($"self{digit} {ip} {ip}");
                        foreach (var other in sandbox.Joins)
                            if (state.Devices.GetValueOrDefault(other.NetworkId) is { } device) near.Add($"near{digit} {device.Interface} {ip}");
                    }
                    foreach (var port in ports.Where(port => port.IsIPv6 == isIPv6))
                        foreach (var element in ElementsOf(port, target, digit)) yield return element;
                }
            foreach (var element in near) yield return element;
        }
    }

    private static Ip? Target(RecordedState state, SandboxRecord sandbox, JoinRecord owner, bool isIPv6) =>
        sandbox.Joins.Where(join => join.IsGateway(isIPv6)).Append(owner).Select(join => AddressOf(state, join, isIPv6)).FirstOrDefault(address => address is not null);

    private static Ip? AddressOf(RecordedState state, JoinRecord join, bool isIPv6) =>
        state.Networks[join.NetworkId].Internal ? null : isIPv6 ? state.Endpoints[join.EndpointId].IPv6 : state.Endpoints[join.EndpointId].IPv4;

    private static IEnumerable<string> ElementsOf(PortRecord port, Ip? target, int digit)
    {
        var at = port.Address.IsUnspecified ? "" : "-at";
        var prefix = $"{(port.Address.IsUnspecified ? "" : $"{port.Address} ")}{port.Protocol.ToString().ToLowerInvariant()}";
        if (target is not null && port.Count > 1 && port.HostPort == port.ContainerPort) yield return $"range{digit}{at} {prefix} {port.HostPorts} {target}";
        else if (target is not null)
            for (var i = 0; i < port.Count; i++) yield return $"port{digit}{at} {prefix} {port.HostPort + i} {target} {port.ContainerPort + i}";
        if (port.IsIPv6) yield return port.Count == 1 ? $"proxied{at} {prefix} {port.HostPort}" : $"proxied-range{at} {prefix} {port.HostPorts}";
    }
}
