using System.Net;

namespace CNet;

/// <summary>A line of a sandbox's hosts file: Docker's <c>--add-host NAME:ADDRESS</c>.</summary>
/// <param name="Name">The name.</param>
/// <param name="Address">The address; null for "host-gateway": the addresses by which the default network reaches the Host.</param>
public sealed record HostEntry(string Name, IPAddress? Address)
{
    /// <summary>What stands for the Host's addresses.</summary>
    public const string HostGateway = "host-gateway";

    /// <summary>As it is written: NAME:ADDRESS.</summary>
    public override string ToString() => $"{Name}:{Address?.ToString() ?? HostGateway}";
}
