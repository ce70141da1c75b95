using CNet.Netlink;

namespace CNet.Linux;

/// <summary>
/// Tells whoever listens on this thread what is done to the kernel, as the commands of iproute2, nft and others that are equivalent.
/// Costs one comparison where nobody listens.
/// </summary>
internal static class KernelTrace
{
    [ThreadStatic]
    private static Action<string>? _listener;

    /// <summary>Listens on this thread until the returned scope is disposed.</summary>
    internal static Scope Listen(Action<string>? listener)
    {
        var previous = _listener;
        _listener = listener;
        return new Scope(previous);
    }

    /// <summary>Reports a batch of netlink messages.</summary>
    internal static void Report(ReadOnlySpan<byte> batch)
    {
        if (_listener is not { } listener) return;
        foreach (var message in new MessageReader(batch))
            if (RequestText.DescribeChange(message) is { } text)
                listener(text);
    }

    /// <summary>Reports something that is not netlink.</summary>
    internal static void Report(string command) => _listener?.Invoke(command);

    /// <summary>True while somebody listens: for texts that cost something to make.</summary>
    internal static bool IsOn => _listener is not null;

    internal readonly ref struct Scope(Action<string>? previous)
    {
        public void Dispose() => _listener = previous;
    }
}
