using System.Buffers.Binary;

namespace CNet.Discovery;

/// <summary>The layout of messages of the Domain Name System (RFC 1035, 6891).</summary>
internal static class DnsWire
{
    /// <summary>The port of name servers.</summary>
    internal const int Port = 53;

    internal const int HeaderSize = 12, MaxMessage = 65535, MaxName = 255, MaxLabel = 63;

    /// <summary>What a client takes by UDP that does not say more.</summary>
    internal const int MinUdpSize = 512;

    /// <summary>An OPT record without options.</summary>
    internal const int OptSize = 11;

    internal const ushort ClassInternet = 1;

    // Where the parts of the header lie.
    internal const int FlagsOffset = 2, QuestionsOffset = 4, AnswersOffset = 6, AuthoritiesOffset = 8, AdditionalsOffset = 10;

    internal const ushort Response = 0x8000, OpcodeMask = 0x7800, Authoritative = 0x0400, Truncated = 0x0200, RecursionDesired = 0x0100, RecursionAvailable = 0x0080,
        CheckingDisabled = 0x0010, CodeMask = 0x000f;

    /// <summary>A name that goes on elsewhere in the message: the two upper bits of a label's length.</summary>
    internal const int Pointer = 0xc0;

    /// <summary>A record behind its name: type, class, time to live, length of its data.</summary>
    internal const int RecordHead = 10;

    /// <summary>How often a name may go on elsewhere; more is a loop.</summary>
    internal const int MaxPointers = 64;

    /// <summary>A number of the message.</summary>
    internal static ushort Read(ReadOnlySpan<byte> message, int offset) => BinaryPrimitives.ReadUInt16BigEndian(message[offset..]);
}
