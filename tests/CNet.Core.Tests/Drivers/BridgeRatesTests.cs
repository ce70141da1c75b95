using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CNet.Linux.Interop;
using CNet.Netlink;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Drivers;

/// <summary>Endpoints that are held to rates, with real traffic.</summary>
public sealed class BridgeRatesTests : HostTest
{
    /// <summary>What passes at once, whatever the rate, and is not counted.</summary>
    private const int Burst = 72 * 1024;
    private const int Attempts = 20;
    private const double Tolerance = 0.25, Speedup = 5;
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(500);
    private static readonly Rate Limit = Rate.Parse("20mbit");

    [KernelTheory("ip")]
    [InlineData("web", "db")]
    [InlineData("db", "web")]
    public void A_sandbox_is_held_to_its_rate_in_one_direction_and_not_in_the_other_until_it_is_lifted(string from, string to)
    {
        var isEgress = from == "web";
        var lab = CreateNetwork();
        var web = Attach(lab, "web", change: spec => isEgress ? spec with { EgressRate = Limit } : spec with { IngressRate = Limit });
        Attach(lab, "db");
        Held(Limit, from, to);
        Assert.True(Measure(to, from, Speedup * Limit.BytesPerSecond) > Speedup * Limit.BytesPerSecond, "The other direction is held, too.");

        var doubled = new Rate(Limit.BitsPerSecond * 2);
        Controller.Endpoints.Update(web, isEgress ? doubled : null, isEgress ? null : doubled);
        Held(doubled, from, to);
        Controller.Endpoints.Update(web, Rate.Unlimited, Rate.Unlimited);
        Assert.True(Measure(from, to, Speedup * doubled.BytesPerSecond) > Speedup * doubled.BytesPerSecond, "The limit is not lifted.");
    }

    [KernelFact("ip", "tc")]
    public void Root_inside_the_sandbox_cannot_take_a_limit_off()
    {
        var lab = CreateNetwork();
        Attach(lab, "web", change: spec => spec with { EgressRate = Limit, IngressRate = Limit });
        Attach(lab, "db");
        In("web", "tc", "qdisc", "replace", "dev", "eth0", "root", "pfifo", "limit", "1000");
        In("web", "tc", "qdisc", "del", "dev", "eth0", "root");
        In("web", "ip", "link", "set", "eth0", "mtu", "9000");
        In("web", "ip", "link", "set", "eth0", "mtu", "1500");
        Held(Limit, "web", "db");
        Held(Limit, "db", "web");
    }

    [KernelFact("ip", "tc")]
    public void Rates_are_kept_over_leave_and_join_and_nothing_of_them_stays_in_between()
    {
        var lab = CreateNetwork();
        var web = Attach(lab, "web", change: spec => spec with { EgressRate = Limit, IngressRate = Rate.Parse("100mbit") });
        var device = DeviceOf(web);
        Assert.Equal([$"{device} 20Mbit", $"{web.HostInterfaceName} 100Mbit"], Buckets());
        Controller.Sandboxes.Leave(web);
        Assert.Empty(Buckets());
        Assert.DoesNotContain("ifb", InHost("ip", "link"), StringComparison.Ordinal);

        var changed = Controller.Endpoints.Update(Controller.Endpoints.Get("web"), ingressRate: Rate.Parse("50mbit"));
        Assert.Equal((Limit, Rate.Parse("50mbit")), (changed.EgressRate, changed.IngressRate));
        Assert.Empty(Buckets());
        var again = Controller.Sandboxes.Join(changed, "other");
        Assert.Equal((Limit, Rate.Parse("50mbit")), (again.EgressRate, again.IngressRate));
        Assert.Equal([$"{device} 20Mbit", $"{again.HostInterfaceName} 50Mbit"], Buckets());
        Controller.Endpoints.Remove(again, force: true);
        Assert.Empty(Buckets());
        Assert.DoesNotContain("ifb", InHost("ip", "link"), StringComparison.Ordinal);
    }

    [KernelFact("ip")]
    public void An_endpoint_without_rates_costs_no_request_more()
    {
        var lab = CreateNetwork();
        var commands = new List<string>();
        using (OperationLog.Listen(commands.Add)) Controller.Sandboxes.Leave(Attach(lab, "web"));
        Assert.DoesNotContain(commands, command => command.StartsWith("tc ", StringComparison.Ordinal) || command.Contains("ifb", StringComparison.Ordinal));
        Assert.NotEmpty(commands);
    }

