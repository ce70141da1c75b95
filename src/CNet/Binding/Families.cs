using System.Net;
using System.Net.Sockets;

namespace CNet.Binding;

/// <summary>Selects by the family of addresses.</summary>
internal static class Families
{
    /// <summary>True where an address is of the family that is wanted, or any is.</summary>
    internal static bool Fits(IPFamily? wanted, IPAddress address) => Fits(wanted, address.AddressFamily);

    /// <inheritdoc cref="Fits(IPFamily?, IPAddress)"/>
    internal static bool Fits(IPFamily? wanted, AddressFamily family) => wanted is null || (wanted == IPFamily.IPv6) == (family == AddressFamily.InterNetworkV6);
}
