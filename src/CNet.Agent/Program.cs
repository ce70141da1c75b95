using CNet.Linux;
using static CNet.Agents.AgentLauncher;

namespace CNet.Agents;

/// <summary>The agent's program. Its Host is the one that CNET_HOST names, or else this machine.</summary>
public static class Program
{
    /// <summary>Runs until it is told to end, or until the Host is gone; at once where another one runs for the Host.</summary>
    public static int Main()
    {
        try
        {
            var controller = Controller.Open();
            controller.Read();
            using var held = TakeOver(controller.Host) ?? AgentProcess.TryLock(controller.Host);
            if (held is null)
            {
                AgentLog.Write("Another agent runs for this Host.");
                return 0;
            }
            AgentProcess.Announce(held, Environment.ProcessId);
            using (var server = new AgentServer(controller, held)) server.Run();
            return 0;
        }
        catch (CNetException refused)
        {
            AgentLog.Write(refused.Message);
            return 1;
        }
    }

    /// <summary>The lock that whoever started it took for it; null where nobody did.</summary>
    private static FileDescriptor? TakeOver(Host host)
    {
        var given = new FileDescriptor(LockDescriptor);
        if (AgentProcess.Names(AgentFiles.Lock(host), given) && AgentFiles.TryLock(given)) return given;
        // Another file, of the runtime's perhaps.
        given.SetHandleAsInvalid();
        return null;
    }
}
