namespace CNet.Linux;

/// <summary>How a program is started.</summary>
[Flags]
internal enum SpawnOptions
{
    /// <summary>As the leader of a process group, with mounts of its own.</summary>
    None = 0,

    /// <summary>As the leader of a session, with no descriptor but those that it is given: it outlives the caller.</summary>
    OwnSession = 1,

    /// <summary>With the mounts of the caller: it is to see what is mounted later, too.</summary>
    CallersMounts = 2,
}
