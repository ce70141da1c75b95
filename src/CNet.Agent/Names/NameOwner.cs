namespace CNet.Agents.Names;

/// <summary>Who has names on a network: an endpoint in a sandbox, or a record that somebody added.</summary>
/// <param name="Id">What tells it from all others.</param>
/// <param name="Names">Its names (see <see cref="Discovery.DnsName"/>), the first of which its addresses have.</param>
/// <param name="Addresses">Its addresses: several of a family only of records.</param>
/// <param name="Services">Where services of that name are.</param>
internal sealed record NameOwner(string Id, byte[][] Names, Ip[] Addresses, NameService[] Services)
{
    /// <summary>True for what somebody added, and no endpoint has of its own.</summary>
    internal bool IsRecord => Id.StartsWith(State.Keys.NameRecords, StringComparison.Ordinal);

    /// <summary>True where the other is answered for in the same way.</summary>
    internal bool IsSameAs(NameOwner other) =>
        Addresses.AsSpan().SequenceEqual(other.Addresses.AsSpan()) && Names.AsSpan().SequenceEqual(other.Names.AsSpan(), Discovery.DnsNameComparer.Instance) && Services.Select(service => service.Place).SequenceEqual(other.Services.Select(service => service.Place));
}

/// <summary>A place of a service (SRV).</summary>
/// <param name="Place">Where it is.</param>
/// <param name="Target">The labels of its target.</param>
internal sealed record NameService(State.ServiceRecord Place, byte[] Target);
