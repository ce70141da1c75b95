using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Lifecycle;

/// <summary>Links on the default network: what a program of the sandbox that has them finds in its hosts file and in its environment.</summary>
public sealed class LegacyLinksTests : HostTest
{
    private Network Bridge => Controller.Networks.Get("bridge");

    [KernelFact("ip")]
    public void A_link_leads_to_who_is_on_the_default_network()
    {
        Fails(CNetError.SandboxNotFound, () => Link("db"));
        Controller.Sandboxes.Create(new SandboxSpec { Name = "db" });
        Fails(CNetError.EndpointNotJoined, () => Link("db"));
        Attach(CreateNetwork(), "db");
        Fails(CNetError.EndpointNotJoined, () => Link("db"));
        Attach(Bridge, "db", "db");
        Link("db");
        Assert.DoesNotContain(Controller.Health.Test(), check => check.Repair is not null);
    }

    [KernelFact("ip")]
    public void The_hosts_file_has_the_other_under_three_names_and_follows_it()
    {
        Controller.Sandboxes.Create(new SandboxSpec { Name = "db", Hostname = "db1.example.com" });
        var db = Attach(Bridge, "db", "db");
        var web = Link("db:database");
        Assert.Equal([$"{web.IPAddress}\tweb", $"{db.IPAddress}\tdatabase db1.example.com db"], Own());
        Controller.Sandboxes.Leave(db);
        Assert.Equal([$"{web.IPAddress}\tweb"], Own());
        var again = Attach(Bridge, "again", "db");
        Assert.NotEqual(db.IPAddress, again.IPAddress);
        Assert.Equal([$"{web.IPAddress}\tweb", $"{again.IPAddress}\tdatabase db1.example.com db"], Own());
        Controller.Sandboxes.Remove(Controller.Sandboxes.Get("db"));
        Assert.Equal([$"{web.IPAddress}\tweb"], Own());
    }

    [KernelFact("ip")]
    public void Programs_know_by_variables_where_the_published_ports_are()
    {
        var db = Attach(Bridge, "db", change: spec => spec with { Ports = [PortSpec.Parse("127.0.0.1:5353:53/udp"), PortSpec.Parse("127.0.0.1:6379-6380:6379-6380"), PortSpec.Parse("127.0.0.1:8080:80")] });
        Link("db:my-db");
        var address = db.IPAddress!.ToString();
        Assert.Equal(
        [
            "MY_DB_NAME=/web/my-db", $"MY_DB_PORT=tcp://{address}:80",
            $"MY_DB_PORT_53_UDP=udp://{address}:53", $"MY_DB_PORT_53_UDP_ADDR={address}", "MY_DB_PORT_53_UDP_PORT=53", "MY_DB_PORT_53_UDP_PROTO=udp",
            $"MY_DB_PORT_6379_TCP=tcp://{address}:6379", $"MY_DB_PORT_6379_TCP_ADDR={address}", $"MY_DB_PORT_6379_TCP_END=tcp://{address}:6380", "MY_DB_PORT_6379_TCP_PORT=6379",
            "MY_DB_PORT_6379_TCP_PORT_END=6380", "MY_DB_PORT_6379_TCP_PORT_START=6379", "MY_DB_PORT_6379_TCP_PROTO=tcp", $"MY_DB_PORT_6379_TCP_START=tcp://{address}:6379",
            $"MY_DB_PORT_6380_TCP=tcp://{address}:6380", $"MY_DB_PORT_6380_TCP_ADDR={address}", "MY_DB_PORT_6380_TCP_PORT=6380", "MY_DB_PORT_6380_TCP_PROTO=tcp",
            $"MY_DB_PORT_80_TCP=tcp://{address}:80", $"MY_DB_PORT_80_TCP_ADDR={address}", "MY_DB_PORT_80_TCP_PORT=80", "MY_DB_PORT_80_TCP_PROTO=tcp",
        ], Lines("env").Where(line => line.StartsWith("MY_DB_", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [KernelFact("ip")]
    public void On_a_network_of_the_users_a_link_is_the_name_servers_business()
    {
        var lab = CreateNetwork();
        Attach(lab, "db");
        var web = Attach(lab, "web", change: spec => spec with { Links = [new EndpointLink("db", "database"), new EndpointLink("later", "later")] });
        Assert.Equal([$"{web.IPAddress}\tweb"], Own());
        Assert.DoesNotContain(Lines("env"), line => line.StartsWith("DATABASE_", StringComparison.Ordinal));
    }

    private Endpoint Link(string text) => Attach(Bridge, "web", change: spec => spec with { Links = [EndpointLink.Parse(text)] });

    /// <summary>The lines of the hosts file of "web" that came with endpoints.</summary>
    private IEnumerable<string> Own() => Lines("cat", "/etc/hosts").Where(line => char.IsAsciiDigit(line[0]) && !line.StartsWith("127.", StringComparison.Ordinal));

    private string[] Lines(string program, params string[] arguments)
    {
        using var run = Controller.Programs.Start(Controller.Sandboxes.Get("web"), new ProgramSpec { FilePath = program, Arguments = arguments });
        return run.ReadToEnd().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
