using System.Globalization;
using CNet.State;

namespace CNet.Probe;

/// <summary>
/// lock hold PATH OPERATION [INTENT]: takes the lock, says "held" and what was left over, and keeps it until a line comes.
/// lock count PATH FILE TIMES: adds one to the number in a file again and again, under the lock.
/// </summary>
internal static class LockVerb
{
    internal static int Run(string[] args)
    {
        using var hostLock = new HostLock(args[1]);
        if (args[0] == "count")
        {
            for (var i = int.Parse(args[3], CultureInfo.InvariantCulture); i > 0; i--)
                using (hostLock.Acquire("count"))
                    File.WriteAllText(args[2], (int.Parse(File.ReadAllText(args[2]), CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture));
            return 0;
        }
        using var held = hostLock.Acquire(args[2]);
        if (args.Length > 3) held.Write(args[3]);
        Console.WriteLine($"held {held.Leftover}");
        Console.ReadLine();
        return 0;
    }
}
