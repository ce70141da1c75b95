namespace CNet.Probe;

/// <summary>attach HOST NETWORK NAME [PORT …]: adds an endpoint, joins it to a sandbox of the same name and publishes ports of it, says "ADDRESS MAC", and lives until its input ends or it is killed.</summary>
internal static class AttachVerb
{
    internal static int Run(string[] args)
    {
        var controller = Controller.Open(Hosts.Get(args[0]));
        var endpoint = controller.Endpoints.Add(controller.Networks.Get(args[1]), new EndpointSpec { Name = args[2] });
        endpoint = controller.Sandboxes.Join(endpoint, args[2]);
        controller.Ports.Publish(endpoint, [.. args[3..].Select(PortSpec.Parse)]);
        Console.WriteLine($"{endpoint.IPAddress} {endpoint.MacAddress}");
        Console.ReadLine();
        return 0;
    }
}
