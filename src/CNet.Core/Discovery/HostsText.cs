using CNet.State;

namespace CNet.Discovery;

/// <summary>What stands in a sandbox's hosts file.</summary>
internal static class HostsText
{
    private static readonly string[] Local4 = ["127.0.0.1\tlocalhost"];
    private static readonly string[] Local6 =
    [
        "::1\tlocalhost ip6-localhost ip6-loopback", "fe00::\tip6-localnet", "ff00::\tip6-mcastprefix", "ff02::1\tip6-allnodes", "ff02::2\tip6-allrouters",
    ];

    /// <summary>The lines that are there from the beginning, and are the user's from then on.</summary>
    /// <param name="hasIPv6Loopback">Whether the sandbox has the address ::1.</param>
    internal static IEnumerable<string> First(bool hasIPv6Loopback) => hasIPv6Loopback ? Local4.Concat(Local6) : Local4;

    /// <summary>The lines that were given to the sandbox.</summary>
    /// <param name="sandbox">The sandbox.</param>
    /// <param name="bridge">The default network, whose gateways are the Host's addresses.</param>
    internal static IEnumerable<string> Given(SandboxRecord sandbox, NetworkRecord? bridge) => sandbox.HostEntries.SelectMany(entry =>
        (entry.Address is { } address ? [address] : new[] { bridge?.Gateway(isIPv6: false), bridge?.Gateway(isIPv6: true) }.OfType<Ip>()).Select(address => $"{address}\t{entry.Name}"));

    /// <summary>The lines of its endpoints' addresses, which come and go with them.</summary>
    internal static IEnumerable<string> Own(SandboxRecord sandbox, IEnumerable<EndpointRecord> endpoints)
    {
        var names = NamesOf(sandbox);
        return endpoints.SelectMany(endpoint => endpoint.Addresses).Select(address => $"{address}\t{names}");
    }

    /// <summary>The host name with its domain and without.</summary>
    internal static string NamesOf(SandboxRecord sandbox) => sandbox.Hostname is not { } name ? sandbox.Name : name.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 ? $"{name} {name[..dot]}" : name;

    /// <summary>A text with other lines of CNet's own: those that are gone are taken out, new ones come at the end, and what is the user's stays where it is.</summary>
    /// <param name="text">The text.</param>
    /// <param name="before">The lines that were CNet's own.</param>
    /// <param name="after">Those that are to be.</param>
    internal static string Replace(string text, IReadOnlyCollection<string> before, IReadOnlyCollection<string> after)
    {
        var lines = text.TrimEnd('\n').Split('\n').ToList();
        if (lines is [""]) lines.Clear();
        foreach (var gone in before.Except(after)) lines.Remove(gone);
        lines.AddRange(after.Except(lines));
        return string.Concat(lines.Select(line => line + "\n"));
    }
}
