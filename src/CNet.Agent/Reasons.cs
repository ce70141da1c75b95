using System.Globalization;
using System.Runtime.InteropServices;
using CNet.Linux;
using static CNet.Linux.Interop.Constants;

namespace CNet.Agents;

/// <summary>Says why ports are not held.</summary>
internal sealed class Reasons(NetworkNamespace home)
{
    /// <summary>To look for who holds a port means to look at all processes: for more than these nobody reads it.</summary>
    private const int MaxLookups = 16;

    private int _lookups;

    internal string Of(TransportProtocol protocol, Ip address, int port, int errno) => errno switch
    {
        EADDRINUSE => HolderOf(protocol, address, port) is { Length: > 0 } holder ? $"held by {holder}" : "held by another program",
        EADDRNOTAVAIL => $"the Host has no address {address}",
        EMFILE or ENFILE => "the limit of open files is reached",
        EPROTONOSUPPORT or ESOCKTNOSUPPORT or EAFNOSUPPORT => $"the kernel has no {protocol.ToString().ToUpperInvariant()}",
        _ => Marshal.GetPInvokeErrorMessage(errno),
    };

    private string HolderOf(TransportProtocol protocol, Ip address, int port)
    {
        if (_lookups++ >= MaxLookups) return "";
        return string.Join(", ", new PortHolders(home).Of(protocol, address, port).Where(holder => holder.ProcessId is not 0 && holder.ProcessId != Environment.ProcessId)
            .Select(holder => string.Create(CultureInfo.InvariantCulture, $"{holder.Name} ({holder.ProcessId})")).Distinct());
    }
}
