using System.Buffers.Binary;
using System.Runtime.InteropServices;
using CNet.Netlink;
using CNet.Netlink.Conntrack;
using CNet.Netlink.Diag;
using CNet.Netlink.Route;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Netlink;

/// <summary>Whatever bytes come: no parser throws, hangs or reads beyond them.</summary>
public sealed class DamagedMessageTests
{
    private const int Seed = 20_260_101;
    private static readonly byte[][] Messages = [.. Golden.Names.Select(Golden.Bytes)];

    [Fact]
    public void Every_beginning_of_every_message_can_be_read()
    {
        foreach (var message in Messages)
        {
            for (var length = 0; length <= message.Length; length++)
            {
                var part = message[..length];
                ReadAll(part);
                // A message that says it is as long as what is there leads the readers to its torn end.
                if (length < sizeof(uint)) continue;
                BinaryPrimitives.WriteUInt32LittleEndian(part, (uint)length);
                ReadAll(part);
            }
        }
    }

    [Fact]
    public void Messages_changed_at_random_can_be_read()
    {
        var random = new Random(Seed);
        var rounds = Campaign.Rounds(50_000, 1_000_000);
        for (var round = 0; round < rounds; round++)
        {
            var bytes = (byte[])Messages[random.Next(Messages.Length)].Clone();
            for (var changes = random.Next(1, 6); changes > 0; changes--) bytes = Damage(bytes, random);
            // Mostly the message itself stays whole, so that the damage is found inside.
            if (random.Next(4) > 0 && bytes.Length > sizeof(uint)) BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)bytes.Length);
            var error = Record.Exception(() => ReadAll(bytes));
            Assert.True(error is null, $"Round {round}: {Convert.ToHexStringLower(bytes)}\n{error}");
        }
    }

    [Fact]
    public void Noise_can_be_read()
    {
        var random = new Random(Seed);
        for (var round = 0; round < Campaign.Rounds(5_000, 100_000); round++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            ReadAll(bytes);
        }
    }

    /// <summary>Every parser on every message, and the text of every message taken for a request.</summary>
    private static void ReadAll(byte[] bytes)
    {
        foreach (var message in new MessageReader(bytes))
        {
            _ = LinkInfo.Parse(message);
            _ = AddressInfo.Parse(message);
            _ = RouteInfo.Parse(message);
            _ = NeighborInfo.Parse(message);
            _ = RuleInfo.Parse(message);
            _ = BridgeInfo.Parse(message);
            _ = BridgePortInfo.Parse(message);
            _ = BoundSocket.Parse(message);
            _ = ConnectionInfo.Parse(message);
            _ = QdiscInfo.Parse(message);
            _ = RedirectInfo.Parse(message);
            _ = NamespaceId.Parse(message);
            _ = NetlinkFailure.TryRead(message, 0, out _);
        }
        foreach (var protocol in Enum.GetValues<NetlinkProtocol>())
        {
            var batch = new MessageBuffer(bytes.Length + sizeof(uint)) { Protocol = protocol };
            foreach (var word in MemoryMarshal.Cast<byte, uint>(bytes)) batch.Write(word);
            _ = RequestText.Describe(batch, 0, "web");
            _ = RequestText.DescribeChanges(batch, null);
        }
    }

    private static byte[] Damage(byte[] bytes, Random random)
    {
        if (bytes.Length < 8) return bytes;
        var at = random.Next(bytes.Length);
        // Lengths of attributes are where readers stumble.
        var word = random.Next(bytes.Length / 4) * 4;
        switch (random.Next(9))
        {
            case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 1: bytes[at] = (byte)random.Next(256); break;
            case 2: BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(word), (ushort)random.Next(0, 9)); break;
            case 3: BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(word), (ushort)(random.Next(2) == 0 ? 0xffff : bytes.Length - word)); break;
            case 4: BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)(bytes.Length + random.Next(-8, 9))); break;
            case 5: BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(4), (ushort)random.Next(0, 40)); break;
            case 6: return [.. bytes[..at], .. bytes[random.Next(at, bytes.Length)..]];
            case 7: return [.. bytes[..at], .. bytes[..random.Next(bytes.Length)], .. bytes[at..]];
            case 8: return [.. bytes, .. Messages[random.Next(Messages.Length)]];
        }
        return bytes;
    }
}
