using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.NetlinkConstants;

namespace CNet.Netlink;

/// <summary>
/// Writes netlink messages one after the other into one growing buffer that is reused: a batch that goes to the kernel in one call.
/// Lengths and padding are patched when a message or a nested attribute ends.
/// </summary>
internal sealed class MessageBuffer
{
    private const int Alignment = 4;
    private byte[] _data;
    private int _messageStart = -1;
    private int _completion = -1;
    private bool _completionIsQuery;
    private List<(int Index, string Name)>? _links;
    private Dictionary<int, object>? _texts;

    internal MessageBuffer(int capacity = 4096) => _data = new byte[capacity];

    /// <summary>What has been written.</summary>
    internal ReadOnlySpan<byte> Written => _data.AsSpan(0, Length);

    /// <summary>What the types of the messages mean.</summary>
    internal NetlinkProtocol Protocol { get; init; }

    /// <summary>Bytes written.</summary>
    internal int Length { get; private set; }

    /// <summary>Forgets everything written and keeps the memory.</summary>
    internal void Clear()
    {
        Length = 0;
        _messageStart = -1;
        _completion = -1;
        TargetNamespace = null;
        _links?.Clear();
        _texts?.Clear();
    }

    /// <summary>The name of the namespace that messages mean by its descriptor, for texts.</summary>
    internal string? TargetNamespace { get; set; }

    /// <summary>Remembers the name of a link that messages mean by its index, for texts.</summary>
    internal void Name(int index, string name) => (_links ??= []).Add((index, name));

