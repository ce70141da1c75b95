namespace CNet;

/// <summary>One of the two families of IP addresses.</summary>
public enum IPFamily
{
    /// <summary>IPv4.</summary>
    IPv4 = 4,

    /// <summary>IPv6.</summary>
    IPv6 = 6,
}
