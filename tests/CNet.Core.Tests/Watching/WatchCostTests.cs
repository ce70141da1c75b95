using CNet.Netlink;
using CNet.Netlink.Route;
using CNet.Tests.Lifecycle;
using CNet.Tests.Support;
using CNet.Toolkit;
using Xunit;

namespace CNet.Tests.Watching;

/// <summary>Alone, since the threads and descriptors of this process are counted.</summary>
[Collection(AloneCollection.Name)]
public sealed class WatchCostTests : EventTest
{
    [KernelFact]
    public void A_hundred_namespaces_cost_two_descriptors_each_and_one_thread_and_are_heard_at_once()
    {
        var names = Enumerable.Range(0, 100).Select(i => $"n{i}").ToArray();
        foreach (var name in names) Controller.Namespaces.Create(name);
        // A first one loads what every one needs.
        Controller.Events.Watch(new EventSpec { All = true, Types = OfNamespaces }).Dispose();
        // What earlier tests have dropped is closed now, and not while it is counted.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Held();
        using (var watcher = Controller.Events.Watch(new EventSpec { All = true, Types = OfNamespaces }))
        {
            var during = Held();
            Assert.Equal(before.Threads + 1, during.Threads);
            Assert.InRange(during.Descriptors - before.Descriptors, 150, 220);
            var delays = new List<double>();
            foreach (var name in names.Take(20))
            {
                using var view = Viewpoint.Open(Controller, name);
                var batch = new MessageBuffer(64);
                batch.SetLinkUp(1);
                var start = DateTimeOffset.Now;
                view.Session.Route.Execute(batch);
                NetworkEvent? heard;
                while ((heard = watcher.Take(TimeSpan.FromSeconds(5))) is { } other && !(other.Type == EventType.Link && other.Namespace == name)) { }
                delays.Add((heard!.Time - start).TotalMilliseconds);
            }
            Assert.InRange(delays.Order().ElementAt(delays.Count / 2), 0, 100);
        }
        Eventually.Equal(before.Threads, () => Held().Threads);
        Eventually.Equal(true, () => Held().Descriptors <= before.Descriptors);
    }

    [KernelFact]
    public void Nothing_is_left_of_a_watch()
    {
        var network = CreateNetwork();
        using (var warm = Controller.Events.Watch(new EventSpec { All = true, IncludeInitialState = true })) Assert.NotNull(warm.Take(TimeSpan.FromSeconds(5)));
        Eventually.Equal(0, () => Held().Threads);
        var before = Held();
        for (var i = 0; i < 20; i++)
        {
            using var watcher = Controller.Events.Watch(new EventSpec { All = true, IncludeInitialState = true, Capacity = 2 });
            if (i % 2 == 0) Attach(network, $"s{i}");
        }
        Eventually.Equal(0, () => Held().Threads);
        Eventually.Equal(true, () => Held().Descriptors <= before.Descriptors + 3);
    }
}
