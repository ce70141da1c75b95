using System.Text;
using CNet.Discovery;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Discovery;

/// <summary>Answers of name servers are read, and whatever else comes costs nothing.</summary>
public sealed class DnsMessageTests
{
    private const int Seed = 20_261_121;

    /// <summary>The beginning of an answer to a question for web.example: id, flags, one question, so many answers, and nothing else.</summary>
    private const string Head = "1234 8180 0001 {0:x4} 0000 0000 03 77 65 62 07 65 78 61 6d 70 6c 65 00 0001 0001 ";

    // Names go on at 0c, which is web.example, or at 10, which is example.
    public static TheoryData<string, DnsRecordType, string> Records => new()
    {
        { "c00c 0001 0001 0000003c 0004 0a010002", DnsRecordType.A, "10.1.0.2" },
        { "c00c 001c 0001 0000003c 0010 fd000001000000000000000000000002", DnsRecordType.AAAA, "fd00:1::2" },
        { "c00c 0005 0001 0000003c 0006 03 777777 c010", DnsRecordType.CNAME, "www.example" },
        { "c00c 000c 0001 0000003c 0002 c00c", DnsRecordType.PTR, "web.example" },
        { "c00c 0002 0001 0000003c 0005 02 6e73 c010", DnsRecordType.NS, "ns.example" },
        { "c00c 000f 0001 0000003c 0004 000a c00c", DnsRecordType.MX, "10 web.example" },
        { "c00c 0021 0001 0000003c 0008 0001 0002 1f90 c00c", DnsRecordType.SRV, "1 2 8080 web.example" },
        { "c00c 0021 0001 0000003c 0007 0000 0000 0050 00", DnsRecordType.SRV, "0 0 80 ." },
        { "c00c 0010 0001 0000003c 000a 04 61206222 00 03 00ff5c", DnsRecordType.TXT, "\"a b\\\"\" \"\" \"\\000\\255\\\\\"" },
        { "c00c 0010 0001 0000003c 0000", DnsRecordType.TXT, "" },
        { "c00c 0006 0001 0000003c 0018 c00c c010 00000001 00000002 00000003 00000004 ffffffff", DnsRecordType.SOA, "web.example example 1 2 3 4 4294967295" },
        { "c00c 0101 0001 0000003c 0003 00 0161", DnsRecordType.CAA, "\\# 3 000161" },
        { "c00c 1234 0001 0000003c 0000", (DnsRecordType)0x1234, "\\# 0" },
    };

    // What is not whole, is of another length than its type has, or has a name that leads nowhere.
    public static TheoryData<string> Damaged =>
    [
        "c00c 0001 0001 0000003c 0003 0a0100", "c00c 0001 0001 0000003c 0005 0a01000203", "c00c 001c 0001 0000003c 0004 0a010002", "c00c 0001 0001 0000003c 0004 0a0100",
        "c00c 0005 0001 0000003c 0003 c00c 00", "c00c 0005 0001 0000003c 0001 03", "c00c 0005 0001 0000003c 0002 c0ff", "c00c 0005 0001 0000003c 0002 c029",
        "c00c 000f 0001 0000003c 0002 000a", "c00c 0021 0001 0000003c 0006 0000 0000 0050", "c00c 0010 0001 0000003c 0002 05 61", "c00c 0006 0001 0000003c 0008 c00c c010 00000001",
        "c01d 0001 0001 0000003c 0004 0a010002", "c00c 0001", "", "40",
    ];

    [Theory]
    [MemberData(nameof(Records))]
    public void A_record_of_each_type_is_read(string record, DnsRecordType type, string data)
    {
        Assert.True(DnsMessage.TryRead(Message(1, record), out var message));
        var answer = Assert.Single(message.Answers);
        Assert.Equal(("web.example", type, 60u, data), (answer.Name, answer.Type, answer.TimeToLive, answer.Data.Text));
        Assert.Equal((DnsResponseCode.NoError, false), (message.Code, message.IsTruncated));
    }

    [Fact]
    public void What_a_service_says_is_there_in_parts()
    {
        Assert.True(DnsMessage.TryRead(Message(1, "c00c 0021 0001 0000003c 0008 0001 0002 1f90 c00c"), out var message));
        var data = message.Answers[0].Data;
        Assert.Equal((1, 2, 8080, "web.example", null), (data.Priority, data.Weight, data.Port, data.Target, data.Address));
    }

    [Theory]
    [MemberData(nameof(Damaged))]
    public void What_is_damaged_is_no_answer(string record) => Assert.False(DnsMessage.TryRead(Message(1, record), out _));

    [Fact]
    public void Records_of_another_class_are_left_out_and_a_question_is_no_answer()
    {
        Assert.True(DnsMessage.TryRead(Message(2, "c00c 0001 0003 0000003c 0001 ff", "c00c 0001 0001 0000003c 0004 0a010002"), out var message));
        Assert.Equal("10.1.0.2", Assert.Single(message.Answers).Data.Text);
        var question = Message(0);
        question[DnsWire.FlagsOffset] = 0;
        Assert.False(DnsMessage.TryRead(question, out _));
    }

    [Fact]
    public void Of_one_that_is_truncated_no_record_is_read()
    {
        var bytes = Message(1, "c00c 0001 0001 0000003c 0004 0a");
        Assert.False(DnsMessage.TryRead(bytes, out _));
        bytes[DnsWire.FlagsOffset] |= DnsWire.Truncated >> 8;
        Assert.True(DnsMessage.TryRead(bytes, out var message));
        Assert.True(message.IsTruncated);
        Assert.Empty(message.Answers);
    }

    [Fact]
    public void A_question_is_read_as_it_was_written()
    {
        Assert.True(DnsName.TryParse("Web.Example", out var labels));
        Assert.True(DnsQuestion.TryRead(DnsQuestion.Of(labels, DnsRecordType.SRV), new byte[DnsWire.MaxName], out var read, out var code));
        Assert.Equal(("web.example", DnsRecordType.SRV, DnsResponseCode.NoError), (DnsName.Format(read.Name), read.Type, code));
    }

    [Fact]
    public void Whatever_bytes_come_nothing_is_thrown()
    {
        var whole = Records.Select(row => Message(1, (string)row[0])).ToList();
        foreach (var message in whole)
            for (var length = 0; length < message.Length; length++) DnsMessage.TryRead(message.AsSpan(0, length), out _);
        var random = new Random(Seed);
        var read = 0;
        for (var round = Campaign.Rounds(50_000, 2_000_000); round > 0; round--)
        {
            var bytes = (byte[])whole[random.Next(whole.Count)].Clone();
            for (var changes = random.Next(1, 6); changes > 0; changes--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var error = Record.Exception(() => read += DnsMessage.TryRead(bytes, out _) ? 1 : 0);
            Assert.True(error is null, $"{Convert.ToHexStringLower(bytes)}\n{error}");
        }
        Assert.True(read > 0, "Nothing could be read, so that nothing was tried.");
    }

    private static byte[] Message(int answers, params string[] records)
    {
        var text = new StringBuilder().AppendFormat(System.Globalization.CultureInfo.InvariantCulture, CompositeFormat.Parse(Head), answers).AppendJoin(' ', records);
        return Convert.FromHexString(text.Replace(" ", "").ToString());
    }
}
