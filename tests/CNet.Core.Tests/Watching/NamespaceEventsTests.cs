using System.Diagnostics;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Watching;

public sealed class NamespaceEventsTests : EventTest
{
    private string Ns => TestHost.NamespaceDirectory;

    [KernelFact]
    public void Names_come_and_go_also_where_no_namespace_had_a_name_before()
    {
        Assert.False(Directory.Exists(Ns));
        using var mirror = Watch(new EventSpec { Types = [EventType.Namespace] });
        Controller.Namespaces.Create("first");
        var added = mirror.Sees(occurrence => occurrence is { Action: EventAction.Added, Name: "first" });
        Assert.Equal(Controller.Namespaces.Get("first"), added.Object);
        for (var i = 0; i < 20; i++)
        {
            Controller.Namespaces.Create($"n{i}");
            Controller.Namespaces.Remove(Controller.Namespaces.Get($"n{i}"));
        }
        Controller.Namespaces.Remove(Controller.Namespaces.Get("first"));
        mirror.Sees(occurrence => occurrence is { Action: EventAction.Removed, Name: "first" });
        string[] expected = ["Added first", .. Enumerable.Range(0, 20).SelectMany(i => new[] { $"Added n{i}", $"Removed n{i}" }), "Removed first"];
        Assert.Equal(expected, mirror.Events.Select(occurrence => $"{occurrence.Action} {occurrence.Name}"));
    }

    [KernelFact("ip")]
    public void With_all_namespaces_those_that_come_are_watched_and_those_that_go_are_let_go()
    {
        Controller.Namespaces.Create("a");
        using var mirror = Watch(new EventSpec { All = true, Types = [.. OfNamespaces, EventType.Namespace], IncludeInitialState = true });
        mirror.Agrees(Truth(null, "a"));
        Controller.Namespaces.Create("b");
        Batch(null, ["link add ve0 type veth peer name ve1 netns " + Ns + "/b", "link set ve0 up"]);
        Batch("b", ["link set ve1 up", "link set lo up", "addr add 10.9.0.1/24 dev ve1"]);
        mirror.Agrees(Truth(null, "a", "b"));
        Assert.All(mirror.Events.Where(occurrence => occurrence.Namespace == "b" && occurrence.Type != EventType.Namespace), occurrence => Assert.NotEqual(EventAction.Present, occurrence.Action));
        // With the namespace its end of the pair goes, and so does ours: nothing keeps it.
        Controller.Namespaces.Remove(Controller.Namespaces.Get("b"));
        mirror.Sees(occurrence => occurrence is { Type: EventType.Link, Action: EventAction.Removed, Name: "ve0", Namespace: null });
        mirror.Sees(occurrence => occurrence is { Type: EventType.Namespace, Action: EventAction.Removed, Name: "b" });
        mirror.Agrees(Truth(null, "a"));
        // The same name again is another namespace.
        Controller.Namespaces.Create("b");
        mirror.Agrees(Truth(null, "a", "b"));
    }

    [KernelFact("ip")]
    public void A_name_that_is_watched_is_watched_again_when_it_comes_again_and_no_other()
    {
        Controller.Namespaces.Create("a");
        Controller.Namespaces.Create("b");
        using var mirror = Watch(new EventSpec { Namespaces = ["a"], Types = [.. OfNamespaces, EventType.Namespace], IncludeInitialState = true });
        mirror.Agrees(Truth("a"));
        Controller.Namespaces.Remove(Controller.Namespaces.Get("a"));
        Controller.Namespaces.Remove(Controller.Namespaces.Get("b"));
        Controller.Namespaces.Create("a");
        mirror.Agrees(Truth("a"));
        Batch("a", ["link set lo up"]);
        mirror.Agrees(Truth("a"));
        Assert.All(mirror.Events, occurrence => Assert.Equal("a", occurrence.Namespace));
        Assert.Equal("Present Removed Added", string.Join(' ', mirror.Events.Where(occurrence => occurrence.Type == EventType.Namespace).Select(occurrence => occurrence.Action)));
        Fails(CNetError.NamespaceNotFound, () => Controller.Events.Watch(new EventSpec { Namespaces = ["nobody"] }));
    }

    [KernelFact("unshare", "ip")]
    public void The_namespace_of_a_process_is_let_go_when_the_process_ends()
    {
        using var process = Process.Start("unshare", ["-n", "sleep", "600"]);
        var path = $"pid:{process.Id}";
        Assert.True(SpinWait.SpinUntil(() => Controller.Namespaces.Get(path).Inode != Controller.Namespaces.Get($"pid:{Environment.ProcessId}").Inode, TimeSpan.FromSeconds(5)));
        using var mirror = Watch(new EventSpec { Namespaces = [path], Types = [EventType.Link, EventType.Namespace] });
        Machine.Run("nsenter", $"--net=/proc/{process.Id}/ns/net", "ip", "link", "set", "lo", "up");
        Assert.Equal("State: Down → Up", mirror.Sees(occurrence => occurrence is { Type: EventType.Link, Action: EventAction.Changed }).Detail);
        process.Kill();
        process.WaitForExit();
        mirror.Sees(occurrence => occurrence is { Type: EventType.Link, Action: EventAction.Removed });
        mirror.Sees(occurrence => occurrence is { Type: EventType.Namespace, Action: EventAction.Removed } && occurrence.Name == path);
    }

    [KernelFact("ip")]
    public void Ids_of_namespaces_are_events()
    {
        Controller.Namespaces.Create("a");
        using var mirror = Watch(new EventSpec { Types = [EventType.NamespaceId] });
        Batch(null, ["link add ve0 type veth peer name ve1 netns " + Ns + "/a"]);
        Assert.Equal("of a", mirror.Sees(occurrence => occurrence.Action == EventAction.Added).Detail);
        Controller.Namespaces.Remove(Controller.Namespaces.Get("a"));
        mirror.Sees(occurrence => occurrence is { Action: EventAction.Removed, Name: "0" });
        Assert.All(mirror.Events, occurrence => Assert.Equal(EventType.NamespaceId, occurrence.Type));
    }

    [KernelFact]
    public void A_watch_ends_with_its_Host_and_says_so()
    {
        var host = Hosts.Create();
        using var watcher = Controller.Open(host).Events.Watch();
        Hosts.Remove(host, force: true);
        Fails(CNetError.HostNotFound, () =>
        {
            while (watcher.Take(TimeSpan.FromSeconds(10)) is not null) { }
        });
    }
}
