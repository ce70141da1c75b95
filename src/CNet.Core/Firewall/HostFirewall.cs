using CNet.Linux;
using CNet.Netlink;
using CNet.Netlink.Nftables;
using CNet.State;
using static CNet.Linux.Interop.Constants;

namespace CNet.Firewall;

/// <summary>
/// Changes CNet's table (<see cref="FirewallTable"/>): networks and ports come and go as elements of its sets, each change one transaction, so
/// that the cost does not grow with how many there are. Where somebody has removed what belongs there, it is written anew.
/// </summary>
internal sealed class HostFirewall(HostKernel kernel)
{
    /// <summary>Lets a network in. The first one, and one that finds the table gone, writes it all anew.</summary>
    /// <param name="network">What the firewall does for the network.</param>
    /// <param name="all">All that belongs into the table, the network included.</param>
    internal void Add(FirewallRecord network, Func<FirewallContents> all) => Change([], FirewallContents.ElementsOf(network), all);

    /// <summary>Takes a network out; the last one takes the table along. What is gone already is no error.</summary>
    /// <param name="network">What the firewall did for the network.</param>
    /// <param name="rest">All that still belongs into the table.</param>
    /// <param name="more">What goes along.</param>
    internal void Remove(FirewallRecord network, Func<FirewallContents> rest, IEnumerable<NftElement>? more = null)
    {
        var remaining = rest();
        if (remaining.IsEmpty) Clear(remaining);
        else Change(FirewallContents.ElementsOf(network).Concat(more ?? []), [], () => remaining);
    }

    /// <summary>Takes elements out and puts others in, in one transaction.</summary>
    /// <param name="removed">Those that go.</param>
    /// <param name="added">Those that come; those that are there already stay.</param>
    /// <param name="all">All that belongs into the table afterwards, in case that it was not as it should be.</param>
    internal void Change(IEnumerable<NftElement> removed, IEnumerable<NftElement> added, Func<FirewallContents> all)
    {
        var batch = new NftBatch(FirewallTable.Name);
        batch.DeleteElements(removed);
        batch.AddElements(added);
        if (batch.IsEmpty || TryRun(batch) is not { } failure) return;
        // Gone, or there with another verdict or another address.
        if (failure.Errno is not (ENOENT or EEXIST)) throw ToException(batch, failure);
        Rewrite(all());
    }

    /// <summary>Writes the table, empty, to a kernel of which it is to be seen whether it takes it.</summary>
    internal static void Try(NetlinkSocket socket)
    {
        var batch = new NftBatch(FirewallTable.Name);
        FirewallTable.Write(batch);
        if (socket.TryExecute(batch.Seal()) is { } failure) throw socket.ToException(batch.Buffer, failure);
    }

    /// <summary>Writes all that is CNet's in the table anew, in one transaction: at no moment is anything open that should not be.</summary>
    internal void Rewrite(FirewallContents contents)
    {
        if (contents.IsEmpty)
        {
            Clear(contents);
            return;
        }
        if (TryRun(Whole(contents, fromScratch: false)) is null) return;
        // Something has the name of what belongs there, and is another thing.
        if (FirewallReading.HasAdminRules(kernel.Netfilter))
            throw new CNetException(CNetError.NetlinkFailed, $"Somebody has changed the table inet {FirewallTable.Name} so that it cannot be put right without removing it, and its chain {FirewallTable.Admin} has rules.",
                FirewallTable.Name, $"Save those rules (nft list chain inet {FirewallTable.Name} {FirewallTable.Admin}), then: nft delete table inet {FirewallTable.Name}; Repair-CNetHost.");
        var batch = Whole(contents, fromScratch: true);
        if (TryRun(batch) is { } failure) throw ToException(batch, failure);
    }

    /// <summary>Writes the table anew where it is gone; one question to the kernel where it is not.</summary>
    /// <param name="all">All that belongs into the table.</param>
    internal void Ensure(Func<FirewallContents> all)
    {
        if (!FirewallReading.Exists(kernel.Netfilter)) Rewrite(all());
    }

    /// <summary>What is in the table that should not be, and what is not that should be.</summary>
    internal IReadOnlyList<string> Compare(FirewallContents contents) => FirewallReading.Compare(kernel.Netfilter, contents);

    /// <summary>Removes the table; one with rules of the administrator's stays, without anything of CNet's in its sets.</summary>
    private void Clear(FirewallContents contents)
    {
        if (!FirewallReading.Exists(kernel.Netfilter)) return;
        var isKept = FirewallReading.HasAdminRules(kernel.Netfilter);
        var batch = isKept ? Whole(contents, fromScratch: false) : new NftBatch(FirewallTable.Name);
        if (!isKept) batch.DeleteTable();
        if (TryRun(batch) is { } failure && failure.Errno != ENOENT) throw ToException(batch, failure);
    }

    private static NftBatch Whole(FirewallContents contents, bool fromScratch)
    {
        var batch = new NftBatch(FirewallTable.Name);
        if (fromScratch)
        {
            batch.AddTable();
            batch.DeleteTable();
        }
        FirewallTable.Write(batch);
        batch.AddElements(contents.Elements.OrderBy(element => element.Set.Name, StringComparer.Ordinal));
        return batch;
    }

    private NetlinkFailure? TryRun(NftBatch batch) => kernel.Netfilter.TryExecute(batch.Seal());

    private NetlinkException ToException(NftBatch batch, NetlinkFailure failure) => kernel.Netfilter.ToException(batch.Buffer, failure);
}
