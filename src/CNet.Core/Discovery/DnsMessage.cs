using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace CNet.Discovery;

/// <summary>A record of an answer.</summary>
/// <param name="Name">The name, in lower case.</param>
/// <param name="Type">The type.</param>
/// <param name="TimeToLive">How long it may be remembered, in seconds.</param>
/// <param name="Data">What it says.</param>
internal sealed record DnsResource(string Name, DnsRecordType Type, uint TimeToLive, DnsData Data);

/// <summary>What a name server answered, taken apart: how, and the records that are the answer. What else the message has is nobody's business here.</summary>
internal sealed class DnsMessage
{
    private DnsMessage(DnsResponseCode code, bool isTruncated, IReadOnlyList<DnsResource> answers) => (Code, IsTruncated, Answers) = (code, isTruncated, answers);

    internal DnsResponseCode Code { get; }

    /// <summary>True where not all of it fitted: the whole is had by TCP.</summary>
    internal bool IsTruncated { get; }

    internal IReadOnlyList<DnsResource> Answers { get; }

    /// <summary>Reads an answer from anybody.</summary>
    /// <param name="message">The message: of no more than <see cref="DnsWire.MaxMessage"/> bytes.</param>
    /// <param name="answer">What it says.</param>
    /// <returns>False where it is none that can be read as a whole. Of one that is truncated the records may be incomplete, and are not read.</returns>
    internal static bool TryRead(ReadOnlySpan<byte> message, [NotNullWhen(true)] out DnsMessage? answer)
    {
        answer = null;
        if (message.Length < DnsWire.HeaderSize || (DnsWire.Read(message, DnsWire.FlagsOffset) & DnsWire.Response) == 0) return false;
        var isTruncated = (DnsWire.Read(message, DnsWire.FlagsOffset) & DnsWire.Truncated) != 0;
        var answers = new List<DnsResource>();
        if (!isTruncated && !TryRead(message, answers)) return false;
        answer = new DnsMessage(DnsReply.CodeOf(message), isTruncated, answers);
        return true;
    }

    private static bool TryRead(ReadOnlySpan<byte> message, List<DnsResource> answers)
    {
        Span<byte> labels = stackalloc byte[DnsWire.MaxName];
        var at = DnsWire.HeaderSize;
        for (var questions = DnsWire.Read(message, DnsWire.QuestionsOffset); questions > 0; questions--)
        {
            if (DnsName.Read(message, ref at, labels) < 0 || at + 2 * sizeof(ushort) > message.Length) return false;
            at += 2 * sizeof(ushort);
        }
        for (var count = DnsWire.Read(message, DnsWire.AnswersOffset); count > 0; count--)
        {
            var length = DnsName.Read(message, ref at, labels);
            if (length < 0 || at + DnsWire.RecordHead > message.Length) return false;
            var (type, data) = ((DnsRecordType)DnsWire.Read(message, at), at + DnsWire.RecordHead);
            var end = data + DnsWire.Read(message, at + 8);
            if (end > message.Length) return false;
            if (DnsWire.Read(message, at + 2) == DnsWire.ClassInternet)
            {
                if (DnsData.Read(type, message[..end], data) is not { } said) return false;
                answers.Add(new DnsResource(DnsName.Format(labels[..length]), type, BinaryPrimitives.ReadUInt32BigEndian(message[(at + 4)..]), said));
            }
            at = end;
        }
        return true;
    }
}
