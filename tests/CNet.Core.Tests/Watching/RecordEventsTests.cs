using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Watching;

public sealed class RecordEventsTests : EventTest
{
    private static readonly EventType[] OfRecords = [EventType.Network, EventType.Endpoint, EventType.Sandbox, EventType.Port];

    [KernelFact]
    public void What_happens_to_networks_endpoints_sandboxes_and_ports_are_events_in_an_order_that_makes_sense()
    {
        using var mirror = Watch(new EventSpec { Types = OfRecords });
        var network = CreateNetwork();
        var endpoint = Controller.Endpoints.Add(network, new EndpointSpec { Name = "web" });
        Controller.Ports.Publish(endpoint, [PortSpec.Parse("127.0.0.1:8080:80")]);
        mirror.Sees(occurrence => occurrence.Type == EventType.Port);
        endpoint = Controller.Sandboxes.Join(endpoint, "web");
        var joined = mirror.Sees(occurrence => occurrence.Action == EventAction.Joined);
        Assert.Equal(("lab/web", "web", "web", "eth0"), (joined.Name, joined.Sandbox, joined.Namespace, joined.InterfaceName));
        Assert.Equal(EndpointState.Joined, ((Endpoint)joined.Object!).State);
        mirror.Sees(occurrence => occurrence is { Type: EventType.Port, Action: EventAction.Changed });
        Controller.Networks.Update(network, labels: new Dictionary<string, string> { ["tier"] = "front" });
        Assert.Equal("Labels: none → [tier, front]", mirror.Sees(occurrence => occurrence is { Type: EventType.Network, Action: EventAction.Changed }).Detail);
        Controller.Sandboxes.Leave(endpoint);
        mirror.Sees(occurrence => occurrence is { Type: EventType.Sandbox, Action: EventAction.Removed });
        Controller.Endpoints.Remove(Controller.Endpoints.Get("web"));
        mirror.Sees(occurrence => occurrence is { Type: EventType.Endpoint, Action: EventAction.Removed });
        Controller.Networks.Remove(network);
        mirror.Sees(occurrence => occurrence is { Type: EventType.Network, Action: EventAction.Removed });
        Assert.Equal(["Network Added lab", "Endpoint Added lab/web", "Sandbox Added web", "Endpoint Joined lab/web", "Network Changed lab", "Endpoint Left lab/web", "Sandbox Removed web", "Endpoint Removed lab/web", "Network Removed lab"],
            mirror.Events.Where(occurrence => occurrence.Type != EventType.Port).Select(occurrence => occurrence.ToString()));
    }

    [KernelFact]
    public void What_is_on_record_comes_first_where_it_is_wanted_and_only_that_of_a_sandbox_where_one_is_named()
    {
        var network = CreateNetwork();
        Attach(network, "web");
        Attach(network, "db");
        using var all = Watch(new EventSpec { Types = OfRecords, IncludeInitialState = true });
        all.Sees(occurrence => occurrence is { Type: EventType.Endpoint, Name: "lab/web" });
        Assert.Equal(["Network bridge", "Network host", "Network lab", "Network none", "Sandbox db", "Sandbox web", "Endpoint lab/db", "Endpoint lab/web"], all.Events.Select(occurrence => $"{occurrence.Type} {occurrence.Name}"));
        using var one = Watch(new EventSpec { Namespaces = [Controller.Sandboxes.Get("web").Namespace], IncludeInitialState = true });
        one.Sees(occurrence => occurrence is { Type: EventType.Endpoint, Name: "lab/web" });
        Assert.Equal(["Namespace web", "Sandbox web", "Endpoint lab/web"], one.Events.Where(occurrence => occurrence.Type >= EventType.Namespace).Select(occurrence => $"{occurrence.Type} {occurrence.Name}"));
        Assert.All(one.Events, occurrence => Assert.Equal("web", occurrence.Sandbox));
        Assert.Equal("lab/web", ((Interface)one.Sees(occurrence => occurrence is { Type: EventType.Link, Name: "eth0" }).Object!).Endpoint);
    }

    [KernelFact]
    public void A_sandbox_that_comes_is_known_by_its_name_and_the_ends_of_its_endpoints_too()
    {
        var network = CreateNetwork();
        using var mirror = Watch(new EventSpec { All = true, Types = [EventType.Link, EventType.Endpoint] });
        Attach(network, "web");
        mirror.Sees(occurrence => occurrence.Action == EventAction.Joined);
        Batch("web", ["link set eth0 mtu 1400"]);
        var inside = mirror.Sees(occurrence => occurrence.Namespace == "web" && occurrence.Changes.Any(change => change.Property == "Mtu"));
        Assert.Equal(("web", "lab/web"), (inside.Sandbox, ((Interface)inside.Object!).Endpoint));
        var port = Controller.Endpoints.Get("web").HostInterfaceName!;
        Batch(null, [$"link set {port} mtu 1400"]);
        Assert.Equal("lab/web", ((Interface)mirror.Sees(occurrence => occurrence.Name == port && occurrence.Changes.Any(change => change.Property == "Mtu")).Object!).Endpoint);
    }

    [KernelFact]
    public void Where_the_state_is_removed_and_made_again_the_watch_goes_on()
    {
        CreateNetwork("old");
        using var mirror = Watch(new EventSpec { Types = [EventType.Network], IncludeInitialState = true });
        mirror.Sees(occurrence => occurrence.Name == "old");
        Controller.Health.Clear();
        mirror.Sees(occurrence => occurrence is { Action: EventAction.Removed, Name: "old" });
        CreateNetwork("new");
        mirror.Sees(occurrence => occurrence is { Action: EventAction.Added, Name: "new" });
    }
}
