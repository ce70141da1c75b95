using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.NetlinkConstants;

namespace CNet.Netlink;

/// <summary>The kernel's refusal of one message of a batch.</summary>
/// <param name="Index">Which message of the batch, from 0.</param>
/// <param name="Errno">The error number, positive.</param>
/// <param name="Text">The text of the extended acknowledgement, or null.</param>
internal readonly record struct NetlinkFailure(int Index, int Errno, string? Text)
{
    /// <summary>Reads an NLMSG_ERROR (or the error code of an NLMSG_DONE); false for an acknowledgement.</summary>
    internal static bool TryRead(in Message message, int index, out NetlinkFailure failure)
    {
        failure = default;
        if (message.Payload.Length < sizeof(int)) return false;
        var error = BitConverter.ToInt32(message.Payload);
        if (error >= 0) return false;
        failure = new NetlinkFailure(index, error == int.MinValue ? int.MaxValue : -error, ReadText(message));
        return true;
    }

    private static string? ReadText(in Message message)
    {
        if ((message.Header.nlmsg_flags & NLM_F_ACK_TLVS) == 0) return null;
        var offset = sizeof(int);
        if (message.Header.nlmsg_type == NLMSG_ERROR)
        {
            var headerSize = System.Runtime.CompilerServices.Unsafe.SizeOf<nlmsghdr>();
            if (message.Payload.Length < offset + headerSize) return null;
            // A capped answer carries only the header of the request, another one all of it.
            var requestLength = BitConverter.ToUInt32(message.Payload[offset..]);
            var capped = (message.Header.nlmsg_flags & NLM_F_CAPPED) != 0;
            if (!capped && requestLength > message.Payload.Length) return null;
            offset += capped ? headerSize : MessageBuffer.Align((int)requestLength);
        }
        if (offset >= message.Payload.Length) return null;
        foreach (var attribute in new AttributeReader(message.Payload[offset..]))
            if (attribute.Type == NLMSGERR_ATTR_MSG)
                return attribute.Text is { Length: > 0 } text ? text : null;
        return null;
    }
}
