using System.Net;
using System.Text.RegularExpressions;
using CNet.Tests.Support;

namespace CNet.Tests.Ports;

/// <summary>A test that publishes ports, with services behind them.</summary>
public abstract partial class PortsTest : HostTest
{
    private readonly List<IDisposable> _things = [];

    protected override void CleanUp()
    {
        foreach (var thing in Enumerable.Reverse(_things)) thing.Dispose();
    }

    /// <summary>Keeps something until the end of the test.</summary>
    private protected T Keep<T>(T thing) where T : IDisposable
    {
        _things.Add(thing);
        return thing;
    }

    private protected string PathOf(string? sandbox) => sandbox is null ? TestHost.NamespacePath! : Path.Combine(TestHost.NamespaceDirectory, sandbox);

    private protected void Serve(string? sandbox, int port, TransportProtocol protocol = TransportProtocol.Tcp) => Keep(Service.Start(PathOf(sandbox), sandbox ?? "host", port, protocol));

    private protected string? Ask(string? sandbox, IPEndPoint service, TransportProtocol protocol = TransportProtocol.Tcp, int timeout = Service.Patience) =>
        Service.Ask(PathOf(sandbox), service, protocol, timeout);

    private protected IReadOnlyList<PortMapping> Publish(Endpoint endpoint, params string[] specs) => Controller.Ports.Publish(endpoint, [.. specs.Select(PortSpec.Parse)]);

    /// <summary>A port of the address by which the LAN knows the Host.</summary>
    private protected static IPEndPoint Lan(int port, bool isIPv6 = false) => new(IPAddress.Parse(isIPv6 ? Outside.HostAddress6 : Outside.HostAddress), port);

    private protected static IEnumerable<string> Sockets(IEnumerable<PortMapping> ports) => ports.Select(port => $"{PortSpec.Text(port.HostAddress!)}:{port.HostPorts}");

    /// <summary>All rules and elements that there are, in a form that can be compared.</summary>
    private protected string Rules() => NftListing.InAnyOrder(InHost("nft", "list", "ruleset"));

    /// <summary>The elements of a set or map of CNet's, as nft shows them.</summary>
    private protected List<string> Elements(string set)
    {
        var listing = InHost("nft", "list", set.StartsWith("open", StringComparison.Ordinal) ? "set" : "map", "inet", "cnet", set);
        return ElementsPattern().Match(listing) is { Success: true } match ? [.. match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal)] : [];
    }

    [GeneratedRegex(@"elements = \{ ([^}]*) \}")]
    private static partial Regex ElementsPattern();
}
