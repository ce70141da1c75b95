using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace CNet.Commands;

/// <summary>
/// Which Host cmdlets work on: the one that Use-CNetHost put on top of this runspace's stack, else the one that CNET_HOST names, else this
/// machine. The environment of the process is never changed: parallel runspaces would mix their Hosts.
/// </summary>
internal static class HostStack
{
    private static readonly ConditionalWeakTable<Runspace, Stack<Host>> Stacks = [];

    private static Stack<Host> OfThisRunspace => Runspace.DefaultRunspace is { } runspace ? Stacks.GetOrCreateValue(runspace) : new Stack<Host>();

    internal static Host Current => OfThisRunspace.TryPeek(out var host) ? host : Hosts.Default;

    internal static Controller OpenController() => Controller.Open(Current);

    internal static void Push(Host host) => OfThisRunspace.Push(host);

    internal static void Pop() => OfThisRunspace.Pop();
}
