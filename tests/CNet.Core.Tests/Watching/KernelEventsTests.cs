using System.Diagnostics;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Watching;

public sealed class KernelEventsTests : EventTest
{
    [KernelFact("ip")]
    public void What_is_there_comes_first_and_then_what_happens()
    {
        Batch(null, ["link add d0 type bridge", "link set lo up"]);
        using var mirror = Watch(new EventSpec { Types = OfNamespaces, IncludeInitialState = true });
        mirror.Agrees(Truth((string?)null));
        Assert.All(mirror.Events, occurrence => Assert.Equal(EventAction.Present, occurrence.Action));
        Batch(null, ["link set d0 up", "addr add 10.9.0.1/24 dev d0", "route add 10.8.0.0/16 via 10.9.0.2", "link set d0 mtu 1400"]);
        var mtu = mirror.Sees(occurrence => occurrence.Changes.Any(change => change.Property == "Mtu"));
        Assert.Equal("Mtu: 1500 → 1400", mtu.Detail);
        Assert.Equal((1500, 1400), (((Interface)mtu.Previous!).Mtu, ((Interface)mtu.Object!).Mtu));
        Assert.Equal(["10.9.0.1/24"], ((Interface)mtu.Object!).Address.Where(address => address.PrefixLength == 24).Select(address => address.ToString()));
        var route = mirror.Sees(occurrence => occurrence is { Type: EventType.Route, Action: EventAction.Added, Name: "10.8.0.0/16" });
        Assert.Equal(("via 10.9.0.2 dev d0", "d0"), (route.Detail, route.InterfaceName));
        Batch(null, ["link del d0"]);
        mirror.Sees(occurrence => occurrence is { Type: EventType.Link, Action: EventAction.Removed, Name: "d0" });
        mirror.Agrees(Truth((string?)null));
    }

    [KernelFact("ip")]
    public void Routes_that_go_without_a_word_are_events_too()
    {
        Batch(null, ["link add d0 type bridge", "link add d1 type bridge", "link set d0 up", "link set d1 up", "addr add 10.9.0.1/24 dev d0", "addr add 10.7.0.1/24 dev d1", "route add 10.8.0.0/16 via 10.9.0.2",
            "route add 10.6.0.0/16 dev d1 src 10.9.0.1"]);
        using var mirror = Watch(new EventSpec { Types = OfNamespaces, IncludeInitialState = true });
        mirror.Agrees(Truth((string?)null));
        Batch(null, ["link set d0 down"]);
        mirror.Sees(occurrence => occurrence is { Type: EventType.Route, Action: EventAction.Removed, Name: "10.8.0.0/16" });
        mirror.Agrees(Truth((string?)null));
        Batch(null, ["addr del 10.9.0.1/24 dev d0"]);
        mirror.Sees(occurrence => occurrence is { Type: EventType.Route, Action: EventAction.Removed, Name: "10.6.0.0/16" });
        mirror.Agrees(Truth((string?)null));
        Batch(null, ["link del d1"]);
        mirror.Agrees(Truth((string?)null));
        Assert.DoesNotContain(mirror.Events, occurrence => occurrence.Type == EventType.Watch);
    }

    [KernelFact("ip")]
    public void Routes_with_several_hops_and_those_that_take_anothers_place_are_told_as_they_are()
    {
        Batch(null, ["link add d0 type bridge", "link set d0 up", "addr add 10.9.0.1/24 dev d0", "addr add fd00:9::1/64 dev d0 nodad", "route add 10.8.0.0/16 via 10.9.0.2"]);
        using var mirror = Watch(new EventSpec { Types = OfNamespaces, IncludeInitialState = true });
        Batch(null, ["route replace 10.8.0.0/16 via 10.9.0.3"]);
        var replaced = mirror.Sees(occurrence => occurrence is { Type: EventType.Route, Action: EventAction.Changed, Name: "10.8.0.0/16" });
        Assert.Equal("NextHop: 10.9.0.2 → 10.9.0.3", replaced.Changes[0].ToString());
        Batch(null, ["route append 10.8.0.0/16 via 10.9.0.4", "route replace 10.8.0.0/16 via 10.9.0.5", "route add fd00:8::/64 nexthop via fd00:9::2 nexthop via fd00:9::3"]);
        mirror.Agrees(Truth((string?)null));
        Batch(null, ["route del fd00:8::/64 via fd00:9::2"]);
        mirror.Agrees(Truth((string?)null));
        Batch(null, ["route append fd00:8::/64 via fd00:9::4", "nexthop add id 7 via 10.9.0.7 dev d0", "route add 10.5.0.0/16 nhid 7"]);
        mirror.Agrees(Truth((string?)null));
        Batch(null, ["nexthop del id 7", "route del fd00:8::/64"]);
        mirror.Agrees(Truth((string?)null));
    }

