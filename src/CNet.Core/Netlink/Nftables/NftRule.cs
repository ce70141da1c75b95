using System.Text;
using static CNet.Netlink.Wire.NftablesConstants;

namespace CNet.Netlink.Nftables;

/// <summary>Writes the expressions of a rule, left to right as nft's text has them.</summary>
internal sealed class NftRule(MessageBuffer buffer)
{
    private const uint SourceOffset = 12, DestinationOffset = 16, SourceOffset6 = 8, DestinationOffset6 = 24, SourcePortOffset = 0, PortOffset = 2, UdpChecksumOffset = 6, TcpChecksumOffset = 16;
    private readonly StringBuilder _text = new();

    /// <summary>The rule as nft writes it.</summary>
    internal string Text => _text.ToString();

    /// <summary><c>ct state established,related</c></summary>
    internal NftRule EstablishedOrRelated()
    {
        Say("ct state established,related");
        using (Expression("ct"))
        {
            buffer.UInt32Network(NFTA_CT_DREG, NFT_REG_1);
            buffer.UInt32Network(NFTA_CT_KEY, NFT_CT_STATE);
        }
        return HasBits(ESTABLISHED_OR_RELATED);
    }

    /// <summary><c>ct status dnat</c></summary>
    internal NftRule Redirected()
    {
        Say("ct status dnat");
        using (Expression("ct"))
        {
            buffer.UInt32Network(NFTA_CT_DREG, NFT_REG_1);
            buffer.UInt32Network(NFTA_CT_KEY, NFT_CT_STATUS);
        }
        return HasBits(IPS_DST_NAT);
    }

    /// <summary><c>meta nfproto ipv4</c> or <c>ipv6</c></summary>
    internal NftRule Family(bool isIPv6) => Family(isIPv6, isSaid: true);

    private NftRule Family(bool isIPv6, bool isSaid) => (isSaid ? Say(isIPv6 ? "meta nfproto ipv6" : "meta nfproto ipv4") : this).Meta(NFT_META_NFPROTO, NFT_REG_1).Compare(NFT_CMP_EQ, [isIPv6 ? NFPROTO_IPV6 : NFPROTO_IPV4]);

    /// <summary><c>iifname @SET</c></summary>
    internal NftRule InputInterface(NftSet set) => Say($"iifname @{set.Name}").Meta(NFT_META_IIFNAME, NFT_REG_1).Lookup(set);

    /// <summary><c>oifname @SET</c></summary>
    internal NftRule OutputInterface(NftSet set) => Say($"oifname @{set.Name}").Meta(NFT_META_OIFNAME, NFT_REG_1).Lookup(set);

    /// <summary><c>oifname != @SET</c></summary>
    internal NftRule NotOutputInterface(NftSet set) => Say($"oifname != @{set.Name}").Meta(NFT_META_OIFNAME, NFT_REG_1).Lookup(set, isInverted: true);

    /// <summary><c>iifname . oifname @SET</c></summary>
    internal NftRule Interfaces(NftSet set) => Say($"iifname . oifname @{set.Name}").LoadInterfaces().Lookup(set);

    /// <summary><c>iifname . oifname vmap @MAP</c></summary>
    internal NftRule InterfacesVerdict(NftSet map) => Say($"iifname . oifname vmap @{map.Name}").LoadInterfaces().Lookup(map, into: NFT_REG_VERDICT);

    /// <summary><c>iifname . ip daddr @SET</c>, or <c>ip6</c></summary>
    internal NftRule InputInterfaceAndDestination(NftSet set, bool isIPv6) =>
        Say($"iifname . {Header(isIPv6)} daddr @{set.Name}").Meta(NFT_META_IIFNAME, NFT_REG_1).Destination(isIPv6, NFT_REG_2).Lookup(set);

    /// <summary><c>ip saddr . ip daddr @SET</c>, or <c>ip6</c></summary>
    internal NftRule SourceAndDestination(NftSet set, bool isIPv6) => Say($"{Header(isIPv6)} saddr . {Header(isIPv6)} daddr @{set.Name}")
        .Payload(NFT_PAYLOAD_NETWORK_HEADER, isIPv6 ? SourceOffset6 : SourceOffset, (uint)NftType.Address(isIPv6).Length, NFT_REG_1)
        .Destination(isIPv6, Register(NftType.Address(isIPv6).Padded / sizeof(uint))).Lookup(set);

    /// <summary><c>ip daddr . meta l4proto . th dport @SET</c>, or <c>ip6</c></summary>
    internal NftRule DestinationAndPort(NftSet set, bool isIPv6) => Say($"{Header(isIPv6)} daddr . meta l4proto . th dport @{set.Name}").LoadPort(isIPv6, withAddress: true).Lookup(set);

