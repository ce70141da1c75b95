using CNet.Netlink;
using Xunit;
using static CNet.Linux.Interop.Constants;

namespace CNet.Tests.Netlink;

public sealed class NetlinkFailureTests
{
    [Theory]
    [InlineData("error-capped", EEXIST, "ipv4: Address already assigned")]
    [InlineData("error-uncapped", EEXIST, "ipv4: Address already assigned")]
    [InlineData("error-offset", ERANGE, "Attribute failed policy validation")]
    [InlineData("error-bare", EEXIST, null)]
    [InlineData("error-bare-uncapped", EEXIST, null)]
    [InlineData("error-without-text", ENODEV, null)]
    [InlineData("done-error", ENODEV, null)]
    [InlineData("done-error-text", ENOENT, "ipv4: FIB table does not exist")]
    public void A_refusal_has_its_number_and_the_kernels_text(string golden, int errno, string? text) =>
        Assert.Equal(new NetlinkFailure(3, errno, text), Read(Golden.Bytes(golden), 3));

    [Theory]
    [InlineData("acknowledgement")]
    [InlineData("done")]
    public void An_acknowledgement_is_no_refusal(string golden) => Assert.Null(Read(Golden.Bytes(golden)));

    [Fact]
    public void A_message_without_room_for_a_number_is_no_refusal()
    {
        for (var length = 0; length < sizeof(int); length++)
            Assert.False(NetlinkFailure.TryRead(new Message(default, new byte[length]), 0, out _));
    }

    [Fact]
    public void The_lowest_number_of_all_is_a_refusal_too()
    {
        Assert.True(NetlinkFailure.TryRead(new Message(default, BitConverter.GetBytes(int.MinValue)), 0, out var failure));
        Assert.True(failure.Errno > 0);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(15u)]
    [InlineData(1_000_000u)]
    [InlineData(uint.MaxValue)]
    public void A_request_whose_length_lies_costs_only_the_text(uint requestLength)
    {
        var bytes = Golden.Bytes("error-uncapped");
        BitConverter.TryWriteBytes(bytes.AsSpan(20), requestLength);
        Assert.Equal(EEXIST, Read(bytes)!.Value.Errno);
    }

    private static NetlinkFailure? Read(byte[] bytes, int index = 0)
    {
        foreach (var message in new MessageReader(bytes))
            return NetlinkFailure.TryRead(message, index, out var failure) ? failure : null;
        throw new ArgumentException("There is no message.");
    }
}
