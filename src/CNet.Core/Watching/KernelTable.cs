using System.Diagnostics.CodeAnalysis;
using CNet.Netlink;

namespace CNet.Watching;

/// <summary>
/// What is known of one kind of the kernel's objects in one namespace. It is read from a list, and kept up to date by what the kernel tells; each
/// difference becomes an event. A list is read while the kernel goes on telling: what it tells of an object meanwhile is newer than the list.
/// </summary>
internal abstract class KernelTable
{
    /// <summary>True for messages about such objects.</summary>
    internal abstract bool Takes(ushort messageType);

    /// <summary>Lists what is there, beside what is known.</summary>
    internal abstract void List(NetlinkSocket requests);

    /// <summary>Takes a message into the list: it came after the list was asked for.</summary>
    internal abstract void Amend(in Message message);

    /// <summary>Takes out of the list what belongs to links that are not there: the lists of both were not made in one moment.</summary>
    internal abstract void Prune(Func<int, bool> isLink);

    /// <summary>Makes the list what is known, without a word.</summary>
    internal abstract void Accept();

    /// <summary>Tells what is known and not in the list any more.</summary>
    internal abstract void TellGone();

    /// <summary>Makes the list what is known, and tells what is new or different in it.</summary>
    internal abstract void TellNew();

    /// <summary>Tells all that is known.</summary>
    internal abstract void TellAll(EventAction action);

    /// <summary>Takes a message, and tells what it changes.</summary>
    internal abstract void Apply(in Message message);
}

/// <summary>A table of what is described by one kind of messages.</summary>
/// <param name="place">Where it is.</param>
/// <param name="type">What its events are about.</param>
/// <param name="newType">The message that tells of a new object or of one that has changed; the next type tells that one is gone.</param>
internal abstract class KernelTable<TKey, TInfo, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TSeen>(WatchedNamespace place, EventType type, ushort newType) : KernelTable
    where TKey : notnull
    where TInfo : class
    where TSeen : class
{
    private Dictionary<TKey, TInfo> _listed = [];

    /// <summary>What is known.</summary>
    protected Dictionary<TKey, TInfo> Known { get; private set; } = [];

    /// <summary>Where it is.</summary>
    protected WatchedNamespace Place => place;

    internal override bool Takes(ushort messageType) => messageType == newType || messageType == newType + 1;

    internal override void List(NetlinkSocket requests)
    {
        _listed.Clear();
        foreach (var info in Dump(requests)) _listed[KeyOf(info)] = info;
    }

    internal override void Amend(in Message message)
    {
        if (Read(message) is not { } info) return;
        if (IsDeletion(message)) _listed.Remove(KeyOf(info));
        else _listed[KeyOf(info)] = info;
    }

    internal override void Prune(Func<int, bool> isLink)
    {
        foreach (var (key, info) in _listed)
            if (LinkOf(info) is > 0 and var link && !isLink(link)) _listed.Remove(key);
    }

    internal override void Accept()
    {
        (Known, _listed) = (_listed, []);
        Refreshed();
    }

    internal override void TellGone()
    {
        foreach (var (key, info) in Known)
            if (!_listed.ContainsKey(key)) Tell(EventAction.Removed, info);
    }

    internal override void TellNew()
    {
        var former = Known;
        Accept();
        foreach (var (key, info) in Known)
            if (former.TryGetValue(key, out var previous)) TellChange(previous, info);
            else Tell(EventAction.Added, info);
    }

    internal override void TellAll(EventAction action)
    {
        foreach (var info in Known.Values) Tell(action, info);
    }

    internal override void Apply(in Message message)
    {
        if (Read(message) is not { } info) return;
        if (IsDeletion(message)) Remove(KeyOf(info));
        else Put(info);
    }

    /// <summary>Knows an object from now on as it is.</summary>
    protected void Put(TInfo info)
    {
        var key = KeyOf(info);
        var isKnown = Known.TryGetValue(key, out var previous);
        Known[key] = info;
        Refreshed();
        if (isKnown) TellChange(previous!, info);
        else Tell(EventAction.Added, info);
    }

    /// <summary>Knows an object no longer.</summary>
    protected void Remove(TKey key)
    {
        if (!Known.Remove(key, out var info)) return;
        Tell(EventAction.Removed, info);
        Refreshed();
    }

    /// <summary>True where a message tells that an object is gone.</summary>
    protected bool IsDeletion(in Message message) => message.Header.nlmsg_type == newType + 1;

    /// <summary>Reads a message: one that tells that something is gone has the form of one that tells that it is there.</summary>
    protected TInfo? Read(in Message message)
    {
        var header = message.Header;
        header.nlmsg_type = newType;
        return Parse(new Message(header, message.Payload));
    }

    protected abstract List<TInfo> Dump(NetlinkSocket requests);

    protected abstract TInfo? Parse(in Message message);

    protected abstract TKey KeyOf(TInfo info);

    /// <summary>The object as users see it.</summary>
    protected abstract TSeen Describe(TInfo info);

    /// <summary>What an event calls it, in a word, in a few more, and by which interface.</summary>
    protected abstract (string Name, string Detail, string? Link) Words(TInfo info);

    /// <summary>The link that the object belongs to, or 0.</summary>
    protected virtual int LinkOf(TInfo info) => 0;

    /// <summary>True where an object is in the list.</summary>
    protected bool IsListed(TKey key) => _listed.ContainsKey(key);

    /// <summary>Called after what is known has changed.</summary>
    protected virtual void Refreshed()
    {
    }

    /// <summary>Tells of a change that can be seen.</summary>
    protected void TellChange(TInfo previous, TInfo info)
    {
        if (ReferenceEquals(previous, info) || !place.Wants(type)) return;
        var (from, to) = (Describe(previous), Describe(info));
        if (Differences.Between(from, to) is not { Count: > 0 } changes) return;
        var (name, _, link) = Words(info);
        place.Tell(new NetworkEvent
        {
            Time = DateTimeOffset.Now,
            Type = type,
            Action = EventAction.Changed,
            Name = name,
            InterfaceName = link,
            Namespace = place.Name,
            Sandbox = place.Owner.Sandbox,
            Object = to,
            Previous = from,
            Changes = changes.AsReadOnly(),
            Detail = string.Join(", ", changes),
        });
    }

    private void Tell(EventAction action, TInfo info)
    {
        if (!place.Wants(type)) return;
        var (name, detail, link) = Words(info);
        place.Tell(new NetworkEvent
        {
            Time = DateTimeOffset.Now,
            Type = type,
            Action = action,
            Name = name,
            InterfaceName = link,
            Namespace = place.Name,
            Sandbox = place.Owner.Sandbox,
            Object = Describe(info),
            Detail = detail,
        });
    }
}
