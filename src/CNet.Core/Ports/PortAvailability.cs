using CNet.Agents;
using CNet.Lifecycle;
using CNet.Linux;
using CNet.State;

namespace CNet.Ports;

/// <summary>Whether ports are free on the Host: not held by a program, nor taken by a connection of one.</summary>
internal static class PortAvailability
{
    /// <summary>Up to here it is faster to try than to list all sockets.</summary>
    private const int MaxProbes = 64;
    private const int MaxAttempts = 5;

    /// <summary>What speaks against ports on the Host, and the first port after it; null where nothing does.</summary>
    internal static (CNetException Error, int Next)? WhyNot(Operation operation, PortRecord[] wanted)
    {
        var ports = wanted[0].HostPorts;
        var isAll = wanted.Length > 1;
        // Without the Host's lock, others may be using its own.
        using var own = operation.IsPreview ? new PortProbe(operation.Kernel.Namespace) : null;
        var probe = own ?? operation.Kernel.Ports;
        if (ports.Count > MaxProbes)
        {
            if (!isAll && probe.Try(wanted[0].Protocol, wanted[0].Address, ports.First) == PortProbeResult.AddressMissing) throw Missing(wanted[0].Address);
            return InList(operation, wanted, ports);
        }
        for (var port = ports.First; port <= ports.Last; port++)
            foreach (var record in isAll ? wanted.AsSpan(0, 1) : wanted)
                if (WhyNot(operation, probe, record.Protocol, isAll ? null : record.Address, port) is { } taken) return (taken, port + 1);
        return null;
    }

    private static CNetException? WhyNot(Operation operation, PortProbe probe, TransportProtocol protocol, Ip? address, int port)
    {
        for (var attempt = 1; ; attempt++)
        {
            switch (address is { } one ? probe.Try(protocol, one, port) : probe.TryAll(protocol, port))
            {
                case PortProbeResult.AddressMissing:
                    throw Missing(address!.Value);
                case not PortProbeResult.Taken:
                    return null;
            }
            var holders = Holders(operation, protocol, address, port);
            if (holders.Count == 0) return null;
            // Whoever had it may have let go of it while it was looked for: the agent does, of a port that was taken back.
            if (attempt == MaxAttempts || holders.Exists(holder => holder.ProcessId != 0)) return Taken(protocol, address, port, holders);
        }
    }

    /// <summary>Many ports are looked up in one list of all sockets.</summary>
    private static (CNetException Error, int Next)? InList(Operation operation, PortRecord[] wanted, PortRange ports)
    {
        foreach (var socket in new PortHolders(operation.Kernel.Namespace).List(wanted[0].Protocol).Where(socket => socket.Inode != 0 && ports.Contains(socket.Port)).OrderBy(socket => socket.Port))
            if (Array.Find(wanted, record => socket.Meets(record.Address)) is { } met && Holders(operation, met.Protocol, met.Address, socket.Port) is { Count: > 0 } holders)
                return (Taken(met.Protocol, met.Address, socket.Port, holders), socket.Port + 1);
        return null;
    }

    /// <summary>
    /// Who holds a port: not the agent, which may not know yet that it was taken back, and nobody where only a connection that has ended is
    /// remembered.
    /// </summary>
    private static List<PortHolder> Holders(Operation operation, TransportProtocol protocol, Ip? address, int port)
    {
        var agent = AgentProcess.Find(operation.Host)?.ProcessId;
        return [.. new PortHolders(operation.Kernel.Namespace).Of(protocol, address, port).Where(holder => holder.ProcessId != agent)];
    }

    private static CNetException Missing(Ip address) =>
        new(CNetError.AddressNotFound, $"The Host has no address {address}, so that nothing can be published on it.", address.ToIPAddress(), "Get-CNetInterface lists the Host's addresses.");

    private static CNetException Taken(TransportProtocol protocol, Ip? address, int port, List<PortHolder> holders)
    {
        var names = string.Join(", ", holders.Select(holder => holder.ProcessId == 0 ? "a process that cannot be seen from here" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{holder.Name} ({holder.ProcessId})")).Distinct());
        var where = PortMapping.Socket(address ?? holders[0].Address, new PortRange(port));
        return new CNetException(CNetError.PortInUse, $"The port {where}/{PortMapping.NameOf(protocol)} of the Host is held by {names}.", port, "Choose another port, or end that program.");
    }
}
