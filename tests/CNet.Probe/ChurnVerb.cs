namespace CNet.Probe;

/// <summary>
/// churn HOST SEED: changes a Host again and again, until it is killed or its input ends. Says "ready", then a line before each change;
/// "error: …" is the last one where a change failed.
/// </summary>
internal sealed class ChurnVerb
{
    private const int NetworkCount = 3, EndpointCount = 4, SandboxCount = 3;
    private static readonly string[] Specs = ["80", "8080:80", "127.0.0.1:8081:80/udp", "9000-9002:9000-9002", "9100-9103:80-83", "[::1]:8082:80", "8080-8085:80"];
    private readonly Controller _controller;
    private readonly Random _random;

    private ChurnVerb(Host host, int seed)
    {
        _controller = Controller.Open(host);
        _random = new Random(seed);
    }

    internal static int Run(string[] args)
    {
        // Who started this process may be gone without having killed it.
        new Thread(() =>
        {
            while (Console.ReadLine() is not null) { }
            Environment.Exit(0);
        })
        { IsBackground = true }.Start();
        try
        {
            var churn = new ChurnVerb(Hosts.Get(args[0]), int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture));
            _ = churn._controller.Networks.List();
            Console.WriteLine("ready");
            while (true) churn.Step();
        }
        catch (Exception error)
        {
            Console.WriteLine($"error: {error}".ReplaceLineEndings(" "));
            return 1;
        }
    }

    private void Step()
    {
        var (network, endpoint, sandbox) = ($"net{_random.Next(NetworkCount)}", $"ep{_random.Next(EndpointCount)}", $"box{_random.Next(SandboxCount)}");
        var found = _controller.Networks.Find(network);
        switch (_random.Next(12))
        {
            case 0 when found is not null:
                Say($"remove network {network}");
                _controller.Networks.Remove(found, force: true);
                break;
            case 1 when _controller.Sandboxes.Find(sandbox) is { } old:
                var removeEndpoints = _random.Next(2) == 0;
                Say($"remove sandbox {sandbox} {removeEndpoints}");
                _controller.Sandboxes.Remove(old, force: true, removeEndpoints);
                break;
            case 2 when _controller.Sandboxes.Find(sandbox) is null:
                Say($"create sandbox {sandbox}");
                _controller.Sandboxes.Create(new SandboxSpec { Name = sandbox });
                break;
            case > 2:
                if (found is null) Create(network);
                else Touch(found, endpoint, sandbox);
                break;
        }
    }

    private void Create(string name)
    {
        Say($"create network {name}");
        var number = name[^1];
        _controller.Networks.Create(new NetworkSpec
        {
            Name = name,
            EnableIPv6 = _random.Next(2) == 0,
            Internal = _random.Next(4) == 0,
            // Now and then one that the default pools give.
            Subnets = _random.Next(3) == 0 ? [] : [new SubnetSpec { Subnet = Cidr.Parse($"10.{number}.0.0/24"), Auxiliary = new Dictionary<string, System.Net.IPAddress> { ["kept"] = System.Net.IPAddress.Parse($"10.{number}.0.3") } }],
        });
    }

    private void Touch(Network network, string name, string sandbox)
    {
        if (_controller.Endpoints.Find(name, network) is not { } endpoint)
        {
            Say($"add endpoint {network}/{name}");
            endpoint = _controller.Endpoints.Add(network, new EndpointSpec { Name = name, EgressRate = SomeRate(), IngressRate = SomeRate() });
            if (_random.Next(3) == 0) return;
        }
        if (_random.Next(4) == 0) Publish(network, endpoint);
        else if (_random.Next(4) == 0)
        {
            Say($"change endpoint {network}/{name} {endpoint.Sandbox}");
            _controller.Endpoints.Update(endpoint, SomeRate(), SomeRate());
        }
        else if (endpoint.State == EndpointState.Ready)
        {
            Say($"join endpoint {network}/{name} {sandbox}");
            _controller.Sandboxes.Join(endpoint, sandbox, new JoinSpec { Priority = _random.Next(3) });
        }
        else if (_random.Next(3) > 0)
        {
            Say($"disconnect endpoint {network}/{name} {endpoint.Sandbox}");
            _controller.Sandboxes.Leave(endpoint);
        }
        else
        {
            Say($"remove endpoint {network}/{name} {endpoint.Sandbox}");
            _controller.Endpoints.Remove(endpoint, force: true);
        }
    }

    /// <summary>Publishes a port, or takes them all back. An internal network has none, and another endpoint may have it.</summary>
    private void Publish(Network network, Endpoint endpoint)
    {
        if (_controller.Ports.List(endpoint) is { Count: > 0 } ports && _random.Next(2) == 0)
        {
            Say($"unpublish ports {network}/{endpoint} {endpoint.Sandbox}");
            foreach (var port in ports) _controller.Ports.Unpublish(port);
            return;
        }
        var spec = PortSpec.Parse(Specs[_random.Next(Specs.Length)]);
        Say($"publish port {network}/{endpoint} {spec} {endpoint.Sandbox}");
        try
        {
            _controller.Ports.Publish(endpoint, [spec]);
        }
        catch (CNetException refused) when (refused.Code is CNetError.PortInUse or CNetError.DriverUnsupported)
        {
            // That must leave nothing either.
        }
    }

    private Rate SomeRate() => new(_random.Next(3) * 10_000_000L);

    private static void Say(string what) => Console.WriteLine(what);
}
