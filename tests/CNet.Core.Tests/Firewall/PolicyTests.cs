using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Firewall;

/// <summary>The policy in words: all that is in the kernel's table is in it, and nothing else.</summary>
public sealed class PolicyTests : HostTest
{
    [KernelFact("nft", "ip")]
    public void Every_element_of_the_table_is_in_one_line_and_every_line_is_in_the_table()
    {
        Build();
        var entries = Controller.Policy.List();
        Assert.DoesNotContain(entries, entry => entry.State is FirewallState.Missing or FirewallState.Foreign);
        Assert.Equal(Listed(), entries.SelectMany(entry => entry.Element).Distinct().Order(StringComparer.Ordinal));
    }

    [KernelFact("nft", "ip")]
    public void What_is_missing_and_what_is_foreign_is_said()
    {
        Build();
        InHost("nft", "delete", "element", "inet", "cnet", "port4", "{ tcp . 8080 }");
        InHost("nft", "add", "element", "inet", "cnet", "port4", "{ tcp . 9999 : 10.1.0.2 . 22 }");
        InHost("nft", "add", "rule", "inet", "cnet", "admin", "drop");
        var entries = Controller.Policy.List();
        Assert.Equal("Custom anywhere → every network", entries[0].ToString());
        Assert.Equal("Allow anywhere → endpoint lab/web 80/tcp via 0.0.0.0:8080", Assert.Single(entries, entry => entry.State == FirewallState.Missing).ToString());
        Assert.Equal(["port4 { tcp . 9999 : 10.1.0.2 . 22 }"], Assert.Single(entries, entry => entry.State == FirewallState.Foreign).Element);
        Controller.Health.Repair();
        Assert.DoesNotContain(Controller.Policy.List(), entry => entry.State is FirewallState.Missing or FirewallState.Foreign);
    }

    [KernelFact("nft", "ip")]
    public void Ports_of_endpoints_that_are_not_joined_wait()
    {
        var endpoint = Controller.Endpoints.Add(CreateNetwork(), new EndpointSpec { Name = "web" });
        Controller.Ports.Publish(endpoint, [PortSpec.Parse("127.0.0.1:8080:80")]);
        var waiting = Assert.Single(Controller.Policy.List(), entry => entry.Endpoint == "web");
        Assert.Equal((FirewallState.Waiting, "this Host"), (waiting.State, waiting.From));
        Controller.Sandboxes.Join(endpoint, "web");
        Assert.Equal(FirewallState.Active, Assert.Single(Controller.Policy.List(), entry => entry.Endpoint == "web").State);
    }

    /// <summary>Networks of every kind, with ports of every kind.</summary>
    private void Build()
    {
        InHost("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "eth1");
        var web = Attach(CreateNetwork(change: spec => spec with { EnableIPv6 = true }), "web");
        Controller.Ports.Publish(web, [.. new[] { "8080:80", "127.0.0.1:5432:5432", "9800-9803:80-83", "7000-7010:7000-7010/udp", "[::1]:53:53/udp" }.Select(PortSpec.Parse)]);
        Attach(CreateNetwork("inner", "10.2.0.0/24", spec => spec with { Internal = true }), "inner");
        var routed = Attach(CreateNetwork("routed", "10.3.0.0/24", spec => spec with { Options = new Dictionary<string, string> { ["gateway_mode_ipv4"] = "routed", ["enable_icc"] = "false" } }), "routed");
        Controller.Ports.Publish(routed, [PortSpec.Parse("80"), PortSpec.Parse("9000-9002/udp")]);
        Attach(CreateNetwork("bare", "10.4.0.0/24", spec => spec with { Options = new Dictionary<string, string> { ["gateway_mode_ipv4"] = "nat-unprotected", ["trusted_host_interfaces"] = "eth0:eth1", ["host_ipv4"] = "192.0.2.9" } }), "bare");
    }

    /// <summary>The elements as nft lists them, in the form of the policy's.</summary>
    private List<string> Listed()
    {
        var listed = new List<string>();
        var set = "";
        foreach (var line in NftListing.OfText(InHost("nft", "list", "table", "inet", "cnet")).Split('\n').Select(line => line.Trim()))
        {
            if (line.StartsWith("set ", StringComparison.Ordinal) || line.StartsWith("map ", StringComparison.Ordinal)) set = line.Split(' ')[1];
            if (!line.StartsWith("elements = { ", StringComparison.Ordinal)) continue;
            listed.AddRange(line["elements = { ".Length..^" }".Length].Split(", ").Select(element => $"{set} {{ {element.Replace("\"", "", StringComparison.Ordinal)} }}"));
        }
        return [.. listed.Order(StringComparer.Ordinal)];
    }
}
