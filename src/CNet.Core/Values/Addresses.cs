using System.Net;

namespace CNet;

/// <summary>Reads IP addresses strictly.</summary>
public static class Addresses
{
    /// <summary>
    /// Reads an address as people mean it: four decimal parts, or an IPv6 address without brackets or zone. "10.5", "1" and "010.0.0.1",
    /// which <see cref="IPAddress.Parse(string)"/> takes for other addresses, are refused.
    /// </summary>
    /// <exception cref="CNetException"><see cref="CNetError.AddressInvalid"/>.</exception>
    public static IPAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Ip.TryParse(text, out var address)
            ? address.ToIPAddress()
            : throw new CNetException(CNetError.AddressInvalid, $"'{text}' is not an IP address.", text, "Write 10.1.0.5 or fd00::5.");
    }
}