    [KernelFact("ip", "tc")]
    public void What_cannot_be_changed_is_changed_back()
    {
        var lab = CreateNetwork();
        var web = Attach(lab, "web", change: spec => spec with { IngressRate = Limit });
        var device = DeviceOf(web);
        InHost("ip", "link", "add", device, "type", "bridge");
        var error = Fails(CNetError.InterfaceExists, () => Controller.Endpoints.Update(web, Limit, Rate.Parse("30mbit")));
        Assert.Contains(device, error.Message, StringComparison.Ordinal);
        Assert.Equal([$"{web.HostInterfaceName} 20Mbit"], Buckets());
        Assert.Equal((Rate.Unlimited, Limit), (Controller.Endpoints.Get("web").EgressRate, Controller.Endpoints.Get("web").IngressRate));

        // The filter comes last: the device, its limit and the interface's have been made by then.
        InHost("ip", "link", "del", device);
        InHost("tc", "qdisc", "add", "dev", web.HostInterfaceName!, "clsact");
        Assert.ThrowsAny<NetlinkException>(() => Controller.Endpoints.Update(web, Limit, Rate.Parse("30mbit")));
        Assert.Equal([$"{web.HostInterfaceName} 20Mbit"], Buckets());
        Assert.DoesNotContain(device, InHost("ip", "link"), StringComparison.Ordinal);
        Assert.Equal(Rate.Unlimited, Controller.Endpoints.Get("web").EgressRate);
        Assert.Contains("clsact", InHost("tc", "qdisc", "show", "dev", web.HostInterfaceName!), StringComparison.Ordinal);
    }

    [KernelFact("ip", "tc")]
    public void A_join_that_cannot_hold_the_rate_leaves_nothing()
    {
        var lab = CreateNetwork();
        var web = Controller.Endpoints.Add(lab, new EndpointSpec { Name = "web", EgressRate = Limit, IngressRate = Limit });
        InHost("ip", "link", "add", DeviceOf(web), "type", "bridge");
        Fails(CNetError.InterfaceExists, () => Controller.Sandboxes.Join(web, "web"));
        Assert.Null(Controller.Sandboxes.Find("web"));
        Assert.DoesNotContain("veth", InHost("ip", "link"), StringComparison.Ordinal);
    }

    [KernelTheory("ip")]
    [InlineData("7999")]
    [InlineData("401gbit")]
    public void A_rate_that_no_link_can_be_held_to_is_refused(string text)
    {
        var lab = CreateNetwork();
        var rate = Rate.Parse(text);
        Assert.Equal(rate, Fails(CNetError.RateInvalid, () => Controller.Endpoints.Add(lab, new EndpointSpec { Name = "web", EgressRate = rate })).Target);
        Fails(CNetError.RateInvalid, () => Controller.Endpoints.Add(lab, new EndpointSpec { Name = "web", IngressRate = rate }));
        var web = Attach(lab, "web");
        Fails(CNetError.RateInvalid, () => Controller.Endpoints.Update(web, egressRate: rate));
        Assert.Equal(Rate.Unlimited, Controller.Endpoints.Get("web").EgressRate);
    }

    [KernelTheory("ip", "tc")]
    [InlineData("8kbit", "8Kbit")]
    [InlineData("40gbit", "40Gbit")]
    [InlineData("400gbit", "400Gbit")]
    public void The_kernel_takes_every_rate_that_is_not_refused(string text, string shown)
    {
        var web = Attach(CreateNetwork(), "web", change: spec => spec with { EgressRate = Rate.Parse(text), IngressRate = Rate.Parse(text) });
        Assert.Equal([$"{DeviceOf(web)} {shown}", $"{web.HostInterfaceName} {shown}"], Buckets());
        Assert.DoesNotContain(Controller.Health.Test(), check => check.Repair is not null);
    }

    [KernelTheory]
    [InlineData("none")]
    [InlineData("host")]
    public void A_driver_that_holds_nothing_to_a_rate_refuses_one(string network)
    {
        var predefined = Controller.Networks.Get(network);
        var error = Fails(CNetError.DriverUnsupported, () => Controller.Endpoints.Add(predefined, new EndpointSpec { Name = "web", EgressRate = Limit }));
        Assert.Contains(predefined.Driver, error.Message, StringComparison.Ordinal);
        var web = Controller.Endpoints.Add(predefined, new EndpointSpec { Name = "web" });
        Fails(CNetError.DriverUnsupported, () => Controller.Endpoints.Update(web, ingressRate: Limit));
        Controller.Endpoints.Update(web, Rate.Unlimited, Rate.Unlimited);
    }