    /// <summary><c>meta l4proto . th dport @SET</c></summary>
    internal NftRule Port(NftSet set) => Say($"meta l4proto . th dport @{set.Name}").LoadPort(isIPv6: false, withAddress: false).Lookup(set);

    /// <summary><c>ip daddr 127.0.0.0/8</c></summary>
    internal NftRule ToLoopback() => Say("ip daddr 127.0.0.0/8").Loopback(DestinationOffset, NFT_CMP_EQ);

    /// <summary><c>ip daddr != 127.0.0.0/8</c></summary>
    internal NftRule NotToLoopback() => Say("ip daddr != 127.0.0.0/8").Loopback(DestinationOffset, NFT_CMP_NEQ);

    /// <summary><c>ip saddr 127.0.0.0/8</c></summary>
    internal NftRule FromLoopback() => Say("ip saddr 127.0.0.0/8").Loopback(SourceOffset, NFT_CMP_EQ);

    /// <summary><c>ip6 saddr != fe80::/64</c></summary>
    internal NftRule NotFromLinkLocal() => Say("ip6 saddr != fe80::/64").Family(isIPv6: true, isSaid: false).Payload(NFT_PAYLOAD_NETWORK_HEADER, SourceOffset6, sizeof(ulong), NFT_REG_1).Compare(NFT_CMP_NEQ, [0xfe, 0x80, 0, 0, 0, 0, 0, 0]);

    /// <summary><c>ip6 daddr != ::1</c></summary>
    internal NftRule NotToLoopback6()
    {
        Span<byte> loopback = stackalloc byte[NftType.IPv6.Length];
        loopback.Clear();
        loopback[^1] = 1;
        return Say("ip6 daddr != ::1").Destination(isIPv6: true, NFT_REG_1).Compare(NFT_CMP_NEQ, loopback);
    }

    /// <summary><c>fib daddr type local</c></summary>
    internal NftRule ToThisHost()
    {
        Say("fib daddr type local");
        using (Expression("fib"))
        {
            buffer.UInt32Network(NFTA_FIB_FLAGS, NFTA_FIB_F_DADDR);
            buffer.UInt32Network(NFTA_FIB_RESULT, NFT_FIB_RESULT_ADDRTYPE);
            buffer.UInt32Network(NFTA_FIB_DREG, NFT_REG_1);
        }
        return Compare(NFT_CMP_EQ, BitConverter.GetBytes(RTN_LOCAL));
    }

    /// <summary><c>meta l4proto icmp</c>, or <c>ipv6-icmp</c></summary>
    internal NftRule Icmp(bool isIPv6) => Say($"meta l4proto {(isIPv6 ? "ipv6-icmp" : "icmp")}").Meta(NFT_META_L4PROTO, NFT_REG_1).Compare(NFT_CMP_EQ, [isIPv6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP]);

    /// <summary><c>ip daddr ADDRESS udp dport PORT</c>, or <c>tcp</c></summary>
    internal NftRule To(Ip address, TransportProtocol protocol, int port) => Say($"ip daddr {address} {Name(protocol)} dport {port}").Place(address, DestinationOffset, protocol, port, PortOffset);

    /// <summary><c>ip saddr ADDRESS udp sport PORT</c>, or <c>tcp</c></summary>
    internal NftRule From(Ip address, TransportProtocol protocol, int port) => Say($"ip saddr {address} {Name(protocol)} sport {port}").Place(address, SourceOffset, protocol, port, SourcePortOffset);

    /// <summary><c>notrack</c></summary>
    internal NftRule NoTrack()
    {
        Say("notrack");
        using (Expression("notrack")) { }
        return this;
    }

    /// <summary><c>udp dport set PORT</c>, or <c>tcp</c></summary>
    internal NftRule SetDestinationPort(TransportProtocol protocol, int port) => Say($"{Name(protocol)} dport set {port}").SetPort(protocol, port, PortOffset);

    /// <summary><c>udp sport set PORT</c>, or <c>tcp</c></summary>
    internal NftRule SetSourcePort(TransportProtocol protocol, int port) => Say($"{Name(protocol)} sport set {port}").SetPort(protocol, port, SourcePortOffset);

