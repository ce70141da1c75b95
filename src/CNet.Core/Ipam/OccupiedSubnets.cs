using CNet.Linux;
using CNet.Netlink.Route;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Ipam;

/// <summary>What a Host uses already, so that a default subnet does not take it: its routes, its addresses and its name servers.</summary>
internal static class OccupiedSubnets
{
    private const string ResolverFile = "/etc/resolv.conf";

    internal static IReadOnlyList<Cidr> Of(HostKernel kernel)
    {
        kernel.Batch.Clear();
        kernel.Batch.DumpRoutes();
        var routes = kernel.Route.Dump(kernel.Batch, RouteInfo.Parse);
        var occupied = routes
            .Where(route => route.Type is RTN_LOCAL || (route.Type is RTN_UNICAST or RTN_BLACKHOLE or RTN_UNREACHABLE or RTN_PROHIBIT && route.Table != RT_TABLE_LOCAL && route.Destination.PrefixLength > 0))
            .Select(route => route.Destination).ToList();
        occupied.AddRange(NameServers());
        return occupied;
    }

    private static IEnumerable<Cidr> NameServers()
    {
        if (!File.Exists(ResolverFile)) yield break;
        foreach (var line in File.ReadLines(ResolverFile))
        {
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 2 && words[0] == "nameserver" && Ip.TryParse(words[1], out var server)) yield return new Cidr(server, server.Width);
        }
    }
}
