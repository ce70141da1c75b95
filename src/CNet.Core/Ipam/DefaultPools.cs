using System.Security.Cryptography;
using System.Text;
using CNet.State;

namespace CNet.Ipam;

/// <summary>Where default subnets are cut from.</summary>
internal static class DefaultPools
{
    private const int IPv4Size = 24, IPv6Size = 64, UlaPrefix = 48;

    /// <summary>The subnet of the predefined network "bridge", where the Host does not use it otherwise.</summary>
    internal static readonly Cidr Bridge = Cidr.Parse("172.17.0.0/16");

    private static readonly PoolSettingRecord[] IPv4 =
    [
        new(Cidr.Parse("172.18.0.0/15"), IPv4Size), new(Cidr.Parse("172.20.0.0/14"), IPv4Size), new(Cidr.Parse("172.24.0.0/13"), IPv4Size),
        new(Cidr.Parse("192.168.0.0/16"), IPv4Size),
    ];

    /// <summary>The pools that were set, and CNet's own for a family without any.</summary>
    internal static List<PoolSettingRecord> Of(HostSettingsRecord settings, Host host)
    {
        var pools = new List<PoolSettingRecord>(settings.DefaultPools ?? []);
        if (!pools.Any(pool => !pool.Base.IsIPv6)) pools.AddRange(IPv4);
        if (!pools.Any(pool => pool.Base.IsIPv6)) pools.Add(new PoolSettingRecord(UniqueLocal(host), IPv6Size));
        return pools;
    }

    /// <summary>The Host's own /48 of unique local addresses: fd and 40 bits that are the same at every start, and differ between Hosts.</summary>
    private static Cidr UniqueLocal(Host host)
    {
        var machine = File.Exists("/etc/machine-id") ? File.ReadAllText("/etc/machine-id").Trim() : Environment.MachineName;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"cnet:{machine}:{host.Name}"));
        UInt128 bits = 0xfd;
        foreach (var value in hash.AsSpan(0, 5)) bits = bits << 8 | value;
        return new Cidr(Ip.V6(bits << (128 - UlaPrefix)), UlaPrefix);
    }
}
