using System.Buffers.Binary;

namespace CNet.Discovery;

/// <summary>
/// Writes the answer to a question. What does not fit is left out and the answer marked as truncated, so that the client asks again by TCP.
/// </summary>
internal ref struct DnsAnswer
{
    /// <summary>How long an answer may be remembered, in seconds.</summary>
    internal const uint TimeToLive = 600;

    /// <summary>What the server takes by UDP.</summary>
    internal const ushort MaxUdpQuestion = 4096;

    /// <summary>A record without its data: a pointer to the question's name, type, class, time to live, length.</summary>
    private const int RecordHead = 12;

    private readonly Span<byte> _buffer;
    private readonly int _limit, _code;
    private readonly bool _hasEdns;
    private int _length, _count;
    private bool _isTruncated;

    /// <param name="message">The question.</param>
    /// <param name="query">What it says.</param>
    /// <param name="code">How it is answered.</param>
    /// <param name="buffer">Takes the answer.</param>
    /// <param name="limit">How much of it the client takes; the question and an OPT record always fit.</param>
    internal DnsAnswer(ReadOnlySpan<byte> message, in DnsQuestion query, DnsResponseCode code, Span<byte> buffer, int limit)
    {
        _buffer = buffer;
        _hasEdns = query.HasEdns;
        _limit = Math.Min(limit, buffer.Length) - (_hasEdns ? DnsWire.OptSize : 0);
        _code = (int)code;
        _length = query.QuestionEnd;
        message[.._length].CopyTo(buffer);
        var flags = DnsWire.Response | query.Flags & (DnsWire.OpcodeMask | DnsWire.RecursionDesired | DnsWire.CheckingDisabled) | DnsWire.RecursionAvailable | _code & DnsWire.CodeMask;
        if (code == DnsResponseCode.NoError) flags |= DnsWire.Authoritative;
        Put(DnsWire.FlagsOffset, (ushort)flags);
        Put(DnsWire.QuestionsOffset, (ushort)(_length > DnsWire.HeaderSize ? 1 : 0));
        buffer[DnsWire.AnswersOffset..DnsWire.HeaderSize].Clear();
    }

    /// <summary>How much a client takes by UDP.</summary>
    internal static int UdpLimit(in DnsQuestion query) => query.HasEdns ? Math.Max(query.UdpSize, (ushort)DnsWire.MinUdpSize) : DnsWire.MinUdpSize;

    internal void Add(Ip address)
    {
        var size = address.IsIPv6 ? 16 : 4;
        if (Begin(address.IsIPv6 ? DnsRecordType.AAAA : DnsRecordType.A, size) is { IsEmpty: false } data) address.Write(data);
    }

    /// <summary>A name that belongs to an address: <paramref name="first"/>, and what comes after it.</summary>
    internal void AddPointer(ReadOnlySpan<byte> first, ReadOnlySpan<byte> rest)
    {
        var data = Begin(DnsRecordType.PTR, first.Length + rest.Length + 1);
        if (data.IsEmpty) return;
        first.CopyTo(data);
        rest.CopyTo(data[first.Length..]);
        data[^1] = 0;
    }

    internal void AddService(ushort priority, ushort weight, ushort port, ReadOnlySpan<byte> target)
    {
        var data = Begin(DnsRecordType.SRV, 6 + target.Length + 1);
        if (data.IsEmpty) return;
        BinaryPrimitives.WriteUInt16BigEndian(data, priority);
        BinaryPrimitives.WriteUInt16BigEndian(data[2..], weight);
        BinaryPrimitives.WriteUInt16BigEndian(data[4..], port);
        target.CopyTo(data[6..]);
        data[^1] = 0;
    }

    /// <summary>The length of the whole answer.</summary>
    internal int Finish()
    {
        Put(DnsWire.AnswersOffset, (ushort)_count);
        if (_isTruncated) _buffer[DnsWire.FlagsOffset] |= DnsWire.Truncated >> 8;
        if (!_hasEdns) return _length;
        Put(DnsWire.AdditionalsOffset, 1);
        var opt = _buffer.Slice(_length, DnsWire.OptSize);
        opt.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(opt[1..], (ushort)DnsRecordType.OPT);
        BinaryPrimitives.WriteUInt16BigEndian(opt[3..], MaxUdpQuestion);
        opt[5] = (byte)(_code >> 4);
        return _length + DnsWire.OptSize;
    }

    private Span<byte> Begin(DnsRecordType type, int size)
    {
        if (_isTruncated || _length + RecordHead + size > _limit)
        {
            _isTruncated = true;
            return default;
        }
        var record = _buffer.Slice(_length, RecordHead + size);
        // The question's name lies right behind the header.
        BinaryPrimitives.WriteUInt16BigEndian(record, DnsWire.Pointer << 8 | DnsWire.HeaderSize);
        BinaryPrimitives.WriteUInt16BigEndian(record[2..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(record[4..], DnsWire.ClassInternet);
        BinaryPrimitives.WriteUInt32BigEndian(record[6..], TimeToLive);
        BinaryPrimitives.WriteUInt16BigEndian(record[10..], (ushort)size);
        _length += record.Length;
        _count++;
        return record[RecordHead..];
    }

    private readonly void Put(int offset, ushort value) => BinaryPrimitives.WriteUInt16BigEndian(_buffer[offset..], value);
}