    [KernelFact("ip", "tc")]
    public void A_preview_changes_nothing()
    {
        var web = Attach(CreateNetwork(), "web");
        var preview = Controller.Endpoints.Update(web, Limit, preview: new Preview());
        Assert.Equal((Limit, true), (preview.EgressRate, preview.IsPreview));
        Assert.Equal(Rate.Unlimited, Controller.Endpoints.Get("web").EgressRate);
        Assert.Empty(Buckets());
    }

    [KernelFact("ip", "sysctl")]
    public void The_device_of_a_rate_does_not_keep_forwarding_on()
    {
        InHost("sysctl", "-qw", "net.ipv4.ip_forward=0");
        var outer = CreateNetwork();
        Attach(CreateNetwork("inner", "10.2.0.0/24", spec => spec with { Internal = true }), "web", change: spec => spec with { EgressRate = Limit });
        Controller.Networks.Remove(outer);
        Assert.StartsWith("0", InHost("cat", "/proc/sys/net/ipv4/ip_forward"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Constants.ENOENT, "cls_u32 act_mirred", "cls_u32 or act_mirred")]
    [InlineData(Constants.EOPNOTSUPP, "ifb", "ifb")]
    public void A_kernel_without_the_modules_is_told_how_to_get_them(int errno, string modules, string named)
    {
        var error = BridgeRates.Missing(new NetlinkFailure(0, errno, null), modules)!;
        Assert.Equal((CNetError.KernelFeatureMissing, $"modprobe -a {modules}"), (error.Code, error.Hint));
        Assert.EndsWith($": {named}.", error.Message, StringComparison.Ordinal);
        Assert.Null(BridgeRates.Missing(new NetlinkFailure(0, Constants.EPERM, null), modules));
    }

    private static string DeviceOf(Endpoint endpoint) => "ifb" + endpoint.Id[..11];

    /// <summary>The token bucket filters on the Host, as "LINK RATE".</summary>
    private IEnumerable<string> Buckets() => InHost("tc", "qdisc", "show").Split('\n').Select(line => line.Split(' ')).Where(words => words is ["qdisc", "tbf", ..])
        .Select(words => $"{words[Array.IndexOf(words, "dev") + 1]} {words[Array.IndexOf(words, "rate") + 1]}").Order(StringComparer.Ordinal);

    private void Held(Rate rate, string from, string to)
    {
        var (least, most) = (rate.BytesPerSecond * (1 - Tolerance), rate.BytesPerSecond * (1 + Tolerance));
        Assert.InRange(Measure(from, to, least), least, most);
    }

    /// <summary>
    /// Bytes in a second that come from one sandbox to another by TCP: measured until it is enough, or else the most of some attempts. A busy
    /// machine may stay below a rate; above it nothing can make it come.
    /// </summary>
    private double Measure(string from, string to, double enough)
    {
        var most = 0.0;
        for (var attempt = 0; attempt < Attempts && most < enough; attempt++) most = Math.Max(most, Measure(from, to));
        return most;
    }

    /// <summary>Bytes in a second, from the very beginning: what waits somewhere while nobody looks has not come sooner for that.</summary>
    private double Measure(string from, string to)
    {
        using var listener = Open(to);
        var address = Controller.Endpoints.List(Controller.Sandboxes.Get(to)).Single().IPAddress!;
        listener.Bind(new IPEndPoint(address, 0));
        listener.Listen();
        using var sender = Open(from);
        var watch = Stopwatch.StartNew();
        sender.Connect(listener.LocalEndPoint!);
        using var receiver = listener.Accept();
        receiver.ReceiveTimeout = 5_000;
        var sending = Task.Factory.StartNew(() => SendUntilClosed(sender), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var buffer = new byte[64 * 1024];
        var total = 0L;
        while (watch.Elapsed < Window) total += receiver.Receive(buffer);
        var seconds = watch.Elapsed.TotalSeconds;
        receiver.Close(0);
        sender.Close(0);
        sending.Wait();
        return (total - Burst) / seconds;
    }

    private static void SendUntilClosed(Socket sender)
    {
        var bytes = new byte[64 * 1024];
        try
        {
            while (true) sender.Send(bytes);
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The receiver has seen enough.
        }
    }

    private Socket Open(string sandbox) => Controller.Sandboxes.OpenSocket(Controller.Sandboxes.Get(sandbox), AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
}
