namespace CNet.Agents;

/// <summary>Starts the agent.</summary>
internal static class AgentLauncher
{
    /// <summary>Starts the agent in the background where it does not run, and the Host's settings say nothing else.</summary>
    internal static void StartWhereWanted(Controller controller)
    {
    }
}
