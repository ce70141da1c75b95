using System.Net;
using CNet.Linux;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>Kernel parameters of an endpoint's interface, with IFNAME in place of its name, which is known only when it joins.</summary>
internal static class EndpointSysctls
{
    /// <summary>The option that holds them.</summary>
    internal const string Option = "com.docker.network.endpoint.sysctls";
    private const string Placeholder = "IFNAME", DisableIPv6 = "net.ipv6.conf.IFNAME.disable_ipv6";

    /// <summary>Reads "name=value,name=value".</summary>
    /// <exception cref="CNetException"><see cref="CNetError.SysctlInvalid"/>.</exception>
    internal static List<(string Name, string Value)> Parse(string text)
    {
        var parameters = new List<(string Name, string Value)>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) throw new CNetException(CNetError.SysctlInvalid, $"'{part}' is not a kernel parameter with a value.", part, "Write net.ipv4.conf.IFNAME.log_martians=1.");
            var name = part[..equals].Trim();
            if (name.Split('.') is not ["net", ("ipv4" or "ipv6" or "mpls") and var family, ("conf" or "neigh") and var kind, var placeholder, { Length: > 0 } key]
                || !placeholder.Equals(Placeholder, StringComparison.OrdinalIgnoreCase) || !key.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                throw new CNetException(CNetError.SysctlInvalid, $"'{name}' is not a kernel parameter of an interface.", name,
                    "Write net.ipv4.conf.IFNAME.KEY, or ipv6 or mpls, or neigh: IFNAME stands for the name of the interface.");
            parameters.Add(($"net.{family}.{kind}.{Placeholder}.{key}", part[(equals + 1)..].Trim()));
        }
        return parameters;
    }

    /// <summary>True where the interface is to have no IPv6. Then the endpoint gets no IPv6 address, and is refused one that the user names.</summary>
    internal static bool DisablesIPv6(EndpointRecord endpoint, IEnumerable<IPAddress> named)
    {
        if (!Of(endpoint).Exists(parameter => parameter is { Name: DisableIPv6, Value: not "0" })) return false;
        return !named.Any(address => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6) ? true
            : throw new CNetException(CNetError.SysctlInvalid, $"The endpoint '{endpoint.Name}' cannot have an IPv6 address with disable_ipv6.", DisableIPv6, "Leave one of the two out.");
    }

    /// <summary>Sets them. Equivalent to: <c>sysctl -w net.ipv4.conf.LINK.KEY=VALUE</c></summary>
    internal static void Set(NamespaceSession session, EndpointRecord endpoint, string link)
    {
        foreach (var (name, value) in Of(endpoint))
            // A dot in the name of an interface is a slash in that of a parameter.
            SandboxSysctls.Set(session, name.Replace(Placeholder, link.Replace('.', '/'), StringComparison.Ordinal), value);
    }

    private static List<(string Name, string Value)> Of(EndpointRecord endpoint) => endpoint.Options.GetValueOrDefault(Option) is { } text ? Parse(text) : [];
}
