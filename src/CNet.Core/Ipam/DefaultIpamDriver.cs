using System.Globalization;
using CNet.State;

namespace CNet.Ipam;

/// <summary>
/// CNet's own IPAM: subnets that never overlap, addresses in bitmaps, lowest free first. All of it lies in the store, so that every process
/// sees the same; the cost of a request does not grow with how many subnets or addresses are given out.
/// </summary>
internal sealed class DefaultIpamDriver : IIpamDriver
{
    private const string PoolPrefix = "pool/local/", HintPrefix = "pool-hint/local/", BitmapPrefix = "bitmap/local/", SerialPrefix = "serial/local/";

    /// <summary>Chooses addresses one after the other: one that was given back is given out again as late as possible.</summary>
    internal static readonly DriverOption Serial = new()
    {
        Name = "com.docker.network.ipam.serial",
        Target = DriverOptionTarget.Ipam,
        Type = DriverOptionType.Boolean,
        Default = "false",
        Values = ["true", "false"],
        Description = "Whether addresses are chosen one after the other, round and round, so that one that was given back is given out again as late as possible.",
    };

    public DriverDescription Description { get; } = new() { Name = "default", Summary = "Subnets that never overlap, and the lowest address that is free.", Options = [Serial] };

    public Cidr? RequestPool(IpamContext context, PoolRequest request)
    {
        var subnet = request.Subnet is { } wanted ? Claim(context.State, wanted) : FindDefault(context, request);
        var document = new PoolDocument(subnet, request.Owner)
        {
            NetworkId = request.NetworkId,
            Name = request.Name,
            Range = request.Range,
            Reserved = request.Reserved.Count == 0 ? null : [.. request.Reserved],
        };
        context.State.Create(PoolKey(subnet), document, StateJson.Default.PoolDocument);
        var bitmap = Bitmap(context.State, subnet);
        if (HasNetworkAddress(subnet)) bitmap.Take(0);
        if (HasBroadcastAddress(subnet)) bitmap.Take(subnet.OffsetOf(subnet.Last));
        foreach (var address in request.Reserved) bitmap.Take(subnet.OffsetOf(address));
        return subnet;
    }

    public void ReleasePool(IpamContext context, Cidr subnet)
    {
        if (context.State.Get(PoolKey(subnet), StateJson.Default.PoolDocument) is null)
            throw new CNetException(CNetError.PoolNotFound, $"The subnet {subnet} is not given out.", subnet);
        context.State.Delete(PoolKey(subnet));
        if (context.State.Get(SerialKey(subnet), StateJson.Default.TextRecord) is not null) context.State.Delete(SerialKey(subnet));
        Bitmap(context.State, subnet).Clear();
        foreach (var lease in Leases.In(context.State, subnet)) Leases.Delete(context.State, lease.Address);
        LowerHints(context.State, subnet);
    }

    public Ip RequestAddress(IpamContext context, Cidr subnet, Cidr? range, Ip? preferred, bool serial = false)
    {
        var bitmap = Bitmap(context.State, subnet);
        if (preferred is { } address)
        {
            if (!subnet.Contains(address))
                throw new CNetException(CNetError.AddressOutsideSubnet, $"The address {address} lies outside the subnet {subnet}.", address.ToIPAddress(),
                    $"Choose an address between {subnet.First} and {subnet.Last}.");
            return bitmap.Take(subnet.OffsetOf(address))
                ? address
                : throw new CNetException(CNetError.AddressInUse, IsReserved(subnet, address)
                    ? $"The address {address} is reserved: it is the {(address.Equals(subnet.First) ? "network's own" : "broadcast")} address of {subnet}."
                    : $"The address {address} of {subnet} is in use.", address.ToIPAddress(), "Choose another address, or leave it out for a free one.");
        }
        var part = range ?? subnet;
        if (Choose(context.State, bitmap, subnet, part, serial) is not { } offset)
            throw new CNetException(CNetError.PoolExhausted, $"No address of {part} is free.", part, "Remove endpoints that are not needed, or use a larger subnet.");
        bitmap.Take(offset);
        if (serial) context.State.Put(SerialKey(subnet), new TextRecord(subnet.At(offset).ToString()), StateJson.Default.TextRecord);
        return subnet.At(offset);
    }

