using System.Globalization;
using System.Text.Json;
using CNet.Discovery;
using CNet.State;

namespace CNet.Tests.Support;

/// <summary>
/// What must hold on a Host between two changes: every record has its object in the kernel, and the other way round. The kernel's side is
/// what iproute2 and nft say of it, the state's is read straight from the files. Forwarding must be off before the first network is made.
/// </summary>
internal sealed class HostInvariants
{
    private readonly Host _host;
    private readonly string _empty;

    /// <summary>Looks at the Host as it is before anything is made there: when all is removed, it must be like that again.</summary>
    internal HostInvariants(Host host)
    {
        _host = host;
        _empty = Contents();
    }

    /// <summary>Everything that is there: the keys of the records, the interfaces, the rules, the namespaces, and forwarding.</summary>
    internal string Contents()
    {
        var inHost = Look(_host.NamespacePath!, "ip -o link | cut -d: -f2; nft list ruleset; cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/all/forwarding");
        return string.Join('\n', RecordedState.Read(_host).KeysOfAll.Append(inHost).Concat(NamespaceFiles()).Append(LockContent()));
    }

    /// <summary>What differs from the Host as it was when nothing was there.</summary>
    internal IReadOnlyList<string> Leaks() => [.. RecordedState.Differences("line", Contents().Split('\n'), _empty.Split('\n'))];

    /// <summary>What does not hold.</summary>
    internal IReadOnlyList<string> Problems()
    {
        var state = RecordedState.Read(_host);
        var problems = state.Problems().ToList();
        if (LockContent().Length > 0) problems.Add($"the lock says {LockContent()}");
        problems.AddRange(RecordedState.Differences("files", SandboxPlaces.All(_host), state.Sandboxes.Values.Where(sandbox => sandbox.HasFiles).Select(sandbox => sandbox.Id)));
        problems.AddRange(RecordedState.Differences("namespace", NamespaceFiles(), state.Sandboxes.Values.Where(sandbox => sandbox.Kind == SandboxKind.Own).Select(sandbox => sandbox.Name)));
        var parts = Look(_host.NamespacePath!, "ip -j -d addr; echo ---; nft -j list ruleset; echo ---; cat /proc/sys/net/ipv4/ip_forward; echo ---; cat /proc/sys/net/ipv6/conf/all/forwarding").Split("---");
        problems.AddRange(HostLinkProblems(state, Array(parts[0])));
        problems.AddRange(FirewallProblems(state, parts[1]));
        problems.AddRange(RateProblems(state, Array(parts[0]),
            Look(_host.NamespacePath!, "tc qdisc show; ip -o link | cut -d' ' -f2 | cut -d@ -f1 | tr -d : | while read i; do tc filter show dev $i ingress | sed \"s/^/$i /\"; done")));
        if (parts[2].Trim() != (state.Forwarding4 is null ? "0" : "1")) problems.Add($"IPv4 forwarding is {parts[2].Trim()}");
        if (parts[3].Trim() != (state.Forwarding6 is null ? "0" : "1")) problems.Add($"IPv6 forwarding is {parts[3].Trim()}");
        foreach (var sandbox in state.Sandboxes.Values) problems.AddRange(InSandbox(state, sandbox).Select(problem => $"{sandbox.Name}: {problem}"));
        return problems;
    }

    private IEnumerable<string> NamespaceFiles() => Directory.Exists(_host.NamespaceDirectory) ? Directory.EnumerateFiles(_host.NamespaceDirectory).Select(file => Path.GetFileName(file)) : [];

    private string LockContent() => Machine.Run("cat", Path.Combine(_host.RunDirectory, "lock")).Split('\0')[0];

    private static string Look(string ns, string commands) => Machine.Run("nsenter", $"--net={ns}", "sh", "-ec", commands);

    private static JsonElement[] Array(string json) =>
        json.Trim().Length == 0 ? [] : [.. JsonDocument.Parse(json).RootElement.EnumerateArray().Where(element => element.ValueKind == JsonValueKind.Object && element.EnumerateObject().Any())];

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.ToString() : null;

    private static bool IsUp(JsonElement link) => link.GetProperty("flags").EnumerateArray().Any(flag => flag.GetString() == "UP");

    private static IEnumerable<string> AddressesOf(JsonElement link) => link.GetProperty("addr_info").EnumerateArray().Select(address => $"{Text(address, "local")}/{Text(address, "prefixlen")}");

    private static string Place(string name, int index) => string.Create(CultureInfo.InvariantCulture, $"{name} #{index}");

    private static string Place(JsonElement link) => Place(Text(link, "ifname")!, link.GetProperty("ifindex").GetInt32());

