using CNet.Netlink;

namespace CNet;

/// <summary>
/// Tells whoever listens on the calling thread what CNet does to the kernel, as the commands of iproute2, nft and others that are
/// equivalent, and what it wants the user to know. Costs one comparison where nobody listens.
/// </summary>
public static class OperationLog
{
    [ThreadStatic]
    private static Action<string>? _commands;

    [ThreadStatic]
    private static Action<string>? _warnings;

    /// <summary>True while somebody listens to commands on this thread: for texts that cost something to make.</summary>
    internal static bool HasListener => _commands is not null;

    /// <summary>Listens on this thread until the returned scope is disposed.</summary>
    /// <param name="commands">Takes each change of the kernel, as "ip link add br-lab type bridge".</param>
    /// <param name="warnings">Takes sentences for the user.</param>
    public static Scope Listen(Action<string>? commands, Action<string>? warnings = null)
    {
        var scope = new Scope(_commands, _warnings);
        _commands = commands;
        _warnings = warnings;
        return scope;
    }

    internal static void Command(string command) => _commands?.Invoke(command);

    /// <summary>Reports what a batch of netlink messages changes.</summary>
    internal static void Commands(MessageBuffer batch, string? ns)
    {
        if (_commands is not { } listener) return;
        foreach (var text in RequestText.DescribeChanges(batch, ns)) listener(text);
    }

    internal static void Warning(string text) => _warnings?.Invoke(text);

    /// <summary>The time during which somebody listens.</summary>
    public readonly ref struct Scope
    {
        private readonly Action<string>? _previousCommands;
        private readonly Action<string>? _previousWarnings;

        internal Scope(Action<string>? commands, Action<string>? warnings)
        {
            _previousCommands = commands;
            _previousWarnings = warnings;
        }

        /// <summary>Stops listening.</summary>
        public void Dispose()
        {
            _commands = _previousCommands;
            _warnings = _previousWarnings;
        }
    }
}
