using CNet.State;

namespace CNet.Discovery;

/// <summary>A name of an endpoint.</summary>
/// <param name="Text">The name.</param>
/// <param name="Labels">The same as labels (see <see cref="DnsName"/>).</param>
/// <param name="Source">What it is.</param>
internal sealed record EndpointName(string Text, byte[] Labels, DnsRecordSource Source);

/// <summary>The names by which an endpoint in a sandbox is found on its network.</summary>
internal static class EndpointNames
{
    /// <summary>Its names, each once whatever its case; the first is the one that its addresses have. What cannot be a name in the Domain Name System is left out.</summary>
    internal static List<EndpointName> Of(SandboxRecord sandbox, EndpointRecord endpoint)
    {
        var names = new List<EndpointName>();
        void Add(string? text, DnsRecordSource source)
        {
            if (text is not null && DnsName.TryParse(text, out var labels) && !names.Exists(name => name.Labels.AsSpan().SequenceEqual(labels))) names.Add(new EndpointName(text, labels, source));
        }
        Add(sandbox.Name, DnsRecordSource.Sandbox);
        Add(endpoint.Name, DnsRecordSource.Endpoint);
        foreach (var alias in endpoint.Aliases) Add(alias, DnsRecordSource.Alias);
        Add(sandbox.Hostname, DnsRecordSource.Hostname);
        Add(ObjectId.Shorten(sandbox.Id), DnsRecordSource.Id);
        return names;
    }
}
