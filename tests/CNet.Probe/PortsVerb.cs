using System.Globalization;

namespace CNet.Probe;

/// <summary>
/// ports HOST ENDPOINT SEED: publishes ports of an endpoint and takes them back, at random, until its input ends or it is killed; others want
/// the same ports. Says "ready" first, a line for every tenth port it has published, and at the end "done", or "error: …" for what is no refusal of a port that is taken.
/// </summary>
internal static class PortsVerb
{
    internal const int First = 20000, Span = 200;

    internal static int Run(string[] args)
    {
        var controller = Controller.Open(Hosts.Get(args[0]));
        var endpoint = controller.Endpoints.Get(args[1]);
        var random = new Random(int.Parse(args[2], CultureInfo.InvariantCulture));
        var isOver = false;
        Console.WriteLine("ready");
        new Thread(() =>
        {
            Console.ReadLine();
            Volatile.Write(ref isOver, true);
        })
        { IsBackground = true }.Start();
        var published = 0;
        try
        {
            while (!Volatile.Read(ref isOver))
            {
                if (random.Next(3) > 0)
                {
                    if (!TryPublish(controller, endpoint, random) || ++published % 10 != 0) continue;
                    Console.WriteLine(published);
                }
                else foreach (var port in controller.Ports.List(endpoint).Where(_ => random.Next(4) == 0)) controller.Ports.Unpublish(port);
            }
            Console.WriteLine("done");
            return 0;
        }
        catch (CNetException error)
        {
            Console.WriteLine($"error: {error}".ReplaceLineEndings(" "));
            return 1;
        }
    }

    private static bool TryPublish(Controller controller, Endpoint endpoint, Random random)
    {
        var count = random.Next(4) == 0 ? random.Next(2, 8) : 1;
        var host = First + random.Next(Span - count);
        var spec = new PortSpec
        {
            HostPorts = random.Next(10) == 0 ? null : new PortRange(host, host + count - 1),
            ContainerPorts = random.Next(2) == 0 ? new PortRange(host, host + count - 1) : new PortRange(80, 79 + count),
            HostAddress = random.Next(4) switch { 0 => System.Net.IPAddress.Loopback, 1 => System.Net.IPAddress.IPv6Any, _ => null },
            Protocol = random.Next(2) == 0 ? TransportProtocol.Tcp : TransportProtocol.Udp,
        };
        try
        {
            controller.Ports.Publish(endpoint, [spec]);
            return true;
        }
        catch (CNetException taken) when (taken.Code == CNetError.PortInUse)
        {
            return false;
        }
    }
}
