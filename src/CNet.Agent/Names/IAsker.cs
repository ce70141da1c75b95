namespace CNet.Agents.Names;

/// <summary>Somebody who waits for an answer.</summary>
internal interface IAsker
{
    /// <summary>Whether the question came by UDP; then it goes on by UDP, too.</summary>
    bool IsUdp { get; }

    /// <summary>Sends the answer; nothing where nobody waits any more. Called by the loop's thread.</summary>
    void Reply(ReadOnlySpan<byte> answer);
}
