using CNet.Netlink;

namespace CNet.Tests.Netlink;

/// <summary>A golden message read by one of the parsers.</summary>
internal static class Parsed
{
    internal static T? Of<T>(string golden, MessageParser<T> parser) where T : class
    {
        foreach (var message in new MessageReader(Golden.Bytes(golden))) return parser(message);
        throw new ArgumentException("There is no message.");
    }
}