    private static IEnumerable<string> HostLinkProblems(RecordedState state, JsonElement[] links)
    {
        var joins = state.Sandboxes.Values.SelectMany(sandbox => sandbox.Joins).Where(join => join.HostInterface is not null).ToList();
        var expected = state.Devices.Values.Select(device => Place(device.Interface, device.InterfaceIndex)).Concat(joins.Select(join => Place(join.HostInterface!, join.HostInterfaceIndex))).Append(Place("lo", 1));
        // What holds endpoints to their rates is known by its name alone.
        foreach (var problem in RecordedState.Differences("interface", links.Where(link => !IsRateDevice(link)).Select(Place), expected)) yield return problem;
        var byName = links.ToDictionary(link => Text(link, "ifname")!);
        foreach (var (id, device) in state.Devices)
        {
            if (!byName.TryGetValue(device.Interface, out var link) || !state.Networks.TryGetValue(id, out var network)) continue;
            if (!IsUp(link)) yield return $"the bridge {device.Interface} is down";
            var addresses = network.Pools.Where(pool => pool.Gateway is not null).Select(pool => $"{pool.Gateway}/{pool.Subnet.PrefixLength}").ToList();
            if (network.EnableIPv6) addresses.Add($"{Ip.LinkLocal(MacAddress.Parse(Text(link, "address")!))}/64");
            foreach (var problem in RecordedState.Differences($"address of {device.Interface}", AddressesOf(link), addresses)) yield return problem;
        }
        foreach (var join in joins)
        {
            if (!byName.TryGetValue(join.HostInterface!, out var link)) continue;
            if (!IsUp(link)) yield return $"{join.HostInterface} is down";
            var sendsBack = state.Sandboxes.Values.Any(sandbox => sandbox.Joins.Contains(join) && sandbox.Joins.Exists(other => other.HasPorts));
            if (link.GetProperty("linkinfo").GetProperty("info_slave_data").GetProperty("hairpin").GetBoolean() != sendsBack) yield return $"{join.HostInterface} does {(sendsBack ? "not " : "")}send back";
            if (Text(link, "master") != state.Devices.GetValueOrDefault(join.NetworkId)?.Interface) yield return $"{join.HostInterface} is a port of {Text(link, "master") ?? "nothing"}";
        }
    }

    private static bool IsRateDevice(JsonElement link) => link.TryGetProperty("linkinfo", out var info) && Text(info, "info_kind") == "ifb";

    /// <summary>Every endpoint that is joined is held to its rates, by a device of its own where it sends, and no other one is.</summary>
    private static IEnumerable<string> RateProblems(RecordedState state, JsonElement[] links, string trafficControl)
    {
        var endpoints = state.Sandboxes.Values.SelectMany(sandbox => sandbox.Joins).Where(join => join.HostInterface is not null).Select(join => (join.HostInterface, Record: state.Endpoints[join.EndpointId])).ToList();
        var devices = endpoints.Where(endpoint => !endpoint.Record.EgressRate.IsUnlimited).Select(endpoint => (endpoint.HostInterface, Name: "ifb" + endpoint.Record.Id[..11], endpoint.Record.EgressRate)).ToList();
        var words = trafficControl.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        string After(string[] line, string word) => line[System.Array.IndexOf(line, word) + 1];
        var buckets = words.Where(line => line is ["qdisc", "tbf", ..]).Select(line => $"{After(line, "dev")} {After(line, "rate").ToLowerInvariant()}");
        var expected = endpoints.Where(endpoint => !endpoint.Record.IngressRate.IsUnlimited).Select(endpoint => $"{endpoint.HostInterface} {endpoint.Record.IngressRate}").Concat(devices.Select(device => $"{device.Name} {device.EgressRate}"));
        var redirects = words.Where(line => line.Contains("mirred")).Select(line => $"{line[0]} {After(line, "device").TrimEnd(')')}");
        return
        [
            .. RecordedState.Differences("rate", buckets, expected),
            .. RecordedState.Differences("redirect", redirects, devices.Select(device => $"{device.HostInterface} {device.Name}")),
            .. RecordedState.Differences("ifb device", links.Where(link => IsRateDevice(link) && IsUp(link)).Select(link => Text(link, "ifname")!), devices.Select(device => device.Name)),
        ];
    }

