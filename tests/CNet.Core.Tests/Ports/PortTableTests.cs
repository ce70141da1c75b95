using CNet.Ports;
using CNet.State;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Ports;

/// <summary>Who stands in the way of a port: found by few questions, and the same as if all were compared.</summary>
public sealed class PortTableTests : IDisposable
{
    private static readonly string[] Addresses = ["0.0.0.0", "127.0.0.1", "192.0.2.1", "10.0.0.1", "::", "::1", "2001:db8::1"];
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void What_stands_in_the_way_is_found_as_if_all_were_compared()
    {
        using var store = new SqliteStore(Path.Combine(_directory.Path, "state.db"));
        var lasting = new StateTransaction(store);
        var seed = Campaign.Seed();
        var random = new Random(seed);
        var model = new List<PortRecord>();
        var (taken, free) = (0, 0);
        for (var round = 0; round < Campaign.Rounds(6_000, 200_000); round++)
        {
            if (model.Count > 0 && random.Next(5) < 2)
            {
                var gone = model[random.Next(model.Count)];
                PortTable.Delete(lasting, gone);
                model.Remove(gone);
                // What was put before lies in the store then, and what is put until the next time is only staged.
                lasting.Commit();
                continue;
            }
            var wanted = Wanted(random);
            var expected = model.Where(port => StandInEachOthersWay(port, wanted)).ToList();
            var found = PortTable.FindConflict(lasting, wanted)?.Conflict;
            Assert.True(expected.Count == 0 ? found is null : found is not null && expected.Contains(found), $"Seed {seed}, round {round}: {wanted} → {found}, expected one of {string.Join(", ", expected)}");
            if (found is not null)
            {
                taken++;
                continue;
            }
            PortTable.Put(lasting, wanted);
            model.Add(wanted);
            free++;
        }
        Assert.True(taken > 300 && free > 300, $"{taken} were taken, {free} free");
        Assert.Equal(model.Select(port => port.Suffix).Order(StringComparer.Ordinal), PortTable.All(lasting).Select(port => port.Suffix).Order(StringComparer.Ordinal));
        foreach (var owner in Owners)
        {
            Assert.Equal(model.Where(port => port.EndpointId == owner).Select(port => port.Suffix).Order(StringComparer.Ordinal), PortTable.Of(lasting, owner).Select(port => port.Suffix).Order(StringComparer.Ordinal));
            Assert.Equal(model.Exists(port => port.EndpointId == owner), PortTable.Any(lasting, owner));
        }
    }

    private static IEnumerable<string> Owners => "abc".Select(digit => new string(digit, 64));

    private static PortRecord Wanted(Random random)
    {
        var isDirect = random.Next(6) == 0;
        var address = isDirect ? Addresses[random.Next(2) * 4] : Addresses[random.Next(Addresses.Length)];
        // Few ports, so that they meet, at the borders of what there is and of where keys change their number of digits.
        var first = new[] { 1, 9, 95, 995, 9995, 65520 }[random.Next(6)] + random.Next(12);
        return new PortRecord
        {
            EndpointId = Owners.ElementAt(random.Next(3)),
            Protocol = new[] { TransportProtocol.Tcp, TransportProtocol.Udp, TransportProtocol.Sctp }[random.Next(3)],
            Address = Ip.From(System.Net.IPAddress.Parse(address)),
            HostPort = first,
            ContainerPort = first,
            Count = Math.Min(random.Next(1, 6), PortRange.Highest - first + 1),
            IsDirect = isDirect,
        };
    }

    private static bool StandInEachOthersWay(PortRecord left, PortRecord right)
    {
        if (left.Protocol != right.Protocol || left.IsIPv6 != right.IsIPv6 || left.IsDirect != right.IsDirect) return false;
        if (left.IsDirect ? left.EndpointId != right.EndpointId : !(left.Address.IsUnspecified || right.Address.IsUnspecified || left.Address.Equals(right.Address))) return false;
        return Enumerable.Range(left.HostPort, left.Count).Intersect(Enumerable.Range(right.HostPort, right.Count)).Any();
    }
}
