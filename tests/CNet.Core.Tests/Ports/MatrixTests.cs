using System.Net;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Ports;

/// <summary>Who reaches which port of a sandbox by which way, and as whom the sandbox sees the client: every combination, with real packets.</summary>
public sealed class MatrixTests : HostTest
{
    private const string FrameSysctls = "/proc/sys/net/bridge";
    private static readonly int[] Services = [80, 81, 8999, 9000, 9001, 9002, 9003, 9199, 9200, 9202, 9203];
    private readonly List<IDisposable> _things = [];

    protected override void CleanUp()
    {
        foreach (var thing in Enumerable.Reverse(_things)) thing.Dispose();
    }

    public static TheoryData<MatrixMode, bool> Modes
    {
        get
        {
            var data = new TheoryData<MatrixMode, bool>();
            foreach (var mode in Enum.GetValues<MatrixMode>())
                foreach (var bridgedFramesPassRules in Directory.Exists(FrameSysctls) ? new[] { false, true } : [false]) data.Add(mode, bridgedFramesPassRules);
            return data;
        }
    }

    [KernelTheory("ip", "nft", "sysctl", "ping")]
    [MemberData(nameof(Modes))]
    [Trait("Case", "89")]
    [Trait("Case", "91")]
    public async Task Every_way_to_a_port_is_open_or_closed_as_the_mode_says(MatrixMode mode, bool bridgedFramesPassRules)
    {
        var model = new MatrixModel(mode, bridgedFramesPassRules);
        var (bed, web) = Build(model);
        var cells = MatrixBed.All(model);
        // Else it would say nothing.
        Assert.Contains(cells, cell => cell.Expected is not null);
        await AssertAsync("as it was made", bed, cells);

        InHost("nft", "flush", "ruleset");
        Assert.NotEmpty(Controller.Health.Repair());
        await AssertAsync("after the rules were written anew", bed, cells);

        Controller.Sandboxes.Leave(web);
        await AssertAsync("while it is not joined", bed, [.. MatrixBed.All(model, isReached: false).Where(cell => cell.From != From.Self)]);

        Controller.Sandboxes.Join(Controller.Endpoints.List().Single(endpoint => endpoint.Id == web.Id), "web");
        Prepare(model, "web");
        await AssertAsync("after it joined again", bed, cells);
    }

    private static async Task AssertAsync(string moment, MatrixBed bed, List<Cell> cells)
    {
        var differences = await bed.AskAsync(cells).ConfigureAwait(false);
        Assert.True(differences.Count == 0, $"{moment}:\n{string.Join('\n', differences)}");
    }

    private (MatrixBed Bed, Endpoint Web) Build(MatrixModel model)
    {
        if (Directory.Exists(FrameSysctls))
        {
            var value = model.BridgedFramesPassRules ? 1 : 0;
            InHost("sysctl", "-qw", $"net.bridge.bridge-nf-call-iptables={value}", $"net.bridge.bridge-nf-call-ip6tables={value}");
        }
        var lan = new Outside(TestHost);
        _things.Add(lan);
        var far = new Behind(TestHost, lan);
        _things.Add(far);
        InHost("ip", "addr", "add", $"{MatrixModel.SecondHost}/32", "dev", "wan");
        InHost("ip", "-6", "addr", "add", $"{MatrixModel.SecondHost6}/128", "dev", "wan", "nodad");
        foreach (var subnet in new[] { "10.1.0.0/24", "10.2.0.0/24", "10.3.0.0/24", "fd00:1::/64", "fd00:2::/64", "fd00:3::/64" }) lan.RouteByHost(subnet);
        foreach (var sandbox in new[] { "web", "peer", "stranger", "inner" }) Controller.Sandboxes.Create(new SandboxSpec { Name = sandbox });
        var lab = DualStack("lab", 1, OptionsOf(model.Mode), model.IsInternal);
        var web = Attach(lab, "web", change: spec => spec with { Addresses = [IPAddress.Parse(MatrixModel.Web), IPAddress.Parse(MatrixModel.Web6)] });
        Attach(lab, "peer", change: spec => spec with { Addresses = [IPAddress.Parse(MatrixModel.Peer), IPAddress.Parse(MatrixModel.Peer6)] });
        Attach(DualStack("other", 2, []), "stranger");
        Attach(DualStack("hidden", 3, [], isInternal: true), "inner");
        foreach (var (sandbox, number) in new[] { ("web", 1), ("peer", 1), ("inner", 3) }) Prepare(model, sandbox, number);
        foreach (var port in Services)
            foreach (var protocol in new[] { TransportProtocol.Tcp, TransportProtocol.Udp }) _things.Add(Service.Start(PathOf("web"), "web", port, protocol));
        Publish(model, web);
        return (new MatrixBed(from => from switch
        {
            From.Host => TestHost.NamespacePath!,
            From.Lan => lan.NamespacePath,
            From.Far => far.NamespacePath,
            From.Self => PathOf("web"),
            _ => PathOf(from.ToString().ToLowerInvariant()),
        }), web);
    }

