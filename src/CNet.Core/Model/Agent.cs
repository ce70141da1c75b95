using System.Net;

namespace CNet;

/// <summary>Whether the agent of a Host runs.</summary>
public enum AgentState
{
    /// <summary>It does not run.</summary>
    Stopped,

    /// <summary>It runs and answers.</summary>
    Running,

    /// <summary>It runs, or is starting, and does not answer.</summary>
    Unresponsive,
}

/// <summary>A published port that the agent does not hold.</summary>
/// <param name="Protocol">The protocol.</param>
/// <param name="Address">The address of the Host.</param>
/// <param name="Port">The port.</param>
/// <param name="Reason">Why it is not held.</param>
public sealed record PortNotHeld(TransportProtocol Protocol, IPAddress Address, int Port, string Reason)
{
    /// <summary>The port and the reason: "0.0.0.0:80/tcp: held by nginx (4711)".</summary>
    public override string ToString() => $"{PortMapping.Socket(Ip.From(Address), new PortRange(Port))}/{PortMapping.NameOf(Protocol)}: {Reason}";
}

/// <summary>The agent of a Host as it was when it was asked: the process that holds published ports, passes on what the kernel does not, and answers for names.</summary>
public sealed class Agent : IEquatable<Agent>, IComparable<Agent>, IComparable
{
    /// <summary>The name of its Host.</summary>
    public required string HostName { get; init; }

    /// <summary>Whether it runs.</summary>
    public required AgentState State { get; init; }

    /// <summary>Its process; null where it does not run.</summary>
    public int? ProcessId { get; init; }

    /// <summary>When it started; null where it does not run.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>The program that runs it, and the version of .NET; null where it does not answer.</summary>
    public string? Runtime { get; init; }

    /// <summary>How many ports it holds: each on each of its addresses.</summary>
    public int HeldPorts { get; init; }

    /// <summary>The connections and flows that it passes on now.</summary>
    public int Connections { get; init; }

    /// <summary>The sandboxes that it answers for names: those on networks of the user's.</summary>
    public int NamedSandboxes { get; init; }

    /// <summary>The questions about names that it has answered since it started.</summary>
    public long QueryCount { get; init; }

    /// <summary>The memory that it takes; null where it does not run.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>The ports that it does not hold, with the reasons.</summary>
    public IReadOnlyList<PortNotHeld> NotHeld { get; init; } = [];

    /// <summary>The file that says what went wrong.</summary>
    public required string LogPath { get; init; }

    /// <summary>True for what -WhatIf shows: the agent as it would be.</summary>
    public bool IsPreview { get; internal init; }

    /// <inheritdoc/>
    public bool Equals(Agent? other) => other is not null && (other.HostName, other.State, other.ProcessId) == (HostName, State, ProcessId);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Agent);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(HostName, State, ProcessId);

    /// <summary>Orders by the name of the Host.</summary>
    public int CompareTo(Agent? other) => NaturalOrder.Compare(HostName, other?.HostName);

    int IComparable.CompareTo(object? obj) => CompareTo(obj as Agent);

    /// <summary>The Host and the state: "machine: Running".</summary>
    public override string ToString() => $"{HostName}: {State}";
}