    public (UInt128 Used, UInt128 Free) Count(IpamContext context, Cidr subnet, Cidr? range)
    {
        var bitmap = Bitmap(context.State, subnet);
        var part = range ?? subnet;
        var (from, to) = (subnet.OffsetOf(part.First), subnet.OffsetOf(part.Last));
        return (bitmap.CountTaken(0, subnet.OffsetOf(subnet.Last)), to - from + 1 - bitmap.CountTaken(from, to));
    }

    public void ReleaseAddress(IpamContext context, Cidr subnet, Ip address)
    {
        if (subnet.Contains(address) && !IsReserved(subnet, address)) Bitmap(context.State, subnet).Free(subnet.OffsetOf(address));
    }

    /// <summary>All subnets that are given out, IPv4 first.</summary>
    internal static List<PoolDocument> Pools(StateTransaction state) => state.List(PoolPrefix, StateJson.Default.PoolDocument);

    /// <summary>The very subnet, or null.</summary>
    internal static PoolDocument? Pool(StateTransaction state, Cidr subnet) =>
        state.Get(PoolKey(subnet), StateJson.Default.PoolDocument) is { } pool && pool.Subnet == subnet ? pool : null;

    /// <summary>True where an address of a subnet is given out.</summary>
    internal static bool IsGivenOut(IpamContext context, Cidr subnet, Ip address) => Bitmap(context.State, subnet).IsTaken(subnet.OffsetOf(address));

    /// <summary>Gives out what is in use already, after its records were lost.</summary>
    internal static void Restore(IpamContext context, PoolDocument pool, IEnumerable<Ip> addresses)
    {
        var subnet = pool.Subnet;
        if (Pool(context.State, subnet) is null) context.State.Put(PoolKey(subnet), pool, StateJson.Default.PoolDocument);
        var bitmap = Bitmap(context.State, subnet);
        if (HasNetworkAddress(subnet)) bitmap.Take(0);
        if (HasBroadcastAddress(subnet)) bitmap.Take(subnet.OffsetOf(subnet.Last));
        foreach (var address in addresses) bitmap.Take(subnet.OffsetOf(address));
    }

    /// <summary>The subnet that overlaps with a wanted one, or null: of disjoint subnets only the last that begins at or before its end can.</summary>
    internal static PoolDocument? FindOverlap(StateTransaction state, Cidr wanted)
    {
        var before = state.Range(FamilyPrefix(wanted.IsIPv6), AddressKey(wanted.Last) + "0", StateJson.Default.PoolDocument, limit: 1, descending: true);
        return before.Count > 0 && before[0].Subnet.Overlaps(wanted) ? before[0] : null;
    }

    private static UInt128? Choose(StateTransaction state, AddressBitmap bitmap, Cidr subnet, Cidr part, bool serial)
    {
        var (from, to) = (subnet.OffsetOf(part.First), subnet.OffsetOf(part.Last));
        if (serial && state.Get(SerialKey(subnet), StateJson.Default.TextRecord) is { } text && Ip.TryParse(text.Value, out var last) && part.Contains(last)
            && subnet.OffsetOf(last) < to && bitmap.FindFree(subnet.OffsetOf(last) + 1, to) is { } next) return next;
        return bitmap.FindFree(from, to);
    }

    private static Cidr Claim(StateTransaction state, Cidr wanted) => FindOverlap(state, wanted) is not { } other
        ? wanted
        : throw new CNetException(CNetError.SubnetOverlap, $"The subnet {wanted} overlaps with {other.Subnet} of {other.Owner}.", wanted,
            "Choose another subnet, or leave it out to be given a free one.");

    private static Cidr FindDefault(IpamContext context, PoolRequest request)
    {
        var hints = new Dictionary<string, Ip>(context.State.Get(HintKey(request.IsIPv6), StateJson.Default.HintDocument)?.NextBySize ?? []);
        if ((FindDefault(context, request, hints) ?? FindDefault(context, request, hints = [])) is not { } found)
            throw new CNetException(CNetError.PoolExhausted, $"No default {(request.IsIPv6 ? "IPv6" : "IPv4")} subnet is free.", request.Owner,
                "Name a subnet, or add default pools with Set-CNetHost.");
        context.State.Put(HintKey(request.IsIPv6), new HintDocument(hints), StateJson.Default.HintDocument);
        return found;
    }

