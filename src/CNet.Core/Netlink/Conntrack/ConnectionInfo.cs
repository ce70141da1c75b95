using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.ConntrackConstants;

namespace CNet.Netlink.Conntrack;

/// <summary>One direction of a connection.</summary>
/// <param name="Source">Who sends.</param>
/// <param name="SourcePort">From which port; 0 for protocols without ports.</param>
/// <param name="Destination">To whom.</param>
/// <param name="DestinationPort">To which port.</param>
/// <param name="Zone">The zone, where this direction has one of its own.</param>
internal readonly record struct ConnectionTuple(Ip Source, int SourcePort, Ip Destination, int DestinationPort, ushort Zone = 0);

/// <summary>A connection that the kernel tracks.</summary>
/// <param name="Protocol">Its protocol, which need not be one with ports.</param>
/// <param name="Original">What the one who began it sends, before any translation.</param>
/// <param name="Reply">What is expected back: its source is where the connection really goes.</param>
/// <param name="Id">Tells it from a later connection with the same tuple.</param>
/// <param name="Zone">The zone of both directions.</param>
internal sealed record ConnectionInfo(TransportProtocol Protocol, ConnectionTuple Original, ConnectionTuple Reply, uint Id, ushort Zone)
{
    /// <summary>Reads IPCTNL_MSG_CT_NEW; null for what is not between two IP addresses.</summary>
    internal static ConnectionInfo? Parse(in Message message)
    {
        if (message.Header.nlmsg_type != ConntrackRequests.Type(IPCTNL_MSG_CT_NEW) || !message.TryRead<nfgenmsg>(out _, out var attributes)) return null;
        if (!attributes.TryFind(CTA_TUPLE_ORIG, out var original) || Tuple(original.Nested, out var protocol) is not { } there) return null;
        var back = attributes.TryFind(CTA_TUPLE_REPLY, out var reply) ? Tuple(reply.Nested, out _) : null;
        return new ConnectionInfo(protocol, there, back ?? default,
            attributes.TryFind(CTA_ID, out var id) ? id.UInt32Network : 0, attributes.TryFind(CTA_ZONE, out var zone) ? zone.UInt16Network : (ushort)0);
    }

    /// <summary>Reads a tuple; null where it has not two addresses and a protocol.</summary>
    internal static ConnectionTuple? Tuple(AttributeReader tuple, out TransportProtocol protocol)
    {
        protocol = default;
        if (!tuple.TryFind(CTA_TUPLE_IP, out var ip) || !tuple.TryFind(CTA_TUPLE_PROTO, out var proto) || !proto.Nested.TryFind(CTA_PROTO_NUM, out var number)) return null;
        protocol = (TransportProtocol)number.Byte;
        if (Address(ip.Nested, CTA_IP_V4_SRC, CTA_IP_V6_SRC) is not { } source || Address(ip.Nested, CTA_IP_V4_DST, CTA_IP_V6_DST) is not { } destination) return null;
        return new ConnectionTuple(source, Port(proto.Nested, CTA_PROTO_SRC_PORT), destination, Port(proto.Nested, CTA_PROTO_DST_PORT),
            tuple.TryFind(CTA_TUPLE_ZONE, out var zone) ? zone.UInt16Network : (ushort)0);
    }

    /// <summary>One of two addresses of a tuple, by whichever family it has.</summary>
    internal static Ip? Address(AttributeReader addresses, ushort v4, ushort v6)
    {
        if (addresses.TryFind(v4, out var four) && four.Value.Length == 4) return Ip.Read(four.Value);
        return addresses.TryFind(v6, out var six) && six.Value.Length == 16 ? Ip.Read(six.Value) : null;
    }

    private static int Port(AttributeReader proto, ushort type) => proto.TryFind(type, out var port) ? port.UInt16Network : 0;
}
