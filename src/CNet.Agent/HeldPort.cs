using CNet.State;

namespace CNet.Agents;

/// <summary>Ports in a row that are published on one address of the Host, and the sockets that hold them.</summary>
internal sealed class HeldPort(string key, PortRecord record)
{
    /// <summary>Where the record lies.</summary>
    internal string Key { get; } = key;

    internal TransportProtocol Protocol { get; } = record.Protocol;

    internal Ip Address { get; } = record.Address;

    internal int First { get; } = record.HostPort;

    /// <summary>The descriptor for each; where it is not held, the negative errno that says why.</summary>
    internal int[] Sockets { get; } = new int[record.Count];

    internal bool IsProxied => HoldingSocket.IsProxied(Protocol, Address);

    internal bool IsLike(PortRecord other) => other.HostPort == First && other.Count == Sockets.Length;
}

/// <summary>One port of several.</summary>
/// <param name="Ports">The ports.</param>
/// <param name="Index">Which one it is.</param>
internal readonly record struct ProxiedPort(HeldPort Ports, int Index);