    private static Cidr? FindDefault(IpamContext context, PoolRequest request, Dictionary<string, Ip> hints)
    {
        foreach (var setting in context.DefaultPools)
        {
            var size = request.Size ?? setting.Size;
            if (setting.Base.IsIPv6 != request.IsIPv6 || size < setting.Base.PrefixLength) continue;
            var hint = HintName(setting.Base, size);
            var next = hints.TryGetValue(hint, out var known) ? known : setting.Base.First;
            while (setting.Base.Contains(next))
            {
                var candidate = new Cidr(next, size);
                if (Blocker(context, candidate) is not { } blocker)
                {
                    hints[hint] = next;
                    return candidate;
                }
                // Go on behind whichever of the two ends later.
                var end = blocker.Last.CompareTo(candidate.Last) > 0 ? blocker.Last : candidate.Last;
                if (end.Bits == setting.Base.Last.Bits) break;
                next = AlignUp(Ip.From(end.Bits + 1, end.IsIPv6), size);
            }
        }
        return null;
    }

    private static Cidr? Blocker(IpamContext context, Cidr candidate)
    {
        if (FindOverlap(context.State, candidate) is { } pool) return pool.Subnet;
        foreach (var used in context.Occupied)
            if (used.Overlaps(candidate)) return used;
        return null;
    }

    private static Ip AlignUp(Ip address, int size)
    {
        var floor = Cidr.Of(address, size);
        return floor.First.Equals(address) ? address : Ip.From(floor.Last.Bits + 1, address.IsIPv6);
    }

    /// <summary>A subnet that becomes free may lie below where the search for default ones begins.</summary>
    private static void LowerHints(StateTransaction state, Cidr released)
    {
        if (state.Get(HintKey(released.IsIPv6), StateJson.Default.HintDocument)?.NextBySize is not { } hints) return;
        var lowered = new Dictionary<string, Ip>(hints);
        foreach (var (name, next) in hints)
        {
            var size = int.Parse(name.AsSpan(name.LastIndexOf('/') + 1), CultureInfo.InvariantCulture);
            if (Cidr.TryParse(name[..name.LastIndexOf('/')], out var pool) && pool.Overlaps(released) && released.First.CompareTo(next) < 0)
                lowered[name] = pool.Contains(released.First) ? Cidr.Of(released.First, size).First : pool.First;
        }
        state.Put(HintKey(released.IsIPv6), new HintDocument(lowered), StateJson.Default.HintDocument);
    }

    private static bool IsReserved(Cidr subnet, Ip address) =>
        (HasNetworkAddress(subnet) && address.Equals(subnet.First)) || (HasBroadcastAddress(subnet) && address.Equals(subnet.Last));

    /// <summary>/31 and /32, /127 and /128 use all of their addresses.</summary>
    private static bool HasNetworkAddress(Cidr subnet) => subnet.HostBits > 1;

    private static bool HasBroadcastAddress(Cidr subnet) => !subnet.IsIPv6 && subnet.HostBits > 1;

    private static AddressBitmap Bitmap(StateTransaction state, Cidr subnet) =>
        new(state, $"{BitmapPrefix}{subnet.First.Bits.ToString("x", CultureInfo.InvariantCulture)}-{(subnet.IsIPv6 ? 6 : 4)}-{subnet.PrefixLength}/", subnet.HostBits);

    private static string FamilyPrefix(bool isIPv6) => isIPv6 ? PoolPrefix + "6/" : PoolPrefix + "4/";

    private static string SerialKey(Cidr subnet) => AddressKeyIn(subnet.IsIPv6 ? SerialPrefix + "6/" : SerialPrefix + "4/", subnet.First);

    private static string PoolKey(Cidr subnet) => AddressKeyIn(FamilyPrefix(subnet.IsIPv6), subnet.First);

    private static string AddressKey(Ip address) => AddressKeyIn(FamilyPrefix(address.IsIPv6), address);

    internal static string AddressKeyIn(string prefix, Ip address) =>
        prefix + address.Bits.ToString(address.IsIPv6 ? "x32" : "x8", CultureInfo.InvariantCulture);

    private static string HintKey(bool isIPv6) => isIPv6 ? HintPrefix + "6" : HintPrefix + "4";

    private static string HintName(Cidr pool, int size) => string.Create(CultureInfo.InvariantCulture, $"{pool}/{size}");
}
