using CNet.Ipam;
using CNet.State;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Ipam;

/// <summary>CNet's IPAM over a store of the test's own, without any kernel.</summary>
public abstract class IpamTest : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    protected IpamTest()
    {
        Store = new SqliteStore(StoreFile);
        State = new StateTransaction(Store);
    }

    public void Dispose()
    {
        Store.Dispose();
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected string StoreFile => _directory.File("state.db");

    private protected DefaultIpamDriver Ipam { get; } = new();

    private protected SqliteStore Store { get; }

    private protected StateTransaction State { get; set; }

    /// <summary>Where default subnets are cut from, as "10.0.0.0/16 24".</summary>
    private protected string[] Pools { get; set; } = ["10.0.0.0/16 24", "fd00::/48 64"];

    /// <summary>What the Host uses already.</summary>
    private protected List<Cidr> Occupied { get; } = [];

    private protected IpamContext Context =>
        new(State, () => [.. Pools.Select(pool => new PoolSettingRecord(Cidr.Parse(pool.Split(' ')[0]), int.Parse(pool.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)))], () => Occupied);

    private protected string Claim(string subnet) => Ipam.RequestPool(Context, new PoolRequest(subnet.Contains(':', StringComparison.Ordinal), Cidr.Parse(subnet), null, $"network of {subnet}"))!.Value.ToString();

    private protected string ClaimAny(int? size = null, bool isIPv6 = false) => Ipam.RequestPool(Context, new PoolRequest(isIPv6, null, size, "network x"))!.Value.ToString();

    private protected void Release(string subnet) => Ipam.ReleasePool(Context, Cidr.Parse(subnet));

    private protected string Take(string subnet, string? range = null, string? address = null, bool serial = false) =>
        Ipam.RequestAddress(Context, Cidr.Parse(subnet), range is null ? null : Cidr.Parse(range), address is null ? null : Ip.From(Addresses.Parse(address)), serial).ToString();

    private protected void Free(string subnet, string address) => Ipam.ReleaseAddress(Context, Cidr.Parse(subnet), Ip.From(Addresses.Parse(address)));

    private protected static CNetException Fails(CNetError code, Action action)
    {
        var error = Assert.Throws<CNetException>(action);
        Assert.Equal(code, error.Code);
        return error;
    }
}
