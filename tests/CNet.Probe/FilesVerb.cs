namespace CNet.Probe;

/// <summary>files join NETWORK SANDBOX [NAMESPACE] | leave SANDBOX | remove SANDBOX | exec SANDBOX PROGRAM …: on this machine's own Host, where nobody else's is seen.</summary>
internal static class FilesVerb
{
    internal static int Run(string[] args)
    {
        NamespacesVerb.RefuseOnThisMachine();
        var controller = Controller.Open(Hosts.Machine);
        using var log = OperationLog.Listen(null, Console.WriteLine);
        switch (args[0])
        {
            case "join":
                if (args.Length > 3) controller.Sandboxes.Create(new SandboxSpec { Name = args[2], Namespace = args[3] });
                var network = controller.Networks.Find(args[1]) ?? controller.Networks.Create(new NetworkSpec { Name = args[1], Subnets = [new SubnetSpec { Subnet = Cidr.Parse("10.1.0.0/24") }] });
                controller.Sandboxes.Join(controller.Endpoints.Find(args[2], network) ?? controller.Endpoints.Add(network, new EndpointSpec { Name = args[2] }), args[2]);
                break;
            case "leave":
                controller.Sandboxes.Leave(controller.Endpoints.Get(args[1]));
                break;
            case "remove":
                controller.Sandboxes.Remove(controller.Sandboxes.Get(args[1]));
                break;
            case "exec":
                using (var program = controller.Programs.Start(controller.Sandboxes.Get(args[1]), new ProgramSpec { FilePath = args[2], Arguments = args[3..] }))
                    return program.ReadLines(Console.WriteLine, Console.Error.WriteLine);
            default:
                return 2;
        }
        return 0;
    }
}
