using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.NetlinkConstants;

namespace CNet.Netlink;

/// <summary>One netlink message: its header and its payload.</summary>
internal readonly ref struct Message(nlmsghdr header, ReadOnlySpan<byte> payload)
{
    internal readonly nlmsghdr Header = header;
    internal readonly ReadOnlySpan<byte> Payload = payload;

    /// <summary>Reads the fixed structure at the start and the attributes behind it; a message too short for it has none.</summary>
    internal bool TryRead<T>(out T head, out AttributeReader attributes) where T : unmanaged
    {
        attributes = default;
        if (!MemoryMarshal.TryRead(Payload, out head)) return false;
        var size = MessageBuffer.Align(Unsafe.SizeOf<T>());
        if (size < Payload.Length) attributes = new AttributeReader(Payload[size..]);
        return true;
    }
}

/// <summary>Walks the messages of a buffer; stops at the first one that does not fit.</summary>
internal ref struct MessageReader(ReadOnlySpan<byte> buffer)
{
    private ReadOnlySpan<byte> _rest = buffer;

    public Message Current { get; private set; }

    public bool MoveNext()
    {
        if (!MemoryMarshal.TryRead(_rest, out nlmsghdr header)) return false;
        var size = Unsafe.SizeOf<nlmsghdr>();
        if (header.nlmsg_len < size || header.nlmsg_len > _rest.Length) return false;
        var length = (int)header.nlmsg_len;
        Current = new Message(header, _rest[size..length]);
        _rest = _rest[Math.Min(MessageBuffer.Align(length), _rest.Length)..];
        return true;
    }

    public readonly MessageReader GetEnumerator() => this;
}

/// <summary>One attribute: its type without flags, and its value.</summary>
internal readonly ref struct NetlinkAttribute(ushort type, ReadOnlySpan<byte> value)
{
    internal readonly ushort Type = type;
    internal readonly ReadOnlySpan<byte> Value = value;

    // Every reader tolerates a value that is shorter than expected: the kernel of tomorrow, or garbage, is skipped, never a crash.
    internal byte Byte => Value.Length >= 1 ? Value[0] : (byte)0;

    internal ushort UInt16 => Value.Length >= 2 ? BinaryPrimitives.ReadUInt16LittleEndian(Value) : (ushort)0;

    internal uint UInt32 => Value.Length >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(Value) : 0;

    internal int Int32 => (int)UInt32;

    internal ushort UInt16Network => Value.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(Value) : (ushort)0;

    internal ulong UInt64 => Value.Length >= 8 ? BinaryPrimitives.ReadUInt64LittleEndian(Value) : 0;

    internal uint UInt32Network => Value.Length >= 4 ? BinaryPrimitives.ReadUInt32BigEndian(Value) : 0;

    internal ulong UInt64Network => Value.Length >= 8 ? BinaryPrimitives.ReadUInt64BigEndian(Value) : 0;

    /// <summary>The text up to its terminating zero.</summary>
    internal string Text
    {
        get
        {
            var end = Value.IndexOf((byte)0);
            return Encoding.UTF8.GetString(end < 0 ? Value : Value[..end]);
        }
    }

    internal AttributeReader Nested => new(Value);

    internal MacAddress MacAddress => MacAddress.Read(Value);

    /// <summary>The IP address, or null where the value has neither 4 nor 16 bytes.</summary>
    internal System.Net.IPAddress? IPAddress => Value.Length is 4 or 16 ? new System.Net.IPAddress(Value) : null;
}

/// <summary>Walks attributes; stops at the first one that does not fit.</summary>
internal ref struct AttributeReader(ReadOnlySpan<byte> buffer)
{
    private ReadOnlySpan<byte> _rest = buffer;

    public NetlinkAttribute Current { get; private set; }

    public bool MoveNext()
    {
        if (!MemoryMarshal.TryRead(_rest, out nlattr header)) return false;
        var size = Unsafe.SizeOf<nlattr>();
        if (header.nla_len < size || header.nla_len > _rest.Length) return false;
        Current = new NetlinkAttribute((ushort)(header.nla_type & NLA_TYPE_MASK), _rest[size..header.nla_len]);
        _rest = _rest[Math.Min(MessageBuffer.Align(header.nla_len), _rest.Length)..];
        return true;
    }

    public readonly AttributeReader GetEnumerator() => this;

    /// <summary>The first attribute of a type.</summary>
    internal readonly bool TryFind(ushort type, out NetlinkAttribute attribute)
    {
        foreach (var candidate in this)
        {
            if (candidate.Type != type) continue;
            attribute = candidate;
            return true;
        }
        attribute = default;
        return false;
    }
}
