namespace CNet.Netlink.Nftables;

/// <summary>An element of a set or a map.</summary>
/// <param name="Set">The set.</param>
/// <param name="Key">The interface, or a pair of them.</param>
/// <param name="Verdict">What it decides, in a map of verdicts.</param>
/// <param name="Address">What it leads to, in a map of addresses.</param>
internal sealed record NftElement(string Set, string[] Key, Verdict? Verdict = null, Ip? Address = null)
{
    /// <summary>The element as nft shows it.</summary>
    public override string ToString() => $"{Set} {{ {string.Join(" . ", Key)}{Data switch { null => "", var data => $" : {data}" }} }}";

    /// <summary>What is behind the colon; null in a set.</summary>
    private string? Data => Verdict is { } verdict ? verdict == Nftables.Verdict.Accept ? "accept" : "drop" : Address?.ToString();
}
