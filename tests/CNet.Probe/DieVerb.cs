using System.Globalization;
using CNet.Linux.Interop;

namespace CNet.Probe;

/// <summary>
/// die HOST NUMBER [TEXT]: makes and removes one of everything, and is killed just before it tells the kernel the equivalent of a command: of
/// all, or of those that contain a text, the one with that number. Says that command, or "done" where there is none such.
/// </summary>
internal static class DieVerb
{
    internal static int Run(string[] args)
    {
        var controller = Controller.Open(Hosts.Get(args[0]));
        var left = int.Parse(args[1], CultureInfo.InvariantCulture);
        var text = args.Length > 2 ? args[2] : "";
        using (OperationLog.Listen(command =>
        {
            if (!command.Contains(text, StringComparison.Ordinal) || left-- != 0) return;
            Console.WriteLine(command);
            _ = LibC.kill(Environment.ProcessId, Constants.SIGKILL);
        })) Everything(controller);
        Console.WriteLine("done");
        return 0;
    }

    private static void Everything(Controller controller)
    {
        var outer = controller.Networks.Create(new NetworkSpec { Name = "outer", EnableIPv6 = true });
        var inner = controller.Networks.Create(new NetworkSpec { Name = "inner", Internal = true });
        var later = controller.Networks.Create(new NetworkSpec { Name = "later" });
        var adopted = controller.Networks.Create(new NetworkSpec
        {
            Name = "adopted",
            Subnets = [new SubnetSpec { Subnet = Cidr.Parse("10.77.0.0/24") }],
            Options = new Dictionary<string, string> { ["name"] = "foreign0" },
        });
        var (first, second, third) = (Add(controller, outer, "first"), Add(controller, outer, "second"), Add(controller, inner, "third", Slow));
        controller.Sandboxes.Join(third, "box");
        controller.Sandboxes.Join(first, "box");
        controller.Sandboxes.Join(second, "box", new JoinSpec { Priority = 1 });
        controller.Endpoints.Update(second, Slow, Slow);
        controller.Endpoints.Update(second, Fast, Rate.Unlimited);
        controller.Endpoints.Update(third, Rate.Unlimited);
        var ports = controller.Ports.Publish(second, [PortSpec.Parse("8080:80"), PortSpec.Parse("9000-9002:9000-9002/udp"), PortSpec.Parse("127.0.0.1:7000:70")]);
        controller.Ports.Publish(first, [PortSpec.Parse("81")]);
        controller.Ports.Unpublish(ports[0]);
        controller.Sandboxes.Leave(second);
        controller.Sandboxes.Join(second, "other");
        controller.Sandboxes.Leave(second);
        controller.Sandboxes.Remove(controller.Sandboxes.Get("box"), removeEndpoints: true);
        controller.Sandboxes.Join(second, "box");
        controller.Networks.Remove(outer, force: true);
        controller.Networks.Remove(inner, force: true);
        var fourth = controller.Sandboxes.Join(Add(controller, adopted, "fourth"), "fourth");
        foreach (var port in controller.Ports.Publish(fourth, [PortSpec.Parse("8090:80")])) controller.Ports.Unpublish(port);
        controller.Networks.Remove(adopted, force: true);
        controller.Networks.Remove(later);
    }

    private static Rate Slow => Rate.Parse("10mbit");

    private static Rate Fast => Rate.Parse("1gbit");

    private static Endpoint Add(Controller controller, Network network, string name, Rate rate = default) =>
        controller.Endpoints.Add(network, new EndpointSpec { Name = name, EgressRate = rate, IngressRate = rate });
}
