namespace CNet;

/// <summary>When the agent of a Host starts.</summary>
public enum AgentStart
{
    /// <summary>With the first command that needs it: one that publishes ports.</summary>
    OnDemand,

    /// <summary>Only when somebody starts it: Start-CNetAgent, or systemd.</summary>
    Manual,
}
