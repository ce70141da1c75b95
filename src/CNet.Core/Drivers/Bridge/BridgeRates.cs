using CNet.Netlink;
using CNet.Netlink.Route;
using static CNet.Linux.Interop.Constants;

namespace CNet;

/// <summary>
/// Holds endpoints to their rates, on the Host, where nobody in the sandbox can change it: what a sandbox receives waits where it leaves by the
/// Host's end of the pair; what it sends is taken from that end through an ifb device of the endpoint's own, and waits there.
/// </summary>
internal static class BridgeRates
{
    private const string DevicePrefix = "ifb";
    private const int DigitsOfId = 11;
    private const string Bucket = "sch_tbf", Ingress = "sch_ingress", Redirect = "cls_u32 act_mirred", Device = "ifb";

    /// <summary>The ifb device of an endpoint: as much of the id as fits.</summary>
    internal static string DeviceOf(string endpointId) => DevicePrefix + endpointId[..DigitsOfId];

    /// <summary>True for a name that CNet gives to ifb devices.</summary>
    internal static bool IsDevice(string name) =>
        name.Length == DevicePrefix.Length + DigitsOfId && name.StartsWith(DevicePrefix, StringComparison.Ordinal) && name[DevicePrefix.Length..].All(char.IsAsciiHexDigitLower);

    /// <summary>Holds an endpoint that joins to its rates; one without any costs nothing.</summary>
    internal static void Begin(EndpointContext endpoint, string host, int index)
    {
        if (endpoint.Record is { EgressRate.IsUnlimited: true, IngressRate.IsUnlimited: true }) return;
        endpoint.OnFailure(() => End(endpoint));
        Limit(endpoint, host, index);
    }

    /// <summary>Removes what of an endpoint's limits does not go with its interface.</summary>
    internal static void End(EndpointContext endpoint)
    {
        if (!endpoint.Record.EgressRate.IsUnlimited) endpoint.Kernel.DeleteLink(DeviceOf(endpoint.Id));
    }

    /// <summary>Holds an endpoint to its rates that may have had others.</summary>
    internal static void Apply(EndpointContext endpoint, string host, int index)
    {
        Limit(endpoint, host, index);
        Lift(endpoint, host, index);
    }

    private static void Limit(EndpointContext endpoint, string host, int index)
    {
        var (egress, ingress) = (endpoint.Record.EgressRate, endpoint.Record.IngressRate);
        var device = egress.IsUnlimited ? null : MakeDevice(endpoint);
        var batch = BatchFor(endpoint, host, index);
        var modules = new List<string>();
        if (!ingress.IsUnlimited)
        {
            batch.ReplaceRate(index, RateLimit.Of(ingress));
            modules.Add(Bucket);
        }
        if (device is not null)
        {
            batch.Name(device.Index, device.Name);
            // What is redirected finds the limit.
            batch.ReplaceRate(device.Index, RateLimit.Of(egress));
            batch.ReplaceIngress(index);
            batch.ReplaceRedirect(index, device.Index);
            modules.AddRange([Bucket, Ingress, Redirect]);
        }
        if (modules.Count > 0 && endpoint.Kernel.Route.TryExecute(batch) is { } failure)
            throw Missing(failure, modules[failure.Index]) ?? endpoint.Kernel.Route.ToException(batch, failure);
    }

    private static void Lift(EndpointContext endpoint, string host, int index)
    {
        if (endpoint.Record.IngressRate.IsUnlimited) Try(endpoint, BatchFor(endpoint, host, index), batch => batch.DeleteRate(index));
        if (!endpoint.Record.EgressRate.IsUnlimited || endpoint.Kernel.FindLink(DeviceOf(endpoint.Id)) is not { Kind: Device } device) return;
        // First: what is redirected to a device that is gone is lost.
        Try(endpoint, BatchFor(endpoint, host, index), batch => batch.DeleteIngress(index));
        endpoint.Kernel.DeleteLink(device.Index, device.Name);
    }

    /// <summary>The ifb device, which is made where it is not there.</summary>
    private static LinkInfo MakeDevice(EndpointContext endpoint)
    {
        var name = DeviceOf(endpoint.Id);
        var found = endpoint.Kernel.FindLink(name);
        if (found is { Kind: not Device })
            throw new CNetException(CNetError.InterfaceExists, $"The interface '{name}' is there and no ifb device, which endpoint '{endpoint.Name}' needs for its rate.", name, "Rename or remove that interface.");
        if (found is { IsUp: true }) return found;
        var batch = endpoint.Kernel.Batch;
        batch.Clear();
        if (found is null) batch.AddLink(name, PlainKind.Ifb, echo: true);
        batch.SetLinkAddressGeneration(name, Netlink.Wire.RouteConstants.IN6_ADDR_GEN_MODE_NONE);
        batch.SetLinkUp(name);
        var failure = endpoint.Kernel.Route.TryExecute(batch, ref found, static (ref LinkInfo? link, in Message reply) => link = LinkInfo.Parse(reply));
        if (failure is { } refused) throw Missing(refused, Device) ?? endpoint.Kernel.Route.ToException(batch, refused);
        return found ?? endpoint.Kernel.FindLink(name) ?? throw new CNetException(CNetError.InterfaceNotFound, $"The interface '{name}' went while it was made.", name, "Try again.");
    }

    /// <summary>The error of a kernel that lacks a module; null where it is another one.</summary>
    internal static CNetException? Missing(NetlinkFailure failure, string modules) => failure.Errno is ENOENT or EOPNOTSUPP
        ? new CNetException(CNetError.KernelFeatureMissing, $"This kernel lacks what holds endpoints to a rate: {modules.Replace(" ", " or ", StringComparison.Ordinal)}.", null, $"modprobe -a {modules}")
        : null;

    private static MessageBuffer BatchFor(EndpointContext endpoint, string host, int index)
    {
        var batch = endpoint.Kernel.Batch;
        batch.Clear();
        batch.Name(index, host);
        return batch;
    }

    /// <summary>Removes what may not be there, or be of another kind: then it is somebody else's.</summary>
    private static void Try(EndpointContext endpoint, MessageBuffer batch, Action<MessageBuffer> remove)
    {
        remove(batch);
        if (endpoint.Kernel.Route.TryExecute(batch) is { Errno: not (ENOENT or EINVAL or ENODEV) } failure) throw endpoint.Kernel.Route.ToException(batch, failure);
    }
}
