using System.Runtime.InteropServices;
using CNet.Netlink;
using CNet.Netlink.Wire;
using Xunit;
using static CNet.Netlink.Wire.NetlinkConstants;

namespace CNet.Tests.Netlink;

public sealed class MessageBufferTests
{
    private readonly MessageBuffer _buffer = new(4);

    [Fact]
    public void A_message_is_a_header_with_its_length_and_a_padded_body()
    {
        _buffer.Begin(16, NLM_F_CREATE);
        _buffer.Attribute(3, [1, 2, 3, 4, 5]);
        _buffer.Seal(9);
        AssertHex("1c000000 1000 0504 09000000 00000000 0900 0300 0102030405 000000", _buffer.Written);
    }

    [Fact]
    public void Numbers_are_the_machines_and_those_of_nf_tables_the_networks()
    {
        _buffer.Begin(1, 0);
        _buffer.Byte(1, 0xab);
        _buffer.UInt16(2, 0x0102);
        _buffer.UInt32(3, 0x01020304);
        _buffer.Int32(4, -2);
        _buffer.UInt16Network(5, 0x0102);
        _buffer.UInt32Network(6, 0x01020304);
        _buffer.UInt64Network(7, 0x0102030405060708);
        _buffer.Flag(8);
        AssertBody(
            "0500 0100 ab000000 0600 0200 02010000 0800 0300 04030201 0800 0400 feffffff 0600 0500 01020000 0800 0600 01020304 0c00 0700 0102030405060708 0400 0800");
    }

    [Theory]
    [InlineData("", "0500 0100 00 000000")]
    [InlineData("eth", "0800 0100 65746800")]
    [InlineData("eth0", "0900 0100 6574683000 000000")]
    [InlineData("ä€😀", "0e00 0100 c3a4e282acf09f9880 00 0000")]
    public void Text_is_UTF8_with_a_terminating_zero(string text, string expected)
    {
        _buffer.Begin(1, 0);
        _buffer.Text(1, text);
        AssertBody(expected);
    }

    [Fact]
    public void Addresses_are_in_network_order()
    {
        _buffer.Begin(1, 0);
        _buffer.Mac(1, MacAddress.Parse("02:42:0a:01:00:02"));
        _buffer.Ip(2, Ip.From(System.Net.IPAddress.Parse("10.1.0.2")));
        _buffer.Ip(3, Ip.From(System.Net.IPAddress.Parse("fd00::1:2")));
        AssertBody("0a00 0100 02420a010002 0000 0800 0200 0a010002 1400 0300 fd000000000000000000000000010002");
    }

    [Fact]
    public void Nested_attributes_know_their_lengths()
    {
        _buffer.Begin(1, 0);
        using (_buffer.Nest(1))
        {
            using (_buffer.Nest(2)) _buffer.Byte(3, 7);
            using (_buffer.Nest(4)) { }
        }
        _buffer.Flag(5);
        AssertBody("1400 0180 0c00 0280 0500 0300 07000000 0400 0480 0400 0500");
    }

    [Fact]
    public void A_nested_attribute_beyond_its_16_bits_is_refused()
    {
        _buffer.Begin(1, 0);
        var nested = _buffer.Nest(1);
        _buffer.Attribute(2, new byte[40_000]);
        _buffer.Attribute(2, new byte[40_000]);
        Assert.Throws<InvalidOperationException>(nested.Dispose);
    }

    [Theory]
    [InlineData(65531, true)]
    [InlineData(65532, false)]
    [InlineData(65600, false)]
    public void An_attribute_beyond_its_16_bits_is_refused(int length, bool fits)
    {
        _buffer.Begin(1, 0);
        if (fits) _buffer.Attribute(2, new byte[length]);
        else Assert.Throws<InvalidOperationException>(() => _buffer.Attribute(2, new byte[length]));
    }

