using CNet.Lifecycle;
using CNet.Netlink.Route;
using CNet.State;

namespace CNet;

/// <summary>Compares what the endpoints of a network are held to with the rates on record.</summary>
internal static class BridgeRateInspection
{
    internal static void Inspect(NetworkContext network, Inspection inspection, JoinRecord join)
    {
        // An interface that is gone is held to its rates when it is made anew.
        if (inspection.Links.GetValueOrDefault(join.HostInterface!) is not { } port || port.Index != join.HostInterfaceIndex || !inspection.Endpoints.TryGetValue(join.EndpointId, out var endpoint)) return;
        var wrong = new[] { Ingress(inspection, endpoint, port), Egress(inspection, endpoint, port) }.OfType<string>().ToList();
        if (wrong.Count == 0) return;
        var name = inspection.NameOf(join);
        inspection.Differs(RepairPhase.Interfaces, "Rate", name, $"The endpoint '{name}' {string.Join(" and ", wrong)}.", "hold it to the rates on record", operation => EndpointRates.Restore(operation, endpoint.Id));
    }

    private static string? Ingress(Inspection inspection, EndpointRecord endpoint, LinkInfo port) => Compare("receives", LimitOf(inspection, port), endpoint.IngressRate);

    private static string? Egress(Inspection inspection, EndpointRecord endpoint, LinkInfo port)
    {
        var device = inspection.Links.GetValueOrDefault(BridgeRates.DeviceOf(endpoint.Id)) is { Kind: "ifb" } link ? link : null;
        if (endpoint.EgressRate.IsUnlimited) return device is null ? null : $"has '{device.Name}', which holds it to a rate, and is to send without a limit";
        if (device is null) return $"lacks '{BridgeRates.DeviceOf(endpoint.Id)}', which holds what it sends to {endpoint.EgressRate}";
        if (!device.IsUp) return $"sends by '{device.Name}', which is down";
        if (inspection.Operation.Kernel.FindRedirect(port.Index)?.TargetIndex != device.Index) return $"does not send by '{device.Name}', which holds it to {endpoint.EgressRate}";
        return Compare("sends", LimitOf(inspection, device), endpoint.EgressRate);
    }

    private static RateLimit? LimitOf(Inspection inspection, LinkInfo link) => inspection.Qdiscs.GetValueOrDefault(link.Index)?.Limit;

    private static string? Compare(string verb, RateLimit? found, Rate rate) => (found, rate.IsUnlimited) switch
    {
        (null, true) => null,
        (null, false) => $"{verb} without a limit instead of {rate}",
        ({ } limit, true) => $"{verb} {Rate.OfBytes(limit.BytesPerSecond)} instead of without a limit",
        ({ } limit, false) when limit.IsLike(RateLimit.Of(rate)) => null,
        ({ } limit, false) when limit.BytesPerSecond == rate.BytesPerSecond => $"{verb} {rate} with another burst or queue than it should",
        ({ } limit, false) => $"{verb} {Rate.OfBytes(limit.BytesPerSecond)} instead of {rate}",
    };
}
