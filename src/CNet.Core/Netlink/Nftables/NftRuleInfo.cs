using System.Text;

namespace CNet.Netlink.Nftables;

/// <summary>A rule of anybody's.</summary>
/// <param name="Family">The family of its table.</param>
/// <param name="Table">Its table.</param>
/// <param name="Chain">Its chain.</param>
/// <param name="DropsAll">True where it drops or rejects whatever comes to it.</param>
/// <param name="Expressions">What it is made of, as bytes.</param>
internal sealed record NftRuleInfo(string Family, string Table, string Chain, bool DropsAll, byte[] Expressions)
{
    /// <summary>True where it compares something with the name of an interface.</summary>
    internal bool Names(string link) => Expressions.AsSpan().IndexOf(Encoding.UTF8.GetBytes(link)) >= 0;
}
