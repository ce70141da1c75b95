#:project ../../src/CNet.Core
#:property PublishAot=false
using CNet;

var host = Hosts.Create();
Console.WriteLine($"Host {host}");
using (OperationLog.Listen(c => Console.WriteLine("  " + c), w => Console.WriteLine("  ! " + w)))
{
    var controller = Controller.Open(host);
    var lab = controller.Networks.Create(new NetworkSpec { Name = "lab", Subnets = [new SubnetSpec { Subnet = Cidr.Parse("10.1.0.0/24") }] });
    foreach (var name in new[] { "web", "db" })
    {
        var e = controller.Endpoints.Add(lab, new EndpointSpec { Name = name });
        e = controller.Sandboxes.Join(e, name);
        Console.WriteLine($"{e} {e.IPAddress} {e.MacAddress} {e.Sandbox} {e.State} {e.InterfaceName} {e.HostInterfaceName}");
        foreach (var i in controller.Interfaces.List(name)) Console.WriteLine($"   {i.Index} {i} {i.Kind} {i.State} {string.Join(",", i.Address)} {i.Endpoint}");
        foreach (var i in controller.Interfaces.Routes(name)) Console.WriteLine($"   {i}");
    }
    System.Diagnostics.Process.Start("nsenter", ["--net=" + host.NamespacePath, "nft", "list", "ruleset"]).WaitForExit();
    System.Diagnostics.Process.Start("nsenter", ["--net=" + host.NamespaceDirectory + "/web", "ping", "-c1", "-w2", "10.1.0.3"]).WaitForExit();
    foreach (var s in controller.Sandboxes.List()) controller.Sandboxes.Remove(s);
    controller.Networks.Remove(lab, force: true);
}
Hosts.Remove(host);
