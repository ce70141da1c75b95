using CNet.Lifecycle;
using CNet.Linux;

namespace CNet.State;

/// <summary>The two stores of a Host, which never have to commit together, and its lock.</summary>
/// <param name="Lasting">What outlives a reboot.</param>
/// <param name="Boot">What a reboot ends.</param>
/// <param name="Lock">The lock that changes are made under.</param>
/// <param name="Files">The files they lie in.</param>
internal sealed record Stores(IStateStore Lasting, IStateStore Boot, HostLock Lock, params string[] Files) : IDisposable
{
    private readonly NamespaceInode?[] _inodes = Array.ConvertAll(Files, NetworkNamespace.TryInodeOf);

    /// <summary>
    /// False where somebody has removed the files, with their directory or with Clear-CNetHost: what is written to them then, nobody else
    /// would see.
    /// </summary>
    internal bool AreCurrent()
    {
        for (var i = 0; i < Files.Length; i++)
            if (_inodes[i] is null || NetworkNamespace.TryInodeOf(Files[i]) != _inodes[i]) return false;
        return true;
    }

    internal StagedState Stage()
    {
        Lasting.Refresh();
        Boot.Refresh();
        return new StagedState(new StateTransaction(Lasting), new StateTransaction(Boot));
    }

    public void Dispose()
    {
        Lasting.Dispose();
        Boot.Dispose();
        Lock.Dispose();
    }
}
