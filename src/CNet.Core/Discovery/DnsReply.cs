namespace CNet.Discovery;

/// <summary>What somebody outside answered.</summary>
internal static class DnsReply
{
    /// <summary>True where a message answers a question: it has its id, its name, type and class.</summary>
    internal static bool Answers(ReadOnlySpan<byte> reply, ReadOnlySpan<byte> question)
    {
        if (reply.Length < DnsWire.HeaderSize || !reply[..sizeof(ushort)].SequenceEqual(question[..sizeof(ushort)])) return false;
        if ((DnsWire.Read(reply, DnsWire.FlagsOffset) & (DnsWire.Response | DnsWire.OpcodeMask)) != DnsWire.Response) return false;
        // Some servers say no more than that they cannot read it.
        if (DnsWire.Read(reply, DnsWire.QuestionsOffset) == 0) return reply.Length == DnsWire.HeaderSize && CodeOf(reply) is not DnsResponseCode.NoError and not DnsResponseCode.NameError;
        if (DnsWire.Read(reply, DnsWire.QuestionsOffset) != 1) return false;
        Span<byte> asked = stackalloc byte[DnsWire.MaxName], answered = stackalloc byte[DnsWire.MaxName];
        int atQuestion = DnsWire.HeaderSize, atReply = DnsWire.HeaderSize;
        var askedLength = DnsName.Read(question, ref atQuestion, asked);
        var answeredLength = DnsName.Read(reply, ref atReply, answered);
        const int TypeAndClass = 2 * sizeof(ushort);
        return askedLength >= 0 && askedLength == answeredLength && asked[..askedLength].SequenceEqual(answered[..answeredLength])
            && atReply + TypeAndClass <= reply.Length && reply.Slice(atReply, TypeAndClass).SequenceEqual(question.Slice(atQuestion, TypeAndClass));
    }

    internal static DnsResponseCode CodeOf(ReadOnlySpan<byte> reply) => (DnsResponseCode)(DnsWire.Read(reply, DnsWire.FlagsOffset) & DnsWire.CodeMask);

    /// <summary>True where another server may know better. That a name does not exist is an answer.</summary>
    internal static bool IsFailure(ReadOnlySpan<byte> reply) => CodeOf(reply) is not (DnsResponseCode.NoError or DnsResponseCode.NameError);
}
