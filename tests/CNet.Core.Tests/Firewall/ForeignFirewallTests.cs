using System.Net;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Firewall;

/// <summary>Rules of others: what they block of CNet's, what of CNet's passes them by, and that what is said helps.</summary>
public sealed class ForeignFirewallTests : HostTest
{
    public static TheoryData<string, string, string> Owners => new()
    {
        { "Rules of ufw", "ufw route allow in on ", "add table ip filter; add chain ip filter ufw-before-forward; add chain ip filter FORWARD { type filter hook forward priority 0; policy drop; }" },
        { "Rules of Docker", "iptables -I DOCKER-USER -i ", "add table ip filter; add chain ip filter DOCKER-USER; add chain ip filter FORWARD { type filter hook forward priority 0; policy drop; }" },
        { "Rules of firewalld", "firewall-cmd --permanent --zone=trusted --add-interface=", "add table inet firewalld; add chain inet firewalld filter_FORWARD { type filter hook forward priority 10; }; add rule inet firewalld filter_FORWARD reject" },
        { "Rules of iptables", "iptables -I FORWARD -i ", "add table ip filter; add chain ip filter FORWARD { type filter hook forward priority 0; policy accept; }; add rule ip filter FORWARD counter drop" },
        { "The chain forward", "nft insert rule inet theirs forward iifname ", "add table inet theirs; add chain inet theirs forward { type filter hook forward priority 0; policy drop; }" },
    };

    [KernelTheory("nft")]
    [MemberData(nameof(Owners))]
    public void Whose_rules_block_and_what_helps_is_said(string title, string remedy, string rules)
    {
        var lab = CreateNetwork();
        Attach(lab, "web");
        InHost("nft", rules);
        var check = Assert.Single(Checks("ForeignFirewall"), check => check.Status == HostCheckStatus.Warning);
        Assert.StartsWith(title, check.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, check.Remedy, StringComparison.Ordinal);
        Assert.Contains("lab", check.Message, StringComparison.Ordinal);
        // A rule that names the bridge is taken for one that lets it pass.
        InHost("nft", $"insert rule {string.Join(' ', check.Target.Split(' ')[..2])} {check.Target.Split(' ')[2]} iifname \"{Controller.Networks.Get("lab").InterfaceName}\" accept");
        Assert.DoesNotContain(Checks("ForeignFirewall"), other => other.Status == HostCheckStatus.Warning);
    }

    [KernelFact("nft")]
    [Trait("Case", "76")]
    public void What_a_foreign_table_drops_passes_once_its_administrator_does_what_is_said()
    {
        using var outside = new Outside(TestHost);
        var web = Attach(CreateNetwork(), "web");
        using var service = Service.Start(Path.Combine(TestHost.NamespaceDirectory, "web"), "web", 80);
        Controller.Ports.Publish(web, [PortSpec.Parse("8080:80")]);
        var published = new IPEndPoint(IPAddress.Parse(Outside.HostAddress), 8080);
        InHost("nft", "add table inet theirs; add chain inet theirs forward { type filter hook forward priority 0; policy drop; }");
        Assert.Null(outside.Ask(published, timeout: Service.Briefly));
        var remedy = Assert.Single(Checks("ForeignFirewall"), check => check.Status == HostCheckStatus.Warning).Remedy!;
        foreach (var command in remedy[..remedy.IndexOf(" (", StringComparison.Ordinal)].Split("; ")) InHost("sh", "-c", command);
        Assert.Equal($"web {Outside.Address}", outside.Ask(published));
        Assert.Null(outside.Ask(new IPEndPoint(IPAddress.Parse(Outside.HostAddress), 80), timeout: Service.Briefly));
    }

    [KernelFact("nft")]
    public void Published_ports_pass_by_what_others_say_of_what_comes_to_the_Host()
    {
        InHost("nft", "add table inet theirs; add chain inet theirs input { type filter hook input priority 0; policy drop; }");
        var web = Attach(CreateNetwork(), "web");
        Assert.Empty(Checks("PublishedPorts"));
        Controller.Ports.Publish(web, [PortSpec.Parse("127.0.0.1:8080:80")]);
        Assert.Empty(Checks("PublishedPorts"));
        Controller.Ports.Publish(web, [PortSpec.Parse("8081:80")]);
        var check = Assert.Single(Checks("PublishedPorts"));
        Assert.Contains("2 are open", check.Message, StringComparison.Ordinal);
        Assert.Contains("nft add rule inet cnet admin meta l4proto tcp ct original proto-dst 8081", check.Remedy, StringComparison.Ordinal);
    }

    [KernelFact("nft")]
    public void The_administrators_own_rules_decide_on_published_ports_first()
    {
        using var outside = new Outside(TestHost);
        var web = Attach(CreateNetwork(), "web");
        using var service = Service.Start(Path.Combine(TestHost.NamespaceDirectory, "web"), "web", 80);
        Controller.Ports.Publish(web, [PortSpec.Parse("8080:80"), PortSpec.Parse("8081:80")]);
        InHost("nft", "add", "rule", "inet", "cnet", "admin", "meta", "l4proto", "tcp", "ct", "original", "proto-dst", "8080", "ct", "original", "ip", "saddr", "!=", "192.0.2.128/25", "drop");
        Assert.Null(outside.Ask(new IPEndPoint(IPAddress.Parse(Outside.HostAddress), 8080), timeout: Service.Briefly));
        Assert.Equal($"web {Outside.Address}", outside.Ask(new IPEndPoint(IPAddress.Parse(Outside.HostAddress), 8081)));
        InHost("nft", "flush", "chain", "inet", "cnet", "admin");
        InHost("nft", "add", "rule", "inet", "cnet", "admin", "meta", "l4proto", "tcp", "ct", "original", "proto-dst", "8080", "ct", "original", "ip", "saddr", "!=", "192.0.2.0/25", "drop");
        Assert.Equal($"web {Outside.Address}", outside.Ask(new IPEndPoint(IPAddress.Parse(Outside.HostAddress), 8080)));
        // … also to let pass what CNet would not.
        outside.RouteByHost("10.1.0.0/24");
        Assert.Null(outside.Ask(new IPEndPoint(IPAddress.Parse("10.1.0.2"), 80), timeout: Service.Briefly));
        InHost("nft", "insert", "rule", "inet", "cnet", "admin", "ip", "saddr", Outside.Address, "ip", "daddr", "10.1.0.2", "tcp", "dport", "80", "accept");
        Assert.Equal($"web {Outside.Address}", outside.Ask(new IPEndPoint(IPAddress.Parse("10.1.0.2"), 80)));
    }

    private List<HostCheck> Checks(string name) => [.. Controller.Health.Test().Where(check => check.Name == name)];
}
