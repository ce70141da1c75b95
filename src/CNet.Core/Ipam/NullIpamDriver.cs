namespace CNet.Ipam;

/// <summary>Deals in no addresses: for networks whose members bring their own, or need none.</summary>
internal sealed class NullIpamDriver : IIpamDriver
{
    public DriverDescription Description { get; } = new() { Name = "null", Summary = "No addresses: members bring their own, or need none." };

    public Cidr? RequestPool(IpamContext context, PoolRequest request) => request.Subnet is null && request.Size is null
        ? null
        : throw new CNetException(CNetError.SubnetInvalid, "The IPAM driver 'null' takes no subnet.", request.Subnet, "Leave -Subnet out, or use the IPAM driver 'default'.");

    public void ReleasePool(IpamContext context, Cidr subnet)
    {
    }

    public Ip RequestAddress(IpamContext context, Cidr subnet, Cidr? range, Ip? preferred, bool serial = false) =>
        throw new CNetException(CNetError.AddressInvalid, "The IPAM driver 'null' gives out no addresses.", preferred?.ToIPAddress());

    public (UInt128 Used, UInt128 Free) Count(IpamContext context, Cidr subnet, Cidr? range) => (0, 0);

    public void ReleaseAddress(IpamContext context, Cidr subnet, Ip address)
    {
    }
}
