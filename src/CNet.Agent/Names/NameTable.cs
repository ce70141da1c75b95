using CNet.Discovery;

namespace CNet.Agents.Names;

/// <summary>The names of one network, for all of its sandboxes. It belongs to the name server's loop.</summary>
internal sealed class NameTable
{
    private readonly Dictionary<string, NameOwner> _owners = new(StringComparer.Ordinal);
    private readonly Dictionary<byte[], NameEntry> _names = new(DnsNameComparer.Instance);
    private readonly Dictionary<byte[], NameEntry>.AlternateLookup<ReadOnlySpan<byte>> _byBytes;
    private readonly Dictionary<Ip, NameOwner> _byAddress = [];

    /// <param name="name">The network's name.</param>
    internal NameTable(string name)
    {
        _byBytes = _names.GetAlternateLookup<ReadOnlySpan<byte>>();
        Name = name;
        Labels = DnsName.TryParse(name, out var labels) ? labels : [];
    }

    /// <summary>The network's name.</summary>
    internal string Name { get; }

    /// <summary>The network's name as the end of names; empty where it cannot be one.</summary>
    internal byte[] Labels { get; }

    /// <summary>Who has a name; null where nobody does.</summary>
    internal NameEntry? Find(ReadOnlySpan<byte> name) => _byBytes.TryGetValue(name, out var entry) ? entry : null;

    /// <summary>Who has an address; null where nobody does.</summary>
    internal NameOwner? Find(Ip address) => _byAddress.GetValueOrDefault(address);

    /// <summary>Adds an owner of names, or changes it.</summary>
    internal void Put(NameOwner owner)
    {
        if (_owners.TryGetValue(owner.Id, out var former))
        {
            if (former.IsSameAs(owner)) return;
            Remove(owner.Id);
        }
        _owners.Add(owner.Id, owner);
        foreach (var name in owner.Names)
        {
            if (!_names.TryGetValue(name, out var entry)) _names.Add(name, entry = new NameEntry());
            entry.Add(owner);
        }
        foreach (var address in owner.Addresses)
            // The address of an endpoint has the endpoint's name, whoever came first.
            if (!_byAddress.TryGetValue(address, out var other) || other.IsRecord && !owner.IsRecord) _byAddress[address] = owner;
    }

    /// <summary>Forgets an owner of names.</summary>
    internal void Remove(string id)
    {
        if (!_owners.Remove(id, out var owner)) return;
        foreach (var name in owner.Names)
            if (_names.TryGetValue(name, out var entry) && entry.Remove(owner)) _names.Remove(name);
        foreach (var address in owner.Addresses)
        {
            if (_byAddress.GetValueOrDefault(address) != owner) continue;
            _byAddress.Remove(address);
            // A record may say of an endpoint's address what the endpoint says itself.
            if (_owners.Values.Where(other => other.Addresses.Contains(address)).MinBy(other => other.IsRecord) is { } other) _byAddress.Add(address, other);
        }
    }
}

/// <summary>Those who have one name.</summary>
internal sealed class NameEntry
{
    private NameOwner[] _owners = [];
    private int _turn;

    /// <summary>Those who have it; each call begins with another one, so that all have their turn.</summary>
    internal Turns InTurn() => new(_owners, _turn = _turn + 1 < _owners.Length ? _turn + 1 : 0);

    internal void Add(NameOwner owner) => _owners = [.. _owners, owner];

    /// <summary>Takes one out; true where nobody is left.</summary>
    internal bool Remove(NameOwner owner)
    {
        _owners = [.. _owners.Where(other => other != owner)];
        _turn = 0;
        return _owners.Length == 0;
    }

    /// <summary>Goes once round, from one of them on.</summary>
    internal ref struct Turns(NameOwner[] owners, int first)
    {
        private int _next = -1;

        public readonly NameOwner Current => owners[(first + _next) % owners.Length];

        public bool MoveNext() => ++_next < owners.Length;

        public readonly Turns GetEnumerator() => this;
    }
}
