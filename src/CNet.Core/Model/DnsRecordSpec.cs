using System.Net;

namespace CNet;

/// <summary>What a name on a network is to lead to.</summary>
public sealed record DnsRecordSpec
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The addresses that it has.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    /// <summary>Where the service is that it is the name of; null for no service.</summary>
    public DnsService? Service { get; init; }
}

/// <summary>A place of a service (SRV).</summary>
/// <param name="Target">The name of who has it.</param>
/// <param name="Port">The port.</param>
/// <param name="Priority">Which of several is tried first: the lowest.</param>
/// <param name="Weight">How often it is chosen among those of its priority.</param>
public sealed record DnsService(string Target, int Port, int Priority = 0, int Weight = 0);

/// <summary>How a name is to be looked up.</summary>
public sealed record NameLookupSpec
{
    /// <summary>What is asked for; nothing for addresses of both families, or for the name of an address.</summary>
    public IReadOnlyList<DnsRecordType> Types { get; init; } = [];

    /// <summary>The name servers; none for those that are asked there.</summary>
    public IReadOnlyList<IPAddress> Servers { get; init; } = [];

    /// <summary>How long a server may take to answer, before another one is asked; null for what resolv.conf says.</summary>
    public TimeSpan? Timeout { get; init; }
}
