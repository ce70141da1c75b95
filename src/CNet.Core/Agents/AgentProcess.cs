namespace CNet.Agents;

/// <summary>The agent of a Host, as a process.</summary>
/// <param name="ProcessId">Its pid.</param>
/// <param name="Started">When it started, in clock ticks since boot.</param>
internal sealed record AgentProcess(int ProcessId, ulong Started)
{
    /// <summary>The agent that runs for a Host, or null.</summary>
    internal static AgentProcess? Find(Host host) => null;
}
