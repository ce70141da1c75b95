using System.Globalization;
using System.Runtime.InteropServices;

namespace CNet.Probe;

/// <summary>namespaces list | all | enter PATH | add NAME [PID] | del NAME | identify PID | pids NAME | exec NAME PROGRAM …: what "ip netns" does, done by CNet.</summary>
internal static partial class NamespacesVerb
{
    internal static int Run(string[] args)
    {
        if (args[0] == "enter")
        {
            Enter(args[1]);
            return 0;
        }
        RefuseOnThisMachine();
        var controller = Controller.Open(Hosts.Machine);
        try
        {
            switch (args[0])
            {
                case "list":
                    foreach (var ns in controller.Namespaces.List()) Console.WriteLine(ns.Name);
                    break;
                case "all":
                    foreach (var ns in controller.Namespaces.List(all: true)) Console.WriteLine($"{ns.Inode} {ns.Name} {ns.Nsid} {ns.Path}");
                    break;
                case "add":
                    controller.Namespaces.Create(args[1], args.Length > 2 ? "pid:" + args[2] : null);
                    break;
                case "del":
                    controller.Namespaces.Remove(controller.Namespaces.Get(args[1]));
                    break;
                case "identify":
                    Console.WriteLine(controller.Namespaces.GetOfProcess(Pid(args[1])).Name);
                    break;
                case "pids":
                    foreach (var pid in controller.Namespaces.Get(args[1]).ProcessId) Console.WriteLine(pid);
                    break;
                case "exec":
                    using (var program = controller.Programs.Start(args[1], new ProgramSpec { FilePath = args[2], Arguments = args[3..] }))
                        return program.ReadLines(Console.WriteLine, Console.Error.WriteLine);
                default:
                    return 2;
            }
            return 0;
        }
        catch (CNetException error)
        {
            Console.WriteLine(error.Code);
            return 1;
        }
    }

    /// <summary>Has one thread live in a namespace, while the process does not.</summary>
    private static void Enter(string path)
    {
        using var file = File.OpenHandle(path);
        new Thread(() =>
        {
            Console.WriteLine(setns(file.DangerousGetHandle().ToInt32(), 0) == 0 ? "ready" : "refused");
            Thread.Sleep(Timeout.Infinite);
        })
        { IsBackground = true }.Start();
        Console.ReadLine();
    }

    [LibraryImport("libc")]
    private static partial int setns(int fd, int type);

    private static int Pid(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>The names of this machine's namespaces are no test's business.</summary>
    internal static void RefuseOnThisMachine()
    {
        if (new FileInfo("/proc/self/ns/mnt").LinkTarget == new FileInfo("/proc/1/ns/mnt").LinkTarget)
            throw new InvalidOperationException("Only in a mount namespace of its own: unshare -mn.");
    }
}
