using System.Globalization;
using CNet.Linux;
using CNet.Linux.Interop;
using CNet.Netlink;
using CNet.Netlink.Route;

namespace CNet.Probe;

/// <summary>
/// threads OPERATIONS THREADS busy|quiet [BURSTS]: everything that enters a network namespace, from many threads at once, at the very start of
/// the process; while the runtime is busy starting threads anyway, or while nobody but CNet's own threads could give it a reason to. Then once
/// more each time the runtime's idle threads have gone. Prints the threads that were left in a foreign namespace, or "clean".
/// </summary>
internal static class ThreadsVerb
{
    internal static int Run(string[] args)
    {
        var operations = int.Parse(args[0], CultureInfo.InvariantCulture);
        var threads = int.Parse(args[1], CultureInfo.InvariantCulture);
        var isBusy = args[2] == "busy";
        var bursts = args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 1;
        using var watch = new ForeignThreads();
        var host = Hosts.Create();
        var errors = new List<Exception>();
        try
        {
            for (var burst = 0; burst < bursts; burst++)
            {
                if (burst > 0) RuntimeThreads.WaitUntilGone();
                using var disturbance = isBusy ? new Disturbance() : null;
                Burst(host, operations, threads, burst, errors);
            }
        }
        finally
        {
            Hosts.Remove(host, force: true);
        }
        foreach (var error in errors) Console.WriteLine($"error: {error}");
        var foreign = watch.Finish();
        Console.Error.WriteLine($"{watch.Rounds} looks");
        Console.WriteLine(foreign.Count == 0 ? "clean" : string.Join('\n', foreign));
        return foreign.Count + errors.Count == 0 ? 0 : 1;
    }

    private static void Burst(Host host, int operations, int threads, int burst, List<Exception> errors)
    {
        var workers = Enumerable.Range(0, threads).Select(worker => new Thread(() =>
        {
            try
            {
                for (var i = 0; i < operations; i++) Operate(host, worker + i, $"s-{burst}-{worker}-{i}");
            }
            catch (Exception error)
            {
                lock (errors) errors.Add(error);
            }
        })).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
    }

    private static void Operate(Host host, int kind, string name)
    {
        var controller = Controller.Open(host);
        switch (kind % 6)
        {
            case 0:
                using (var made = NetworkNamespace.Create()) made.SetLoopbackUp();
                break;
            case 1:
                using (var ns = NetworkNamespace.Open(host.NamespacePath!))
                using (var session = ns.OpenSession())
                {
                    var batch = new MessageBuffer();
                    batch.DumpLinks();
                    session.Route.Dump(batch, LinkInfo.Parse);
                }
                break;
            case 2:
                using (var ns = NetworkNamespace.Open(host.NamespacePath!))
                {
                    ns.OpenSocket(Constants.AF_INET, Constants.SOCK_STREAM, 0).Dispose();
                    ns.TryOpenFile("/proc/sys/net/ipv4/ip_forward", Constants.O_RDONLY)?.Dispose();
                }
                break;
            case 3:
                using (var program = controller.Programs.Start(null as string, new ProgramSpec { FilePath = "true" })) program.ReadToEnd();
                break;
            case 4:
                controller.Namespaces.Remove(controller.Namespaces.Create(name));
                break;
            default:
                JoinAndLeave(controller, name);
                break;
        }
    }

    private static void JoinAndLeave(Controller controller, string name)
    {
        var network = controller.Networks.Create(new NetworkSpec { Name = name });
        var endpoint = controller.Sandboxes.Join(controller.Endpoints.Add(network, new EndpointSpec { Name = name }), name);
        var sandbox = controller.Sandboxes.Get(name);
        using (var program = controller.Programs.Start(sandbox, new ProgramSpec { FilePath = "cat", Arguments = ["/sys/class/net/eth0/ifindex"] })) program.ReadToEnd();
        controller.Sandboxes.Leave(endpoint);
        controller.Endpoints.Remove(endpoint);
        controller.Networks.Remove(network);
    }
}
