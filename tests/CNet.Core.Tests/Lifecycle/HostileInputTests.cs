using System.Net;
using CNet.State;
using CNet.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace CNet.Tests.Lifecycle;

/// <summary>Whatever somebody passes to the API: it is done, or it is refused with a code and a hint, and then nothing has changed.</summary>
public sealed class HostileInputTests(ITestOutputHelper output) : HostTest
{
    private const int LookEvery = 100;

    private static readonly string[] Texts =
    [
        "", " ", "\t", "\n", "\0", "a\0b", ".", "..", "../../etc", "/", "a/b", "/proc/1/ns/net", "-", "--help", "-a", "%", "%s%n", "a%d", "all", "default", "lo", "host", "none", "bridge", "null",
        "\ud800", "\udc00x", "é", "ünï", "名前", "🐳", "\u202e", "\u200b", "0", "00", "0123", "deadbeef", "a:b", "a b", " a", "a ", "a'b", "a\"b", "{}", "true", "TRUE", "-1", "1e9", "65536", "67", "99999999999999999999",
        "1.5", "0x10", "10.1.0.0/24", "::1", new('x', 15), new('x', 16), new('x', 63), new('x', 64), new('x', 255), new('x', 256), new('é', 8), new('x', 100_000), "com.docker.network.bridge.name", "mtu", "ifname", "icc",
    ];

    private static readonly string[] Subnets =
    [
        "10.1.0.0/24", "0.0.0.0/0", "0.0.0.0/32", "0.0.0.0/1", "0.0.0.0/31", "::/0", "::/1", "::/64", "::/127", "::/128", "255.255.255.255/32", "255.255.255.254/31", "127.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4", "169.254.0.0/16",
        "10.0.0.0/8", "10.3.0.0/30", "10.3.0.4/31", "10.3.0.6/32", "128.0.0.0/1", "fe80::/64", "fe80::/10", "ff00::/8", "ff02::/16", "::1/128", "fd00::/8", "fd00:1::/64", "fd00:2::/126", "fd00:3::/127", "fd00:4::/128",
        "::ffff:0:0/96", "::ffff:10.1.0.0/120", "8000::/1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128",
    ];

    private static readonly string[] Addresses =
    [
        "0.0.0.0", "255.255.255.255", "10.1.0.0", "10.1.0.1", "10.1.0.2", "10.1.0.255", "10.2.0.7", "127.0.0.1", "224.0.0.1", "10.3.0.1", "10.3.0.4", "::", "::1", "fe80::1", "fe80::1%1", "ff02::1", "fd00:1::", "fd00:1::1", "fd00:3::1",
        "::ffff:10.1.0.9", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    ];

    private Random _random = new();

    [KernelFact("ip", "nft", "nsenter", "sysctl")]
    public void What_is_asked_for_at_random_is_done_or_refused()
    {
        InHost("sysctl", "-q", "-w", "net.ipv4.ip_forward=0", "net.ipv6.conf.all.forwarding=0");
        var seed = Campaign.Seed();
        _random = new Random(seed);
        var lab = CreateNetwork();
        Attach(lab, "web");
        var invariants = new HostInvariants(TestHost);
        var codes = new SortedDictionary<string, int>();
        for (var round = 1; round <= Campaign.Rounds(800, 20_000); round++)
        {
            var (what, act) = Request(lab);
            var before = Revision();
            var error = Record.Exception(act);
            var code = error is CNetException refused ? refused.Code.ToString() : error is null ? "done" : "?";
            Assert.True(error is null or CNetException { Hint.Length: > 0 }, $"Seed {seed}, round {round}: {what}\n{error}");
            if (error is not null) Assert.True(Revision() == before, $"Seed {seed}, round {round}: {what} was refused and changed the state.\n{error}");
            codes[code] = codes.GetValueOrDefault(code) + 1;
            if (round % LookEvery > 0) continue;
            var problems = (List<string>)[.. invariants.Problems(), .. invariants.Leaks()];
            Assert.True(problems.Count == 0, $"Seed {seed}, round {round}, {what}, or what was asked before:\n{string.Join('\n', problems)}");
        }
        foreach (var (code, count) in codes) output.WriteLine($"{count} × {code}");
        Assert.True(codes.Count > 10 && codes["done"] > 50, "The requests are not what they are meant to be.");
    }

    private (string What, Action Act) Request(Network lab)
    {
        switch (_random.Next(8))
        {
            case 0 or 1:
                var network = RandomNetwork();
                return ($"network {Describe(network)}", () => Controller.Networks.Remove(Controller.Networks.Create(network)));
            case 2:
                var endpoint = RandomEndpoint();
                return ($"endpoint {Describe(endpoint)}", () => Controller.Endpoints.Remove(Controller.Endpoints.Add(lab, endpoint)));
            case 3:
                var joining = RandomEndpoint() with { Name = "joins" };
                var (sandbox, join) = (Text("box"), new JoinSpec { InterfaceName = Maybe() ? Text("eth7") : null, Priority = _random.Next(-2, 3) });
                return ($"join {sandbox} {join} {Describe(joining)}", () => AddAndJoin(lab, joining, sandbox, join));
            case 4:
                var spec = new SandboxSpec { Name = Text("box"), Namespace = Maybe() ? Text("web") : null, ProcessId = Maybe() ? _random.Next(-2, 3) : null, Labels = Map(), Sysctls = Maybe() ? new Dictionary<string, string> { [Sysctl()] = Text("1") } : new Dictionary<string, string>() };
                return ($"sandbox {Describe(spec)}", () => Controller.Sandboxes.Remove(Controller.Sandboxes.Create(spec)));
            case 5:
                var (name, kind) = (Text("web"), _random.Next(5));
                return ($"find {kind} {name}", () => Find(kind, name));
            case 6:
                var (text, parse) = (Texts[_random.Next(Texts.Length)] + (Maybe() ? Pick(Subnets) : ""), _random.Next(2));
                return ($"parse {text}", () => _ = parse == 0 ? Cidr.Parse(text).ToString() : MacAddress.Parse(text).ToString());
            default:
                var ns = Text("space");
                return ($"namespace {ns}", () => Controller.Namespaces.Remove(Controller.Namespaces.Create(ns)));
        }
    }

