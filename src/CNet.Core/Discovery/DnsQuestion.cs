using System.Buffers.Binary;

namespace CNet.Discovery;

/// <summary>A question to a name server, as it came.</summary>
internal ref struct DnsQuestion
{
    /// <summary>The name that is asked for (see <see cref="DnsName"/>).</summary>
    internal ReadOnlySpan<byte> Name;
    internal ushort Id, Flags, Class;
    internal DnsRecordType Type;

    /// <summary>Where the question ends in the message.</summary>
    internal int QuestionEnd;

    /// <summary>True where the client knows EDNS; then it says how much it takes by UDP.</summary>
    internal bool HasEdns;
    internal ushort UdpSize;

    /// <summary>
    /// Reads a message to a name server: a header, one question, and perhaps an OPT record.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="name">Room for the name: at least <see cref="DnsWire.MaxName"/> bytes.</param>
    /// <param name="query">What it asks; with any other code than <see cref="DnsResponseCode.NoError"/> only as far as it could be read.</param>
    /// <param name="code">What to answer where it cannot be served.</param>
    /// <returns>False where nothing at all may be answered: an answer to an answer would go on for ever.</returns>
    internal static bool TryRead(ReadOnlySpan<byte> message, Span<byte> name, out DnsQuestion query, out DnsResponseCode code)
    {
        query = default;
        code = DnsResponseCode.FormatError;
        if (message.Length < DnsWire.HeaderSize) return false;
        query.Id = DnsWire.Read(message, 0);
        query.Flags = DnsWire.Read(message, DnsWire.FlagsOffset);
        query.QuestionEnd = DnsWire.HeaderSize;
        if ((query.Flags & DnsWire.Response) != 0) return false;
        if ((query.Flags & DnsWire.OpcodeMask) != 0)
        {
            code = DnsResponseCode.NotImplemented;
            return true;
        }
        if (DnsWire.Read(message, DnsWire.QuestionsOffset) != 1 || DnsWire.Read(message, DnsWire.AnswersOffset) != 0 || DnsWire.Read(message, DnsWire.AuthoritiesOffset) != 0) return true;
        var at = DnsWire.HeaderSize;
        var length = DnsName.Read(message, ref at, name);
        // A question's name has nowhere to go on but itself.
        if (length < 0 || at != DnsWire.HeaderSize + length + 1 || at + 4 > message.Length) return true;
        query.Name = name[..length];
        query.Type = (DnsRecordType)DnsWire.Read(message, at);
        query.Class = DnsWire.Read(message, at + 2);
        query.QuestionEnd = at + 4;
        if (!query.ReadAdditionals(message, DnsWire.Read(message, DnsWire.AdditionalsOffset), ref code)) return true;
        code = query.Class is DnsWire.ClassInternet ? DnsResponseCode.NoError : DnsResponseCode.Refused;
        return true;
    }

    /// <summary>A question for a name, with recursion; its id is to be chosen when it is sent.</summary>
    internal static byte[] Of(ReadOnlySpan<byte> name, DnsRecordType type)
    {
        var message = new byte[DnsWire.HeaderSize + name.Length + 1 + 2 * sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(DnsWire.FlagsOffset), DnsWire.RecursionDesired);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(DnsWire.QuestionsOffset), 1);
        name.CopyTo(message.AsSpan(DnsWire.HeaderSize));
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(DnsWire.HeaderSize + name.Length + 1), (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(DnsWire.HeaderSize + name.Length + 1 + sizeof(ushort)), DnsWire.ClassInternet);
        return message;
    }

    private bool ReadAdditionals(ReadOnlySpan<byte> message, int count, ref DnsResponseCode code)
    {
        if (count == 0) return true;
        Span<byte> owner = stackalloc byte[DnsWire.MaxName];
        for (var at = QuestionEnd; count > 0; count--)
        {
            var length = DnsName.Read(message, ref at, owner);
            if (length < 0 || at + DnsWire.RecordHead > message.Length) return false;
            var type = (DnsRecordType)DnsWire.Read(message, at);
            var size = DnsWire.Read(message, at + 8);
            if (type == DnsRecordType.OPT)
            {
                if (HasEdns || length != 0) return false;
                HasEdns = true;
                UdpSize = DnsWire.Read(message, at + 2);
                // The second byte of what is elsewhere the time to live.
                if (message[at + 5] != 0)
                {
                    code = DnsResponseCode.BadVersion;
                    return false;
                }
            }
            at += DnsWire.RecordHead + size;
            if (at > message.Length) return false;
        }
        return true;
    }
}