    /// <summary><c>jump CHAIN</c></summary>
    internal NftRule Jump(string chain)
    {
        Say($"jump {chain}");
        using (Expression("immediate"))
        {
            buffer.UInt32Network(NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
            using (buffer.Nest(NFTA_IMMEDIATE_DATA))
            using (buffer.Nest(NFTA_DATA_VERDICT))
            {
                buffer.UInt32Network(NFTA_VERDICT_CODE, unchecked((uint)NFT_JUMP));
                buffer.Text(NFTA_VERDICT_CHAIN, chain);
            }
        }
        return this;
    }

    /// <summary><c>accept</c> or <c>drop</c></summary>
    internal NftRule Decide(Verdict verdict)
    {
        Say(verdict == Verdict.Accept ? "accept" : "drop");
        using (Expression("immediate"))
        {
            buffer.UInt32Network(NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
            using (buffer.Nest(NFTA_IMMEDIATE_DATA)) NftBatch.WriteVerdict(buffer, verdict);
        }
        return this;
    }

    /// <summary><c>masquerade</c></summary>
    internal NftRule Masquerade()
    {
        Say("masquerade");
        using (Expression("masq")) { }
        return this;
    }

    /// <summary><c>snat ip to iifname map @MAP</c>, or <c>ip6</c></summary>
    internal NftRule SourceNat(NftSet map, bool isIPv6) =>
        Say($"snat {Header(isIPv6)} to iifname map @{map.Name}").Meta(NFT_META_IIFNAME, NFT_REG_1).Lookup(map, into: NFT_REG_1).Nat(NFT_NAT_SNAT, isIPv6, hasPort: false);

    /// <summary><c>dnat ip to ip daddr . meta l4proto . th dport map @MAP</c>, or <c>ip6</c>, with the address or without</summary>
    internal NftRule DestinationNat(NftSet map, bool isIPv6, bool withAddress) =>
        Say($"dnat {Header(isIPv6)} to {(withAddress ? $"{Header(isIPv6)} daddr . " : "")}meta l4proto . th dport map @{map.Name}")
            .LoadPort(isIPv6, withAddress).Lookup(map, into: NFT_REG_1).Nat(NFT_NAT_DNAT, isIPv6, hasPort: map.Data.Length > 1);

    private static string Name(TransportProtocol protocol) => protocol == TransportProtocol.Tcp ? "tcp" : "udp";

    private NftRule Place(Ip address, uint addressOffset, TransportProtocol protocol, int port, uint portOffset)
    {
        Span<byte> bytes = stackalloc byte[NftType.IPv4.Length];
        address.Write(bytes);
        return Family(isIPv6: false, isSaid: false).Payload(NFT_PAYLOAD_NETWORK_HEADER, addressOffset, (uint)bytes.Length, NFT_REG_1).Compare(NFT_CMP_EQ, bytes)
            .Meta(NFT_META_L4PROTO, NFT_REG_1).Compare(NFT_CMP_EQ, [(byte)protocol])
            .Payload(NFT_PAYLOAD_TRANSPORT_HEADER, portOffset, sizeof(ushort), NFT_REG_1).Compare(NFT_CMP_EQ, [(byte)(port >> 8), (byte)port]);
    }

    private NftRule SetPort(TransportProtocol protocol, int port, uint offset)
    {
        using (Expression("immediate"))
        {
            buffer.UInt32Network(NFTA_IMMEDIATE_DREG, NFT_REG_1);
            Value(NFTA_IMMEDIATE_DATA, [(byte)(port >> 8), (byte)port]);
        }
        using (Expression("payload"))
        {
            buffer.UInt32Network(NFTA_PAYLOAD_SREG, NFT_REG_1);
            buffer.UInt32Network(NFTA_PAYLOAD_BASE, NFT_PAYLOAD_TRANSPORT_HEADER);
            buffer.UInt32Network(NFTA_PAYLOAD_OFFSET, offset);
            buffer.UInt32Network(NFTA_PAYLOAD_LEN, sizeof(ushort));
            buffer.UInt32Network(NFTA_PAYLOAD_CSUM_TYPE, NFT_PAYLOAD_CSUM_INET);
            buffer.UInt32Network(NFTA_PAYLOAD_CSUM_OFFSET, protocol == TransportProtocol.Tcp ? TcpChecksumOffset : UdpChecksumOffset);
        }
        return this;
    }

    private static string Header(bool isIPv6) => isIPv6 ? "ip6" : "ip";

    private NftRule LoadInterfaces() => Meta(NFT_META_IIFNAME, NFT_REG_1).Meta(NFT_META_OIFNAME, NFT_REG_2);

    private NftRule Destination(bool isIPv6, uint register) =>
        Payload(NFT_PAYLOAD_NETWORK_HEADER, isIPv6 ? DestinationOffset6 : DestinationOffset, (uint)NftType.Address(isIPv6).Length, register);

    /// <summary>Loads fields one after the other into registers of four bytes, the first of which is where a register of sixteen begins.</summary>
    private NftRule LoadPort(bool isIPv6, bool withAddress)
    {
        var next = 0;
        if (withAddress)
        {
            Destination(isIPv6, NFT_REG_1);
            next = NftType.Address(isIPv6).Padded / sizeof(uint);
        }
        return Meta(NFT_META_L4PROTO, Register(next)).Payload(NFT_PAYLOAD_TRANSPORT_HEADER, PortOffset, sizeof(ushort), Register(next + 1));
    }

    /// <summary>Four registers of four bytes are one of sixteen, and the kernel calls the first of them by that one's name.</summary>
    private static uint Register(int field) => field % 4 == 0 ? NFT_REG_1 + (uint)field / 4 : NFT_REG32_00 + (uint)field;

    private NftRule Loopback(uint offset, uint operation) => Family(isIPv6: false, isSaid: false).Payload(NFT_PAYLOAD_NETWORK_HEADER, offset, 1, NFT_REG_1).Compare(operation, [127]);

    private NftRule Nat(uint type, bool isIPv6, bool hasPort)
    {
        using (Expression("nat"))
        {
            buffer.UInt32Network(NFTA_NAT_TYPE, type);
            buffer.UInt32Network(NFTA_NAT_FAMILY, isIPv6 ? NFPROTO_IPV6 : NFPROTO_IPV4);
            buffer.UInt32Network(NFTA_NAT_REG_ADDR_MIN, NFT_REG_1);
            if (hasPort) buffer.UInt32Network(NFTA_NAT_REG_PROTO_MIN, Register(NftType.Address(isIPv6).Padded / sizeof(uint)));
        }
        return this;
    }

    private NftRule Payload(uint header, uint offset, uint length, uint register)
    {
        using (Expression("payload"))
        {
            buffer.UInt32Network(NFTA_PAYLOAD_DREG, register);
            buffer.UInt32Network(NFTA_PAYLOAD_BASE, header);
            buffer.UInt32Network(NFTA_PAYLOAD_OFFSET, offset);
            buffer.UInt32Network(NFTA_PAYLOAD_LEN, length);
        }
        return this;
    }

    private NftRule Say(string words)
    {
        if (_text.Length > 0) _text.Append(' ');
        _text.Append(words);
        return this;
    }

    private NftRule Meta(uint key, uint register)
    {
        using (Expression("meta"))
        {
            buffer.UInt32Network(NFTA_META_DREG, register);
            buffer.UInt32Network(NFTA_META_KEY, key);
        }
        return this;
    }

    private NftRule HasBits(uint bits)
    {
        using (Expression("bitwise"))
        {
            buffer.UInt32Network(NFTA_BITWISE_SREG, NFT_REG_1);
            buffer.UInt32Network(NFTA_BITWISE_DREG, NFT_REG_1);
            buffer.UInt32Network(NFTA_BITWISE_LEN, sizeof(uint));
            Value(NFTA_BITWISE_MASK, BitConverter.GetBytes(bits));
            Value(NFTA_BITWISE_XOR, [0, 0, 0, 0]);
        }
        return Compare(NFT_CMP_NEQ, [0, 0, 0, 0]);
    }

    private NftRule Compare(uint operation, ReadOnlySpan<byte> value)
    {
        using (Expression("cmp"))
        {
            buffer.UInt32Network(NFTA_CMP_SREG, NFT_REG_1);
            buffer.UInt32Network(NFTA_CMP_OP, operation);
            Value(NFTA_CMP_DATA, value);
        }
        return this;
    }

    /// <summary>Ends the rule where the set has no such element, or where it has one; what a map leads to is put into a register.</summary>
    private NftRule Lookup(NftSet set, uint? into = null, bool isInverted = false)
    {
        using (Expression("lookup"))
        {
            buffer.Text(NFTA_LOOKUP_SET, set.Name);
            buffer.UInt32Network(NFTA_LOOKUP_SREG, NFT_REG_1);
            if (into is { } register) buffer.UInt32Network(NFTA_LOOKUP_DREG, register);
            if (isInverted) buffer.UInt32Network(NFTA_LOOKUP_FLAGS, NFT_LOOKUP_F_INV);
        }
        return this;
    }

    private void Value(ushort type, ReadOnlySpan<byte> value)
    {
        using var nested = buffer.Nest(type);
        buffer.Attribute(NFTA_DATA_VALUE, value);
    }

    private ExpressionScope Expression(string name)
    {
        var element = buffer.Nest(NFTA_LIST_ELEM);
        buffer.Text(NFTA_EXPR_NAME, name);
        return new ExpressionScope(element, buffer.Nest(NFTA_EXPR_DATA));
    }

    /// <summary>An open expression and its data, which is the inner one.</summary>
    private readonly struct ExpressionScope(MessageBuffer.NestedScope element, MessageBuffer.NestedScope data) : IDisposable
    {
        public void Dispose()
        {
            data.Dispose();
            element.Dispose();
        }
    }
}
