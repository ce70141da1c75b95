using CNet.Netlink;
using CNet.Netlink.Wire;
using Xunit;

namespace CNet.Tests.Netlink;

public sealed class MessageReaderTests
{
    private static readonly byte[] TwoMessages = Convert.FromHexString(
        "1200000001000000010000000000000061620000" + "14000000020000000200000000000000" + "01020304");

    [Fact]
    public void Messages_come_one_after_the_other_without_their_padding()
    {
        var seen = new List<(ushort, uint, string)>();
        foreach (var message in new MessageReader(TwoMessages))
            seen.Add((message.Header.nlmsg_type, message.Header.nlmsg_seq, Convert.ToHexStringLower(message.Payload)));
        Assert.Equal([((ushort)1, 1u, "6162"), ((ushort)2, 2u, "01020304")], seen);
    }

    [Theory]
    [InlineData(15, 0)]
    [InlineData(17, 0)]
    [InlineData(18, 1)]
    [InlineData(19, 1)]
    [InlineData(39, 1)]
    [InlineData(40, 2)]
    public void Reading_stops_at_the_first_message_that_does_not_fit(int length, int messages) => Assert.Equal(messages, CountMessages(TwoMessages[..length]));

    [Theory]
    [InlineData(0u)]
    [InlineData(15u)]
    [InlineData(21u)]
    [InlineData(0x80000000u)]
    [InlineData(uint.MaxValue)]
    public void A_length_that_lies_ends_the_reading(uint length)
    {
        var bytes = new byte[20];
        BitConverter.TryWriteBytes(bytes, length);
        Assert.Equal(0, CountMessages(bytes));
    }

    [Fact]
    public void Attributes_follow_the_fixed_part()
    {
        // An ndmsg, then a MAC address.
        var bytes = Convert.FromHexString("26000000" + "1c000000" + "0000000000000000" + "070000002a000000000000000a00020002420a010002");
        foreach (var message in new MessageReader(bytes))
        {
            Assert.True(message.TryRead<ndmsg>(out var head, out var attributes));
            Assert.Equal((7, 42), (head.ndm_family, head.ndm_ifindex));
            Assert.True(attributes.TryFind(2, out var mac));
            Assert.Equal("02:42:0a:01:00:02", mac.MacAddress.ToString());
        }
        Assert.Equal(1, CountMessages(bytes));
    }

    [Theory]
    [InlineData(11, false)]
    [InlineData(12, true)]
    [InlineData(13, true)]
    public void A_message_too_short_for_its_fixed_part_has_none(int length, bool read)
    {
        var message = new Message(default, new byte[length]);
        Assert.Equal(read, message.TryRead<ndmsg>(out _, out var attributes));
        Assert.False(attributes.MoveNext());
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("040001", 0)]
    [InlineData("04000100", 1)]
    [InlineData("03000100", 0)]
    [InlineData("00000000", 0)]
    [InlineData("050001000a", 1)]
    [InlineData("060001000a", 0)]
    [InlineData("050001000a000000" + "04000200", 2)]
    [InlineData("050001000a0000" + "04000200", 1)]
    [InlineData("ffff0100", 0)]
    public void Reading_stops_at_the_first_attribute_that_does_not_fit(string hex, int attributes)
    {
        var count = 0;
        foreach (var _ in new AttributeReader(Convert.FromHexString(hex))) count++;
        Assert.Equal(attributes, count);
    }

    [Fact]
    public void The_flags_of_a_type_do_not_belong_to_it()
    {
        var reader = new AttributeReader(Convert.FromHexString("0400" + "0580" + "0400" + "0640"));
        Assert.True(reader.TryFind(5, out _));
        Assert.True(reader.TryFind(6, out _));
        Assert.False(reader.TryFind(0x8005, out _));
    }

    [Fact]
    public void Of_several_attributes_of_a_type_the_first_is_found()
    {
        Assert.True(new AttributeReader(Convert.FromHexString("050001000a000000" + "050001000b000000")).TryFind(1, out var found));
        Assert.Equal(0x0a, found.Byte);
    }

    [Fact]
    public void Values_are_read_in_the_order_that_is_asked_for()
    {
        var attribute = new NetlinkAttribute(1, [0x01, 0x02, 0x03, 0x84, 0x05, 0x06, 0x07, 0x08]);
        Assert.Equal(0x01, attribute.Byte);
        Assert.Equal(0x0201, attribute.UInt16);
        Assert.Equal(0x84030201u, attribute.UInt32);
        Assert.Equal(unchecked((int)0x84030201), attribute.Int32);
        Assert.Equal(0x01020384u, attribute.UInt32Network);
        Assert.Equal(0x0102038405060708ul, attribute.UInt64Network);
    }

    [Fact]
    public void A_value_that_is_too_short_reads_as_nothing()
    {
        for (var length = 0; length < 8; length++)
        {
            var attribute = new NetlinkAttribute(1, Enumerable.Repeat((byte)0xff, length).ToArray());
            Assert.Equal(length >= 1 ? 0xff : 0, attribute.Byte);
            Assert.Equal(length >= 2 ? 0xffff : 0, attribute.UInt16);
            Assert.Equal(length >= 4 ? uint.MaxValue : 0, attribute.UInt32);
            Assert.Equal(length >= 4 ? uint.MaxValue : 0, attribute.UInt32Network);
            Assert.Equal(0u, attribute.UInt64Network);
            Assert.Equal(length == 6 ? "ff:ff:ff:ff:ff:ff" : "", attribute.MacAddress.ToString());
            Assert.Equal(length == 4 ? "255.255.255.255" : null, attribute.IPAddress?.ToString());
        }
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("00", "")]
    [InlineData("65746830", "eth0")]
    [InlineData("6574683000", "eth0")]
    [InlineData("65740068", "et")]
    [InlineData("c3a4f09f988000", "ä😀")]
    [InlineData("61ff62", "a\ufffdb")]
    public void Text_ends_at_its_zero_and_bytes_that_are_no_text_are_replaced(string hex, string expected) =>
        Assert.Equal(expected, new NetlinkAttribute(1, Convert.FromHexString(hex)).Text);

    private static int CountMessages(byte[] bytes)
    {
        var count = 0;
        foreach (var _ in new MessageReader(bytes)) count++;
        return count;
    }
}
