using System.Globalization;
using System.Text.Json;
using Xunit;

namespace CNet.Tests.Watching;

/// <summary>
/// Somebody who knows of the kernel only what events tell. Each thing is a line of text; an event that adds what is known already, or takes away what is not,
/// is a defect.
/// </summary>
internal sealed class Mirror : IDisposable
{
    private readonly EventWatcher _watcher;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly SortedSet<string> _lines = new(StringComparer.Ordinal);
    private readonly List<NetworkEvent> _events = [];
    private readonly bool _knowsAll;
    private readonly Thread _reader;
    private Exception? _failure;
    private long _last;

    /// <param name="watcher">The watch.</param>
    /// <param name="knowsAll">True where the events begin with what is there.</param>
    internal Mirror(EventWatcher watcher, bool knowsAll)
    {
        (_watcher, _knowsAll) = (watcher, knowsAll);
        _reader = new Thread(Read) { IsBackground = true };
        _reader.Start();
    }

    /// <summary>Held while it is to take nothing.</summary>
    internal ManualResetEventSlim Open { get; } = new(true);

    internal List<NetworkEvent> Events
    {
        get
        {
            lock (_gate)
            {
                Assert.Null(_failure);
                return [.. _events];
            }
        }
    }

    /// <summary>Waits until what it knows of some namespaces is what iproute2 says.</summary>
    internal void Agrees(Func<IEnumerable<string>> truth)
    {
        string[] expected = [], known = [];
        SpinWait.SpinUntil(() =>
        {
            expected = [.. truth().Order(StringComparer.Ordinal)];
            lock (_gate) known = [.. _lines];
            return expected.SequenceEqual(known) || _failure is not null;
        }, TimeSpan.FromSeconds(20));
        Assert.Null(_failure);
        Assert.Equal(expected, known);
    }

    /// <summary>Waits for an event.</summary>
    internal NetworkEvent Sees(Func<NetworkEvent, bool> wanted)
    {
        NetworkEvent? found = null;
        SpinWait.SpinUntil(() => (found = Events.Find(occurrence => wanted(occurrence))) is not null, TimeSpan.FromSeconds(10));
        return found ?? throw new Xunit.Sdk.XunitException($"No such event among: {string.Join("; ", Events)}");
    }

    public void Dispose()
    {
        Open.Set();
        _end.Cancel();
        _reader.Join();
        _watcher.Dispose();
        _end.Dispose();
        Open.Dispose();
    }

    /// <summary>The links, addresses and routes of a namespace as iproute2 shows them, as lines.</summary>
    internal static IEnumerable<string> Truth(string? ns, Func<string[], JsonElement[]> ip)
    {
        foreach (var link in ip(["addr", "show"]))
        {
            var flags = link.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()).ToList();
            var state = !flags.Contains("UP") ? InterfaceState.Down : flags.Contains("LOWER_UP") ? InterfaceState.Up : InterfaceState.NoCarrier;
            var name = Text(link, "ifname");
            yield return $"{ns} link {Text(link, "ifindex")} {name} {Text(link, "mtu")} {state} {Text(link, "master")}";
            foreach (var address in link.GetProperty("addr_info").EnumerateArray()) yield return $"{ns} address {name} {Text(address, "local")}/{Text(address, "prefixlen")}";
        }
        foreach (var family in new[] { "-4", "-6" })
            foreach (var route in ip(["-N", family, "route", "show", "table", "all"]))
                yield return $"{ns} route {Prefix(Text(route, "dst"), family == "-6")} {Hop(route)} {Text(route, "metric", "0")} {Text(route, "table", "254")} {(Text(route, "type") is { Length: > 2 } type ? type : TypeOf(Text(route, "type", "1")))}";
    }

    private static string Hop(JsonElement route)
    {
        var hop = route.TryGetProperty("nexthops", out var hops) ? hops[0] : route;
        return $"{(hop.TryGetProperty("via", out var via) ? Text(via, "host") : Text(hop, "gateway"))} {Text(hop, "dev")}";
    }

    private static string TypeOf(string number) => number switch { "1" => "unicast", "2" => "local", "3" => "broadcast", "4" => "anycast", "5" => "multicast", "6" => "blackhole", "7" => "unreachable", _ => number };

    private static string Prefix(string text, bool isIPv6) => text == "default" ? (isIPv6 ? "::/0" : "0.0.0.0/0") : text.Contains('/', StringComparison.Ordinal) ? text : $"{text}/{(isIPv6 ? 128 : 32)}";

    private static string Text(JsonElement element, string property, string otherwise = "") => element.TryGetProperty(property, out var value) ? value.ToString() : otherwise;

    private static string? Line(NetworkEvent occurrence, object? thing) => thing switch
    {
        Interface link => $"{occurrence.Namespace} link {link.Index} {link.Name} {link.Mtu} {link.State} {link.Master}",
        InterfaceAddress address => $"{occurrence.Namespace} address {occurrence.InterfaceName} {address}",
        Route route => string.Create(CultureInfo.InvariantCulture, $"{occurrence.Namespace} route {route.DestinationPrefix} {route.NextHop} {route.InterfaceName} {route.RouteMetric} {route.Table} {route.Type}"),
        _ => null,
    };

    private void Read()
    {
        try
        {
            while (_watcher.Take(null, _end.Token) is { } occurrence)
            {
                lock (_gate) Apply(occurrence);
                Open.Wait(_end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test ends.
        }
        catch (Exception failure)
        {
            lock (_gate) _failure = failure;
        }
    }

    private void Apply(NetworkEvent occurrence)
    {
        _events.Add(occurrence);
        Assert.Equal(++_last, occurrence.Number);
        if (Line(occurrence, occurrence.Object) is not { } line) return;
        if (occurrence.Action == EventAction.Changed)
        {
            Assert.NotEmpty(occurrence.Changes);
            Assert.True(_lines.Remove(Line(occurrence, occurrence.Previous)!) || !_knowsAll, $"{occurrence.Detail}: was not known as {Line(occurrence, occurrence.Previous)}");
        }
        if (occurrence.Action == EventAction.Removed) Assert.True(_lines.Remove(line) || !_knowsAll, $"Removed, and was not known: {line}");
        else Assert.True(_lines.Add(line), $"{occurrence.Action}, and was known: {line}");
    }
}
