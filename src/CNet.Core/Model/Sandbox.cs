using System.Net;
using CNet.State;

namespace CNet;

/// <summary>Where a sandbox's namespace comes from.</summary>
public enum SandboxOrigin
{
    /// <summary>CNet made it.</summary>
    Own,

    /// <summary>It was there, under a name or a path.</summary>
    Namespace,

    /// <summary>It is that of a process, such as a container's.</summary>
    Process,

    /// <summary>It is the Host's own.</summary>
    Host,
}

/// <summary>Whether a sandbox can be used.</summary>
public enum SandboxState
{
    /// <summary>Its namespace is there.</summary>
    Ready,

    /// <summary>Its namespace is gone: somebody deleted it, or its process ended.</summary>
    Gone,
}

/// <summary>A sandbox as it was when it was read: a network namespace with the endpoints that are joined to it.</summary>
public sealed class Sandbox : IEquatable<Sandbox>, IComparable<Sandbox>, IComparable
{
    internal Sandbox(SandboxRecord record, SandboxState state, IReadOnlyList<string> endpoints, Preview? preview)
    {
        Record = record;
        State = state;
        Endpoints = endpoints;
        Preview = preview;
    }

    /// <summary>The name.</summary>
    public string Name => Record.Name;

    /// <summary>The id: 64 hexadecimal digits.</summary>
    public string Id => Record.Id;

    /// <summary>The first twelve digits of the id.</summary>
    public string ShortId => ObjectId.Shorten(Record.Id);

    /// <summary>Whether it can be used.</summary>
    public SandboxState State { get; }

    /// <summary>Where its namespace comes from.</summary>
    public SandboxOrigin Origin => Record.Kind switch
    {
        SandboxKind.Own => SandboxOrigin.Own,
        SandboxKind.File => SandboxOrigin.Namespace,
        SandboxKind.Process => SandboxOrigin.Process,
        _ => SandboxOrigin.Host,
    };

    /// <summary>The file of its namespace.</summary>
    public string Namespace => Record.Path;

    /// <summary>The process whose namespace was adopted, or null.</summary>
    public int? ProcessId => Record.Kind == SandboxKind.Process ? Record.ProcessId : null;

    /// <summary>Its endpoints as "network/endpoint", in the order they joined.</summary>
    public IReadOnlyList<string> Endpoints { get; }

    /// <summary>True where a join made it: then it goes with its last endpoint.</summary>
    public bool IsTemporary => Record.MadeByJoin;

    /// <summary>The host name that programs see in it, with or without a domain; null for the Host's.</summary>
    public string? Hostname => Record.Hostname;

    /// <summary>Name servers of its own, which are reached from inside it; none for those of its networks, or else the Host's.</summary>
    public IReadOnlyList<IPAddress> DnsServer => Record.DnsServers.Select(server => server.ToIPAddress()).ToReadOnly();

    /// <summary>Domains of its own that names are looked for in, "." for none; none for the Host's.</summary>
    public IReadOnlyList<string> DnsSearch => Record.DnsSearch.ToReadOnly();

    /// <summary>Options of its own for the resolver; none for the Host's.</summary>
    public IReadOnlyList<string> DnsOption => Record.DnsOptions.ToReadOnly();

    /// <summary>Lines of its hosts file that were given to it.</summary>
    public IReadOnlyList<HostEntry> HostEntry => Record.HostEntries.Select(entry => new HostEntry(entry.Name, entry.Address?.ToIPAddress())).ToReadOnly();

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels => Record.Labels;

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created => Record.Created;

    /// <summary>True for what -WhatIf shows: the sandbox as it would be.</summary>
    public bool IsPreview => Preview is not null;

    internal SandboxRecord Record { get; }

    internal Preview? Preview { get; }

    /// <inheritdoc/>
    public bool Equals(Sandbox? other) => other?.Id == Id;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Sandbox);

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode(StringComparison.Ordinal);

    /// <summary>Orders by name, then by id.</summary>
    public int CompareTo(Sandbox? other) => NaturalOrder.Compare(Name, other?.Name) is var order and not 0 ? order : string.CompareOrdinal(Id, other?.Id);

    int IComparable.CompareTo(object? obj) => CompareTo(obj as Sandbox);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
