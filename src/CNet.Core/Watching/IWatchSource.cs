namespace CNet.Watching;

/// <summary>Something that a <see cref="WatchLoop"/> waits for.</summary>
internal interface IWatchSource
{
    /// <summary>The descriptor; -1 where there is nothing to wait for now.</summary>
    int Fd { get; }

    /// <summary>What is waited for: POLLIN, or POLLPRI.</summary>
    short Wanted { get; }

    /// <summary>True where there is something to do without waiting.</summary>
    bool IsBehind { get; }

    /// <summary>Takes some of what there is, without waiting: others have their turn, too.</summary>
    void Read();
}