    /// <summary>The name of a link that messages mean by its index.</summary>
    internal string NameOf(int index) => _links?.Find(link => link.Index == index).Name ?? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"if{index}");

    /// <summary>Says what the message in progress does, where that cannot be told from its bytes: a text, or what turns itself into one when it is asked for.</summary>
    internal void Describe(object text) => (_texts ??= [])[_messageStart] = text;

    /// <summary>What was said of the message at a position.</summary>
    internal string? DescriptionAt(int position) => _texts?.GetValueOrDefault(position)?.ToString();

    /// <summary>Begins a request for data: as the last one of a batch, its reply completes the batch.</summary>
    internal void BeginQuery(ushort type, ushort flags = 0)
    {
        Begin(type, flags);
        _completionIsQuery = true;
    }

    /// <summary>Begins a message; the sequence number is set when the batch is sent.</summary>
    internal void Begin(ushort type, ushort flags)
    {
        BeginUnanswered(type, flags);
        _completion = _messageStart;
        _completionIsQuery = false;
    }

    /// <summary>Begins a message that the kernel never answers: the brackets of a transaction.</summary>
    internal void BeginUnanswered(ushort type, ushort flags = 0)
    {
        End();
        _messageStart = Length;
        Write(new nlmsghdr { nlmsg_type = type, nlmsg_flags = (ushort)(flags | NLM_F_REQUEST) });
    }

    /// <summary>Ends the message in progress by patching its length.</summary>
    internal void End()
    {
        if (_messageStart < 0) return;
        BinaryPrimitives.WriteUInt32LittleEndian(_data.AsSpan(_messageStart), (uint)(Length - _messageStart));
        _messageStart = -1;
    }

    /// <summary>Writes a fixed structure, padded.</summary>
    internal void Write<T>(in T value) where T : unmanaged
    {
        var size = Unsafe.SizeOf<T>();
        MemoryMarshal.Write(Reserve(size), in value);
    }

    /// <summary>Writes an attribute without a value.</summary>
    internal void Flag(ushort type) => Attribute(type, []);

    /// <summary>Writes an attribute with raw bytes.</summary>
    internal void Attribute(ushort type, ReadOnlySpan<byte> value) => value.CopyTo(Attribute(type, value.Length));

    /// <summary>Writes an attribute whose value is a fixed structure.</summary>
    internal void Write<T>(ushort type, in T value) where T : unmanaged => MemoryMarshal.Write(Attribute(type, Unsafe.SizeOf<T>()), in value);

    internal void Byte(ushort type, byte value) => Attribute(type, 1)[0] = value;

    internal void UInt16(ushort type, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Attribute(type, 2), value);

    internal void UInt32(ushort type, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Attribute(type, 4), value);

    internal void UInt64(ushort type, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Attribute(type, 8), value);

    internal void Int32(ushort type, int value) => BinaryPrimitives.WriteInt32LittleEndian(Attribute(type, 4), value);

    /// <summary>Writes a 16-bit number in network byte order.</summary>
    internal void UInt16Network(ushort type, ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Attribute(type, 2), value);

    /// <summary>Writes a 32-bit number in network byte order, as nf_tables wants all of its numbers.</summary>
    internal void UInt32Network(ushort type, uint value) => BinaryPrimitives.WriteUInt32BigEndian(Attribute(type, 4), value);

    /// <summary>Writes a 64-bit number in network byte order.</summary>
    internal void UInt64Network(ushort type, ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Attribute(type, 8), value);

    /// <summary>Writes a zero-terminated string.</summary>
    internal void Text(ushort type, ReadOnlySpan<char> value)
    {
        var span = Attribute(type, Encoding.UTF8.GetByteCount(value) + 1);
        span[Encoding.UTF8.GetBytes(value, span)] = 0;
    }

    internal void Mac(ushort type, MacAddress value) => value.Write(Attribute(type, MacAddress.Size));

    internal void Ip(ushort type, Ip value) => value.Write(Attribute(type, value.Length));

    /// <summary>Opens a nested attribute that is closed when the returned scope is disposed.</summary>
    internal NestedScope Nest(ushort type)
    {
        var start = Length;
        Write(new nlattr { nla_type = (ushort)(type | NLA_F_NESTED) });
        return new NestedScope(this, start);
    }

    /// <summary>
    /// Numbers the messages from <paramref name="first"/> on. The last one that is answered completes the batch: it asks for an
    /// acknowledgement, unless it asks for data anyway.
    /// </summary>
    /// <returns>The sequence number of the message that completes the batch, and of the last one.</returns>
    internal (uint Completion, uint Last) Seal(uint first)
    {
        End();
        if (_completion < 0) throw new InvalidOperationException("A batch without a message that is answered cannot be sent.");
        var completion = first;
        var sequence = first;
        for (var position = 0; position < Length; sequence++)
        {
            ref var header = ref MemoryMarshal.AsRef<nlmsghdr>(_data.AsSpan(position));
            header.nlmsg_seq = sequence;
            if (position == _completion)
            {
                completion = sequence;
                if (!_completionIsQuery) header.nlmsg_flags |= NLM_F_ACK;
            }
            position += Align((int)header.nlmsg_len);
        }
        return (completion, sequence - 1);
    }

    internal static int Align(int length) => (length + Alignment - 1) & ~(Alignment - 1);

    /// <summary>Reserves an attribute of a size and returns its value's bytes, to be filled by the caller at once.</summary>
    internal Span<byte> Attribute(ushort type, int length)
    {
        var total = Unsafe.SizeOf<nlattr>() + length;
        if (total > ushort.MaxValue) throw new InvalidOperationException("A netlink attribute cannot exceed 64 KiB.");
        Write(new nlattr { nla_len = (ushort)total, nla_type = type });
        return Reserve(length);
    }

    private Span<byte> Reserve(int size)
    {
        var padded = Align(size);
        if (Length + padded > _data.Length) Array.Resize(ref _data, Math.Max(_data.Length * 2, Length + padded));
        var span = _data.AsSpan(Length, padded);
        span[size..].Clear();
        Length += padded;
        return span[..size];
    }

    private void CloseNest(int start)
    {
        var length = Length - start;
        if (length > ushort.MaxValue) throw new InvalidOperationException("A nested netlink attribute cannot exceed 64 KiB.");
        BinaryPrimitives.WriteUInt16LittleEndian(_data.AsSpan(start), (ushort)length);
    }

    /// <summary>An open nested attribute.</summary>
    internal readonly struct NestedScope(MessageBuffer buffer, int start) : IDisposable
    {
        public void Dispose() => buffer.CloseNest(start);
    }
}
