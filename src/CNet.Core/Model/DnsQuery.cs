using CNet.Agents;
using CNet.Discovery;

namespace CNet;

/// <summary>A question of a sandbox to CNet's name server, and how it was answered.</summary>
public sealed class DnsQuery : IEquatable<DnsQuery>, IComparable<DnsQuery>, IComparable
{
    private const double MicrosecondsPerMillisecond = 1000;
    private readonly AgentQuery _query;

    internal DnsQuery(AgentQuery query, int agent) => (_query, AgentProcessId) = (query, agent);

    /// <summary>The number of the question: the first one since the agent started is 1.</summary>
    public long Number => _query.Number;

    /// <summary>When it was answered.</summary>
    public DateTimeOffset Time => _query.Time.ToLocalTime();

    /// <summary>The name of the sandbox that asked.</summary>
    public string Sandbox => _query.Sandbox;

    /// <summary>The id of the sandbox that asked.</summary>
    public string SandboxId => _query.SandboxId;

    /// <summary>The name that it asked for.</summary>
    public string Name => _query.Name;

    /// <summary>What it asked for.</summary>
    public DnsRecordType Type => (DnsRecordType)_query.Type;

    /// <summary>How it was answered: NOERROR, NXDOMAIN, SERVFAIL, REFUSED …</summary>
    public string Code => DnsResponseCodes.TextOf((DnsResponseCode)_query.Code);

    /// <summary>The network that knew the name; null where none did.</summary>
    public string? Network => _query.Network;

    /// <summary>The name server outside whose answer it was, "host(127.0.0.53)" where the Host asked it; null where none was asked, or none answered.</summary>
    public string? Server => _query.Server;

    /// <summary>How long servers outside took to answer; zero where nobody was asked.</summary>
    public TimeSpan Duration => TimeSpan.FromMilliseconds(_query.Microseconds / MicrosecondsPerMillisecond);

    /// <summary>The process that counted it.</summary>
    internal int AgentProcessId { get; }

    /// <summary>The id that the client gave it.</summary>
    internal int TransactionId => _query.Id;

    /// <inheritdoc/>
    public bool Equals(DnsQuery? other) => other is not null && (other.AgentProcessId, other.Number, other.SandboxId, other.Name) == (AgentProcessId, Number, SandboxId, Name);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DnsQuery);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(AgentProcessId, Number);

    /// <summary>Orders by number.</summary>
    public int CompareTo(DnsQuery? other) => other is null ? 1 : Number.CompareTo(other.Number);

    int IComparable.CompareTo(object? obj) => CompareTo(obj as DnsQuery);

    /// <summary>Who asked for what, and how it was answered: "web: db A NOERROR".</summary>
    public override string ToString() => $"{Sandbox}: {Name} {Type} {Code}";
}
