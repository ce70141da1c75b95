namespace CNet.Benchmarks.Contestants.NameServers;

/// <summary>One of those that answer for names: it has a network with sandboxes, in namespaces of its own. Sandboxes are numbered, and called as their endpoints are.</summary>
internal interface INameServer : IEntrant
{
    /// <summary>How many sandboxes it can be filled with.</summary>
    int MaximumSandboxes => int.MaxValue;

    /// <summary>Makes sandboxes that stay, each with a name.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many are wanted.</param>
    /// <returns>How many were made.</returns>
    int Fill(int first, int count);

    /// <summary>What the first sandbox asks to learn the address of a numbered one.</summary>
    Question QuestionFor(int sandbox);
}

/// <summary>A question for the address of a name.</summary>
/// <param name="Sandbox">Where it is asked: a network namespace, as a path.</param>
/// <param name="Server">Who is asked: an address.</param>
/// <param name="Name">The name.</param>
/// <param name="Address">The right answer.</param>
internal sealed record Question(string Sandbox, string Server, string Name, string Address)
{
    /// <summary>Where those listen that are inside of each sandbox.</summary>
    internal const string Inside = "127.0.0.11";
}
