#:project ../../src/CNet.Core
#:property PublishAot=false

// The main job without PowerShell: a network, two endpoints in sandboxes of their own, real packets between them, and all of it away again.
// Needs root; everything happens in a Host of its own (a private network namespace), so that this machine's network is not touched.
//
//     sudo dotnet run docs/examples/quickstart.cs

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CNet;

Host? host = null;
try
{
    host = Hosts.Create();
    var controller = Controller.Open(host);
    using var log = OperationLog.Listen(Environment.GetCommandLineArgs().Contains("--verbose") ? command => Console.WriteLine($"    {command}") : null, Console.WriteLine);

    Step("Create the network lab, 10.1.0.0/24");
    var lab = controller.Networks.Create(new NetworkSpec { Name = "lab", Subnets = [new SubnetSpec { Subnet = Cidr.Parse("10.1.0.0/24") }] });

    Step("Add two endpoints, and join each to a sandbox of its own");
    foreach (var name in new[] { "web", "db" })
        controller.Sandboxes.Join(controller.Endpoints.Add(lab, new EndpointSpec { Name = name }), name);
    foreach (var endpoint in controller.Endpoints.List(lab))
        Console.WriteLine($"    {endpoint.Name,-4} {endpoint.IPAddress,-10} {endpoint.MacAddress}  in sandbox {endpoint.Sandbox} as {endpoint.InterfaceName}");

    Step("Talk from web to db: a TCP round trip with sockets opened inside the sandboxes");
    var db = controller.Endpoints.Get("lab/db");
    var address = new IPEndPoint(db.IPAddress!, 5432);
    using (var listener = controller.Sandboxes.OpenSocket(controller.Sandboxes.Get("db"), AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
    using (var client = controller.Sandboxes.OpenSocket(controller.Sandboxes.Get("web"), AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
    {
        listener.Bind(address);
        listener.Listen();
        var watch = Stopwatch.StartNew();
        client.Connect(address);
        using var server = listener.Accept();
        client.Send("ping"u8);
        var buffer = new byte[4];
        server.Receive(buffer);
        Console.WriteLine($"    db received '{System.Text.Encoding.UTF8.GetString(buffer)}' from {server.RemoteEndPoint} after {watch.Elapsed.TotalMilliseconds:0.0} ms");
    }

    Step("Run a program in web");
    using (var program = controller.Programs.Start(controller.Sandboxes.Get("web"), new ProgramSpec { FilePath = "cat", Arguments = ["/proc/net/dev"] }))
        Console.WriteLine($"    its interfaces: {string.Join(", ", program.ReadToEnd().Output.Split('\n').Skip(2).Select(line => line.Split(':')[0].Trim()).Where(name => name.Length > 0))}");

    Step("Take it all away");
    foreach (var sandbox in controller.Sandboxes.List()) controller.Sandboxes.Remove(sandbox, removeEndpoints: true);
    controller.Networks.Remove(lab);
    Console.WriteLine($"    left: {string.Join(", ", controller.Networks.List().Select(network => network.Name))} (predefined), {controller.Sandboxes.List().Count} sandboxes, {controller.Endpoints.List().Count} endpoints");
    return 0;
}
catch (CNetException error)
{
    Console.Error.WriteLine($"{error.Code}: {error.Message}");
    if (error.Hint is not null) Console.Error.WriteLine(error.Hint);
    return 1;
}
finally
{
    if (host is not null) Hosts.Remove(host, force: true);
}

static void Step(string text) => Console.WriteLine($"• {text}");
