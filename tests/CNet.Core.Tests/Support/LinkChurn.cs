using System.Diagnostics;

namespace CNet.Tests.Support;

/// <summary>Processes that make namespaces with links in them, and let them go, again and again: what the kernel does later to links it does later still.</summary>
internal sealed class LinkChurn : IDisposable
{
    private const string Round = "for i in 1 2 3 4; do ip link add a$i type veth peer name b$i; ip link set a$i up; ip link set b$i up; done";
    private readonly Process[] _processes;

    internal LinkChurn(int processes = 2) => _processes = [.. Enumerable.Range(0, processes).Select(_ => Process.Start("sh", ["-c", $"while :; do unshare --net sh -c '{Round}'; done"]))];

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }
    }
}