    [Fact]
    public void Messages_are_numbered_and_only_the_last_that_is_answered_asks_for_it()
    {
        _buffer.BeginUnanswered(0x10);
        _buffer.Begin(1, 0);
        _buffer.Begin(2, 0);
        _buffer.BeginUnanswered(0x11);
        Assert.Equal((102u, 103u), _buffer.Seal(100));
        Assert.Equal(new[] { (100u, 0), (101u, 0), (102u, NLM_F_ACK), (103u, 0) }, Headers().Select(header => (header.nlmsg_seq, header.nlmsg_flags & NLM_F_ACK)));
        Assert.All(Headers(), header => Assert.Equal(NLM_F_REQUEST, header.nlmsg_flags & NLM_F_REQUEST));
    }

    [Fact]
    public void A_final_query_completes_the_batch_by_its_reply()
    {
        _buffer.Begin(1, 0);
        _buffer.BeginQuery(2);
        Assert.Equal((2u, 2u), _buffer.Seal(1));
        Assert.All(Headers(), header => Assert.Equal(0, header.nlmsg_flags & NLM_F_ACK));
    }

    [Fact]
    public void A_query_before_the_last_change_does_not_complete_the_batch()
    {
        _buffer.BeginQuery(2);
        _buffer.Begin(1, 0);
        Assert.Equal((8u, 8u), _buffer.Seal(7));
        Assert.Equal([0, NLM_F_ACK], Headers().Select(header => (ushort)(header.nlmsg_flags & NLM_F_ACK)));
    }

    [Fact]
    public void A_batch_that_nobody_answers_cannot_be_sent()
    {
        Assert.Throws<InvalidOperationException>(() => _buffer.Seal(1));
        _buffer.BeginUnanswered(0x10);
        Assert.Throws<InvalidOperationException>(() => _buffer.Seal(1));
    }

    [Fact]
    public void Cleared_memory_never_shows_in_padding_or_reserved_bytes()
    {
        _buffer.Begin(1, 0);
        _buffer.Attribute(1, Enumerable.Repeat((byte)0xff, 300).ToArray());
        _buffer.Clear();
        Assert.Equal(0, _buffer.Length);
        _buffer.Begin(1, 0);
        _buffer.Write(new ndmsg { ndm_ifindex = 1 });
        _buffer.Byte(1, 0x11);
        AssertBody("000000000100000000000000 0500 0100 11000000");
    }

    [Fact]
    public void Names_and_descriptions_go_with_the_batch()
    {
        Assert.Equal("if3", _buffer.NameOf(3));
        _buffer.Name(3, "eth0");
        _buffer.Begin(1, 0);
        _buffer.Describe("a message");
        _buffer.TargetNamespace = "web";
        Assert.Equal(("eth0", "if4", "a message"), (_buffer.NameOf(3), _buffer.NameOf(4), _buffer.DescriptionAt(0)));
        _buffer.Clear();
        Assert.Equal(("if3", null, null), (_buffer.NameOf(3), _buffer.DescriptionAt(0), _buffer.TargetNamespace));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 4)]
    [InlineData(4, 4)]
    [InlineData(5, 8)]
    public void Everything_is_aligned_to_four_bytes(int length, int aligned) => Assert.Equal(aligned, MessageBuffer.Align(length));

    private List<nlmsghdr> Headers()
    {
        var headers = new List<nlmsghdr>();
        foreach (var message in new MessageReader(_buffer.Written)) headers.Add(message.Header);
        return headers;
    }

    /// <summary>Compares the first message behind its header.</summary>
    private void AssertBody(string expected)
    {
        _buffer.End();
        AssertHex(expected, _buffer.Written[Marshal.SizeOf<nlmsghdr>()..]);
    }

    private static void AssertHex(string expected, ReadOnlySpan<byte> actual) =>
        Assert.Equal(expected.Replace(" ", "", StringComparison.Ordinal), Convert.ToHexStringLower(actual));
}