    [KernelFact("ip")]
    public void Neighbours_and_rules_are_events()
    {
        Batch(null, ["link add d0 type bridge", "link set d0 up", "addr add 10.9.0.1/24 dev d0"]);
        using var mirror = Watch(new EventSpec { Types = [EventType.Neighbor, EventType.Rule] });
        Batch(null, ["neigh add 10.9.0.2 lladdr 02:00:00:00:00:02 dev d0 nud permanent", "neigh replace 10.9.0.2 lladdr 02:00:00:00:00:03 dev d0 nud stale", "neigh del 10.9.0.2 dev d0",
            "rule add from 10.9.0.0/24 lookup 100 pref 500"]);
        InHost("ip", "-6", "rule", "add", "to", "fd00:7::/64", "lookup", "200", "pref", "501");
        Batch(null, ["rule del pref 500"]);
        mirror.Sees(occurrence => occurrence is { Type: EventType.Rule, Action: EventAction.Removed, Name: "500" });
        Assert.Equal(["10.9.0.2 02:00:00:00:00:02 dev d0 Permanent", "10.9.0.2 MacAddress: 02:00:00:00:00:02 → 02:00:00:00:00:03, State: Permanent → Stale"],
            mirror.Events.Where(occurrence => occurrence.Type == EventType.Neighbor).Take(2).Select(occurrence => $"{occurrence.Name} {occurrence.Detail}"));
        mirror.Sees(occurrence => occurrence is { Type: EventType.Neighbor, Action: EventAction.Removed, Name: "10.9.0.2" });
        Assert.Equal(["Added 500 from 10.9.0.0/24 lookup 100", "Added 501 from all to fd00:7::/64 lookup 200", "Removed 500 from 10.9.0.0/24 lookup 100"],
            mirror.Events.Where(occurrence => occurrence.Type == EventType.Rule).Select(occurrence => $"{occurrence.Action} {occurrence.Name} {occurrence.Detail}"));
        Assert.DoesNotContain(mirror.Events, occurrence => occurrence.Type is not (EventType.Neighbor or EventType.Rule));
    }

    [KernelFact("ip")]
    public void What_ip_monitor_prints_are_events()
    {
        Batch(null, ["link add d0 type bridge", "link add br0 type bridge", "link add v0 type veth peer name v1"]);
        using var mirror = Watch(new EventSpec { Types = [.. OfNamespaces, EventType.Neighbor, EventType.Rule], IncludeInitialState = true });
        var printed = new List<string>();
        using var monitor = new Process
        {
            StartInfo = new ProcessStartInfo("nsenter", [$"--net={TestHost.NamespacePath}", "stdbuf", "-oL", "ip", "-o", "-N", "monitor", "address", "route", "rule", "neigh"]) { RedirectStandardOutput = true },
        };
        monitor.OutputDataReceived += (_, line) => { lock (printed) printed.Add(line.Data ?? ""); };
        monitor.Start();
        monitor.BeginOutputReadLine();
        // It prints nothing before it listens.
        var probe = 0;
        Assert.True(SpinWait.SpinUntil(() =>
        {
            Batch(null, [$"rule add pref {++probe} lookup 9", $"rule del pref {probe}"]);
            lock (printed) return printed.Count > 0;
        }, TimeSpan.FromSeconds(10)));
        Batch(null, ["link set d0 up", "link set v1 up", "link set v0 up", "link set v0 master br0", "addr add 10.9.0.1/24 dev br0", "link set br0 up", "route add 10.8.0.0/16 via 10.9.0.2", "neigh add 10.9.0.9 lladdr 02:00:00:00:00:09 dev br0",
            "route del 10.8.0.0/16", "addr del 10.9.0.1/24 dev br0", "rule add from 10.1.1.1 lookup 77 pref 7777"]);
        mirror.Sees(occurrence => occurrence is { Type: EventType.Rule, Name: "7777" });
        Assert.True(SpinWait.SpinUntil(() => { lock (printed) return printed.Exists(line => line.StartsWith("7777:", StringComparison.Ordinal)); }, TimeSpan.FromSeconds(10)));
        monitor.Kill();
        monitor.WaitForExit();
        var told = mirror.Events.Where(occurrence => occurrence.Action != EventAction.Present).Select(occurrence => $"{(occurrence.Action == EventAction.Removed ? "-" : "+")}{occurrence.Name}").ToHashSet();
        foreach (var line in printed.Where(line => line.Length > 0 && !line.Contains(" lookup 9", StringComparison.Ordinal)))
        {
            var words = line.Replace("Deleted ", "", StringComparison.Ordinal).Split((char[])[' ', '\\', '\t'], StringSplitOptions.RemoveEmptyEntries);
            var sign = line.Contains("Deleted ", StringComparison.Ordinal) ? "-" : "+";
            var what = words switch
            {
                [_, _, "inet" or "inet6", var address, ..] => address,
                [var priority, "from", ..] => priority.TrimEnd(':'),
                ["1" or "2" or "3" or "4" or "5" or "local" or "broadcast" or "anycast" or "multicast", var destination, ..] => destination,
                [var first, ..] => first,
                _ => "",
            };
            // An entry of a bridge's forwarding table is no neighbour.
            if (what == "dev" || MacAddress.TryParse(what, out _)) continue;
            Assert.True(told.Overlaps([$"{sign}{what}", $"{sign}{what}/32", $"{sign}{what}/128"]), $"'{line}' is no event ({sign}{what}); there are {string.Join(" ", told)}");
        }
    }

