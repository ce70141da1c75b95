using System.Collections.Immutable;

namespace CNet.Commands;

/// <summary>
/// Which Host cmdlets work on: the one of the innermost Use-CNetHost, else the one that CNET_HOST names, else this machine. What a block
/// starts, parallel runspaces and thread jobs, works on its Host too; the environment of the process is never changed, since parallel
/// blocks would mix their Hosts.
/// </summary>
internal static class HostStack
{
    private static readonly AsyncLocal<ImmutableStack<Host>?> Stack = new();

    internal static Host Current => Stack.Value is { IsEmpty: false } stack ? stack.Peek() : Hosts.Default;

    internal static Controller OpenController() => Controller.Open(Current);

    internal static void Push(Host host) => Stack.Value = (Stack.Value ?? []).Push(host);

    internal static void Pop() => Stack.Value = Stack.Value!.Pop();
}
