using System.Net;
using CNet.Discovery;
using CNet.State;

namespace CNet;

/// <summary>What a name leads to, as it was when it was read, or as it was answered.</summary>
public sealed class DnsRecord : IEquatable<DnsRecord>, IComparable<DnsRecord>, IComparable
{
    private readonly DnsData _data;

    internal DnsRecord(string name, DnsRecordType type, DnsData data, DnsRecordSource source)
    {
        (Name, Type, _data, Source) = (name, type, data, source);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>What kind of record it is.</summary>
    public DnsRecordType Type { get; }

    /// <summary>All that it says, as zone files have it: an address, a name, or <c>0 0 80 web</c> of a service.</summary>
    public string Data => _data.Text;

    /// <summary>The address, of an A or AAAA record.</summary>
    public IPAddress? Address => _data.Address?.ToIPAddress();

    /// <summary>The name that it leads to: of a service, a mail server, an address, or for which this one stands.</summary>
    public string? Target => _data.Target;

    /// <summary>The port of a service.</summary>
    public int? Port => _data.Port;

    /// <summary>Which of several is tried first: the lowest.</summary>
    public int? Priority => _data.Priority;

    /// <summary>How often one is chosen among those of its priority.</summary>
    public int? Weight => _data.Weight;

    /// <summary>How long it may be remembered; null for what stands in a file.</summary>
    public TimeSpan? TimeToLive { get; internal init; }

    /// <summary>The name of the network that knows it, or null.</summary>
    public string? Network { get; internal init; }

    /// <summary>The id of the network that knows it; null also where it was looked up.</summary>
    public string? NetworkId { get; internal init; }

    /// <summary>The name of the endpoint whose name it is, or null.</summary>
    public string? Endpoint { get; internal init; }

    /// <summary>The name of the sandbox whose name it is, or by which it was looked up; null for neither.</summary>
    public string? Sandbox { get; internal init; }

    /// <summary>Where it is said.</summary>
    public DnsRecordSource Source { get; }

    /// <summary>Whose answer it is, of those that are no networks: a name server outside, or the path of a hosts file.</summary>
    public string? AnsweredBy { get; internal init; }

    /// <summary>The name server that was asked; null where none was.</summary>
    public IPAddress? Server { get; internal init; }

    /// <summary>True for what -WhatIf shows: the record as it would be.</summary>
    public bool IsPreview { get; internal init; }

    /// <summary>A name that somebody gave on a network.</summary>
    internal static IEnumerable<DnsRecord> Of(NameRecord record, NetworkRecord network, bool isPreview = false)
    {
        DnsRecord Make(DnsRecordType type, DnsData data) =>
            new(record.Name, type, data, DnsRecordSource.Record) { TimeToLive = Lasting, Network = network.Name, NetworkId = network.Id, IsPreview = isPreview };
        return record.Addresses.Select(address => Make(TypeOf(address), DnsData.Of(address))).Concat(record.Services.Select(service => Make(DnsRecordType.SRV, DnsData.Of(service))));
    }

    /// <summary>How long what networks know may be remembered.</summary>
    internal static TimeSpan Lasting => TimeSpan.FromSeconds(DnsAnswer.TimeToLive);

    internal static DnsRecordType TypeOf(Ip address) => address.IsIPv6 ? DnsRecordType.AAAA : DnsRecordType.A;

    /// <inheritdoc/>
    public bool Equals(DnsRecord? other) => other is not null && string.Equals(other.Name, Name, StringComparison.OrdinalIgnoreCase)
        && (other.Type, other.Data, other.Network, other.Source, other.AnsweredBy) == (Type, Data, Network, Source, AnsweredBy);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DnsRecord);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name.GetHashCode(StringComparison.OrdinalIgnoreCase), Type, Data, Network);

    /// <summary>Orders by network and name, then by type and what it says.</summary>
    public int CompareTo(DnsRecord? other)
    {
        if (other is null) return 1;
        var order = NaturalOrder.Compare(Network, other.Network);
        if (order == 0) order = NaturalOrder.Compare(Name, other.Name);
        if (order == 0) order = Type.CompareTo(other.Type);
        if (order == 0) order = _data.Address is { } address && other._data.Address is { } another ? address.CompareTo(another) : NaturalOrder.Compare(Data, other.Data);
        return order == 0 ? Source.CompareTo(other.Source) : order;
    }

    int IComparable.CompareTo(object? obj) => CompareTo(obj as DnsRecord);

    /// <summary>The name, the type and what it says: "web A 10.1.0.2".</summary>
    public override string ToString() => $"{Name} {Type} {Data}";
}