    /// <summary>An endpoint that could not join has changed the state, and goes again; what the join said is what counts.</summary>
    private void AddAndJoin(Network lab, EndpointSpec spec, string sandbox, JoinSpec join)
    {
        if (Controller.Endpoints.Find(spec.Name, lab) is { } old) Controller.Endpoints.Remove(old, force: true);
        var endpoint = Controller.Endpoints.Add(lab, spec with { Addresses = [] });
        var error = Record.Exception(() => Controller.Sandboxes.Join(endpoint, sandbox, join));
        Controller.Endpoints.Remove(endpoint, force: true);
        if (error is not (null or CNetException { Hint.Length: > 0 })) throw error;
    }

    private void Find(int kind, string name)
    {
        switch (kind)
        {
            case 0: Controller.Networks.Get(name); break;
            case 1: Controller.Endpoints.Get(name); break;
            case 2: Controller.Sandboxes.Get(name); break;
            case 3: Controller.Namespaces.Get(name); break;
            default: Hosts.Get(name); break;
        }
    }

    private NetworkSpec RandomNetwork() => new()
    {
        Name = Text("other"),
        Driver = _random.Next(6) == 0 ? Text("bridge") : "bridge",
        IpamDriver = _random.Next(8) == 0 ? Text("null") : "default",
        EnableIPv4 = _random.Next(6) > 0,
        EnableIPv6 = Maybe(),
        Internal = Maybe(),
        Subnets = [.. Enumerable.Range(0, _random.Next(3)).Select(_ => new SubnetSpec
        {
            Subnet = Subnet(),
            Range = Maybe() ? Subnet() : null,
            Gateway = Maybe() ? Address() : null,
            Auxiliary = Maybe() ? new Dictionary<string, IPAddress> { [Text("kept")] = Address() } : new Dictionary<string, IPAddress>(),
        })],
        Options = Map("mtu", "enable_icc", "enable_ip_masquerade", "inhibit_ipv4", "container_iface_prefix", "name", "host_ipv4", "host_ipv6"),
        Labels = Map(),
        Routes = Routes(),
    };

    private EndpointSpec RandomEndpoint() => new()
    {
        Name = Text("db"),
        Addresses = [.. Enumerable.Range(0, _random.Next(3)).Select(_ => Address())],
        MacAddress = Maybe() ? MacAddress.Read([(byte)_random.Next(4), 0, 0, 0, 0, (byte)_random.Next(2)]) : null,
        InterfaceName = Maybe() ? Text("eth5") : null,
        Options = Map("ifname"),
        Labels = Map(),
        Routes = Routes(),
    };

    private bool Maybe() => _random.Next(3) == 0;

    private T Pick<T>(T[] of) => of[_random.Next(of.Length)];

    private string Text(string good) => _random.Next(3) > 0 ? good : Maybe() ? good + Pick(Texts) : Pick(Texts);

    private string Sysctl() => Maybe() ? Pick(Texts) : Pick(["net.ipv4.ip_forward", "net.ipv4.conf.all.forwarding", "net.../x", "net.ipv4", "net.core.somaxconn", "net.ipv4.nothing", "kernel.hostname"]);

    private Cidr Subnet() => Maybe() ? Cidr.Of(Ip.From(Address()), _random.Next(33)) : Cidr.Parse(Pick(Subnets));

    private IPAddress Address() => IPAddress.Parse(Pick(Addresses));

    private Dictionary<Cidr, IPAddress?> Routes() => Maybe() ? new() { [Subnet()] = Maybe() ? null : Address() } : [];

    private Dictionary<string, string> Map(params string[] keys)
    {
        var map = new Dictionary<string, string>();
        for (var count = Maybe() ? _random.Next(1, 3) : 0; count > 0; count--)
            map[keys.Length > 0 && _random.Next(4) > 0 ? Pick(keys) : Pick(Texts)] = Maybe() ? Pick(Texts) : Pick(["true", "1400", "68", "1280", "eth", "br-own"]);
        return map;
    }

    private (long, long) Revision()
    {
        using var lasting = new SqliteStore(Path.Combine(TestHost.StateDirectory, "state.db"));
        using var boot = new SqliteStore(Path.Combine(TestHost.RunDirectory, "state.db"));
        return (lasting.Revision, boot.Revision);
    }

    private static string Describe(object? value) => value switch
    {
        null => "null",
        string text => $"'{(text.Length > 300 ? $"{text[..20]}… ({text.Length})" : text)}'",
        System.Collections.IDictionary map => $"{{ {string.Join(", ", map.Keys.Cast<object>().Select(key => $"{Describe(key)}: {Describe(map[key])}"))} }}",
        System.Collections.IEnumerable items and not IPAddress => $"[{string.Join(", ", items.Cast<object>().Select(Describe))}]",
        NetworkSpec or EndpointSpec or SandboxSpec or SubnetSpec => string.Join(", ", value.GetType().GetProperties().Select(property => $"{property.Name}: {Describe(property.GetValue(value))}")),
        _ => value.ToString()!,
    };
}