    private static IEnumerable<string> FirewallProblems(RecordedState state, string listing)
    {
        var there = new List<string>();
        var hasTable = false;
        foreach (var item in JsonDocument.Parse(listing).RootElement.GetProperty("nftables").EnumerateArray())
        {
            hasTable |= item.TryGetProperty("table", out _);
            if (!item.TryGetProperty("set", out var set) && !item.TryGetProperty("map", out set)) continue;
            if (set.TryGetProperty("elem", out var elements)) there.AddRange(elements.EnumerateArray().Select(element => $"{Text(set, "name")} {Element(element)}"));
        }
        var expected = state.Devices.Values.Select(device => device.Firewall!).SelectMany(ElementsOf).Concat(PortInvariants.Elements(state))
            .Concat(GuardOf(state.Forwarding4, 4)).Concat(GuardOf(state.Forwarding6, 6)).ToList();
        if (hasTable != (state.Devices.Count > 0)) yield return hasTable ? "the table is left" : "the table is missing";
        foreach (var problem in RecordedState.Differences("firewall element", there, expected)) yield return problem;
    }

    /// <summary>"br-lab", ["br-lab", {"accept": null}] and {"concat": ["br-lab", "br-lab"]}, each as words.</summary>
    private static string Element(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => string.Join(' ', element.EnumerateArray().Select(Element)),
        JsonValueKind.Object => string.Join(' ', element.EnumerateObject().Select(member => member.Name switch { "concat" => Element(member.Value), "range" => $"{member.Value[0]}-{member.Value[1]}", _ => member.Name })),
        _ => element.ToString(),
    };

    private static IEnumerable<string> ElementsOf(FirewallRecord network)
    {
        var name = network.Interface;
        yield return $"inside {name} {name} {(network.AllowInside ? "accept" : "drop")}";
        yield return $"networks {name}";
        if (network.Internal) yield return $"internal {name}";
        if (network.Internal || !network.AllowInside) yield return $"withheld {name}";
        if (network.Masquerade4) yield return $"masquerade4 {name}";
        if (network.Masquerade6) yield return $"masquerade6 {name}";
        if (network.Host4 is { } host4) yield return $"host4 {name} {host4}";
        if (network.Host6 is { } host6) yield return $"host6 {name} {host6}";
    }

    private static IEnumerable<string> GuardOf(ForwardingRecord? record, int family) => record is null ? [] :
        [.. record.Guarded.Select(name => $"guarded{family}-in {name}"), .. record.Existing.Select(name => $"guarded{family}-out {name}"), .. record.Existing.Select(name => $"guarded{family}-same {name} {name}")];

    private static List<string> InSandbox(RecordedState state, SandboxRecord sandbox)
    {
        var (exitCode, output, error) = Machine.TryRun("nsenter", $"--net={sandbox.Path}", "sh", "-ec", "ip -j addr; echo ---; ip -j route show default; echo ---; ip -j -6 route show default");
        if (exitCode != 0) return [$"its namespace cannot be entered: {error.Trim()}"];
        var parts = output.Split("---");
        var links = Array(parts[0]);
        var problems = RecordedState.Differences("interface", links.Select(Place), sandbox.Joins.Select(join => Place(join.Interface!, join.InterfaceIndex)).Append(Place("lo", 1))).ToList();
        foreach (var join in sandbox.Joins)
        {
            var link = links.FirstOrDefault(candidate => Text(candidate, "ifname") == join.Interface);
            if (link.ValueKind == JsonValueKind.Undefined || !state.Endpoints.TryGetValue(join.EndpointId, out var endpoint) || !state.Networks.TryGetValue(join.NetworkId, out var network)) continue;
            if (!IsUp(link)) problems.Add($"{join.Interface} is down");
            if (Text(link, "address") != endpoint.Mac.ToString()) problems.Add($"{join.Interface} has the MAC address {Text(link, "address")}, not {endpoint.Mac}");
            var expected = new[] { endpoint.IPv4, endpoint.IPv6 }.OfType<Ip>().Select(ip => $"{ip}/{network.Pools.First(pool => pool.Subnet.Contains(ip)).Subnet.PrefixLength}").ToList();
            if (endpoint.IPv6 is not null) expected.Add($"{Ip.LinkLocal(endpoint.Mac)}/64");
            problems.AddRange(RecordedState.Differences($"address of {join.Interface}", AddressesOf(link), expected));
        }
        problems.AddRange(RecordedState.Differences("default route", Routes(parts[1]), Gateways(sandbox, isIPv6: false)));
        problems.AddRange(RecordedState.Differences("default route", Routes(parts[2]), Gateways(sandbox, isIPv6: true)));
        return problems;
    }

    private static IEnumerable<string> Routes(string json) => Array(json).Select(route => $"{Text(route, "gateway")} by {Text(route, "dev")}");

    private static IEnumerable<string> Gateways(SandboxRecord sandbox, bool isIPv6) =>
        sandbox.Joins.Where(join => join.IsGateway(isIPv6)).Select(join => $"{join.Gateway(isIPv6)} by {join.Interface}");
}
