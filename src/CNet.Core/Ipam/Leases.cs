using CNet.State;

namespace CNet.Ipam;

/// <summary>The addresses that were requested for something that is no endpoint. That they are taken is said by the pool's bitmap, as of all addresses.</summary>
internal static class Leases
{
    private const string Prefix4 = "lease/local/4/", Prefix6 = "lease/local/6/";

    internal static LeaseDocument? Find(StateTransaction state, Ip address) => state.Get(Key(address), StateJson.Default.LeaseDocument);

    /// <summary>Those of a pool, in the order of their addresses.</summary>
    internal static List<LeaseDocument> In(StateTransaction state, Cidr pool) => state.Range(Key(pool.First), Key(pool.Last) + "0", StateJson.Default.LeaseDocument);

    internal static void Create(StateTransaction state, LeaseDocument lease) => state.Create(Key(lease.Address), lease, StateJson.Default.LeaseDocument);

    internal static void Delete(StateTransaction state, Ip address) => state.Delete(Key(address));

    private static string Key(Ip address) => DefaultIpamDriver.AddressKeyIn(address.IsIPv6 ? Prefix6 : Prefix4, address);
}