    [KernelFact("ip")]
    public void Where_more_happens_than_can_be_taken_it_is_said_and_the_state_is_right_in_the_end()
    {
        string[] names = ["a", "b", "c"];
        foreach (var name in names) Controller.Namespaces.Create(name);
        using var mirror = Watch(new EventSpec { Types = OfNamespaces, Namespaces = names, IncludeInitialState = true, Capacity = 16, BufferSize = 8 * 1024 });
        mirror.Agrees(Truth(names));
        for (var round = 0; round < 2; round++)
        {
            // Nobody takes the events for a while: then there are too many, whatever the machine.
            mirror.Open.Reset();
            Parallel.ForEach(names, name => Batch(name, Enumerable.Range(0, 150).SelectMany(i => new[]
            {
                $"link add l{i} group 7 type bridge", $"link set l{i} up", $"addr add 10.{i}.0.1/24 dev l{i}", $"route add 10.200.{i}.0/24 via 10.{i}.0.9", i % 3 == 0 ? $"link set l{i} down" : $"link set l{i} mtu 1400", $"addr add fd00:{i:x}::1/64 dev l{i}",
            })));
            mirror.Open.Set();
            mirror.Agrees(Truth(names));
            Parallel.ForEach(names, name => Batch(name, ["link del group 7"]));
            mirror.Agrees(Truth(names));
        }
        foreach (var name in names)
        {
            mirror.Sees(occurrence => occurrence is { Type: EventType.Watch, Action: EventAction.Overrun } && occurrence.Namespace == name);
            mirror.Sees(occurrence => occurrence is { Type: EventType.Watch, Action: EventAction.Resynchronized } && occurrence.Namespace == name);
            var watch = mirror.Events.Where(occurrence => occurrence.Type == EventType.Watch && occurrence.Namespace == name).Select(occurrence => occurrence.Action).ToList();
            Assert.Equal(Enumerable.Range(0, watch.Count).Select(i => i % 2 == 0 ? EventAction.Overrun : EventAction.Resynchronized), watch);
        }
    }

    [KernelFact("ip")]
    public void Nothing_is_missed_or_told_twice_while_a_watch_begins()
    {
        using var end = new CancellationTokenSource();
        var churn = Task.Run(() =>
        {
            for (var i = 0; !end.IsCancellationRequested; i++) Batch(null, [$"link add c{i} type bridge", $"link set c{i} up", $"addr add 10.3.{i % 250}.1/32 dev c{i}", i % 2 == 0 ? $"link del c{i}" : $"link set c{i} down"]);
        });
        try
        {
            for (var i = 0; i < 5; i++)
            {
                using var mirror = Watch(new EventSpec { Types = OfNamespaces, IncludeInitialState = true });
                mirror.Sees(occurrence => occurrence.Action == EventAction.Added);
            }
        }
        finally
        {
            end.Cancel();
            churn.Wait();
        }
        using var last = Watch(new EventSpec { Types = OfNamespaces, IncludeInitialState = true });
        last.Agrees(Truth((string?)null));
    }
}
