using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Linux;

/// <summary>
/// Unused sockets of one kind inside a namespace. A socket can be bound but once, and to go and get one costs ten times what it does: the more
/// are taken, the more are got at once. Used by one thread at a time.
/// </summary>
internal sealed class SocketStock(NetworkNamespace ns, int domain, int type, int protocol) : IDisposable
{
    private const int Largest = 64;
    private readonly int[] _sockets = new int[Largest];
    private int _count, _batch = 1;
    private bool _isUnsupported;

    /// <summary>A socket, which is the caller's to close; false where the kernel has none of this kind.</summary>
    internal bool TryTake(out int socket)
    {
        socket = -1;
        if (_isUnsupported) return false;
        if (_count == 0 && !TryFill()) return false;
        socket = _sockets[--_count];
        return true;
    }

    public void Dispose()
    {
        while (_count > 0) _ = close(_sockets[--_count]);
    }

    private bool TryFill()
    {
        try
        {
            _count = ns.OpenSockets(domain, type, protocol, _sockets.AsSpan(0, _batch));
            _batch = Math.Min(_batch * 2, Largest);
        }
        catch (SystemCallException missing) when (missing.Errno is EPROTONOSUPPORT or ESOCKTNOSUPPORT or EAFNOSUPPORT)
        {
            _isUnsupported = true;
        }
        return !_isUnsupported;
    }
}
