using CNet.Lifecycle;

namespace CNet.State;

/// <summary>The two stores of a Host, which never have to commit together, and its lock.</summary>
/// <param name="Lasting">What outlives a reboot.</param>
/// <param name="Boot">What a reboot ends.</param>
/// <param name="Lock">The lock that changes are made under.</param>
internal sealed record Stores(IStateStore Lasting, IStateStore Boot, HostLock Lock) : IDisposable
{
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