    private string PathOf(string sandbox) => Path.Combine(TestHost.NamespaceDirectory, sandbox);

    private void Publish(MatrixModel model, Endpoint web)
    {
        foreach (var protocol in new[] { "tcp", "udp" })
        {
            string[] specs = [$"8080:80/{protocol}", $"9000-9002:9000-9002/{protocol}", $"9100-9102:9200-9202/{protocol}"];
            if (model.IsTranslated(isIPv6: false)) specs = [.. specs, $"127.0.0.1:7000:80/{protocol}", $"{MatrixModel.SecondHost}:7100:80/{protocol}"];
            if (model.IsTranslated(isIPv6: true)) specs = [.. specs, $"[{MatrixModel.SecondHost6}]:7100:80/{protocol}"];
            if (model.IsInternal) Fails(CNetError.DriverUnsupported, () => Controller.Ports.Publish(web, [PortSpec.Parse(specs[0])]));
            else Controller.Ports.Publish(web, [.. specs.Select(PortSpec.Parse)]);
        }
    }

    /// <summary>Gives a sandbox of an internal network the default routes that it has not, as an attacker would.</summary>
    private void Prepare(MatrixModel model, string sandbox, int number = 1)
    {
        // Where the bridge has no address, nobody is there to send it to.
        if (number == 1 && model.Mode != MatrixMode.Internal) return;
        In(sandbox, "ip", "route", "replace", "default", "via", $"10.{number}.0.1");
        In(sandbox, "ip", "-6", "route", "replace", "default", "via", $"fd00:{number}::1");
    }

    private static Dictionary<string, string> OptionsOf(MatrixMode mode) => mode switch
    {
        MatrixMode.Unprotected => new() { ["gateway_mode_ipv4"] = "nat-unprotected", ["gateway_mode_ipv6"] = "nat-unprotected" },
        MatrixMode.Routed => new() { ["gateway_mode_ipv4"] = "routed", ["gateway_mode_ipv6"] = "routed" },
        MatrixMode.Mixed => new() { ["gateway_mode_ipv6"] = "routed" },
        MatrixMode.NoIcc => new() { ["enable_icc"] = "false" },
        MatrixMode.Trusted => new() { ["trusted_host_interfaces"] = "wan" },
        MatrixMode.Isolated => new() { ["gateway_mode_ipv4"] = "isolated", ["gateway_mode_ipv6"] = "isolated" },
        _ => [],
    };

    private Network DualStack(string name, int number, Dictionary<string, string> options, bool isInternal = false) => Controller.Networks.Create(new NetworkSpec
    {
        Name = name,
        Subnets = [new SubnetSpec { Subnet = Cidr.Parse($"10.{number}.0.0/24"), Gateway = GatewayOf(options, $"10.{number}.0.1") }, new SubnetSpec { Subnet = Cidr.Parse($"fd00:{number}::/64") }],
        Options = options,
        Internal = isInternal,
    });

    private static IPAddress? GatewayOf(Dictionary<string, string> options, string address) => options.ContainsValue("isolated") ? null : IPAddress.Parse(address);
}
