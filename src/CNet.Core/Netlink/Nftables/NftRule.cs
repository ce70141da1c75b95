using System.Text;
using static CNet.Netlink.Wire.NftablesConstants;

namespace CNet.Netlink.Nftables;

/// <summary>Writes the expressions of a rule, left to right as nft's text has them.</summary>
internal sealed class NftRule(MessageBuffer buffer)
{
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
        using (Expression("bitwise"))
        {
            buffer.UInt32Network(NFTA_BITWISE_SREG, NFT_REG_1);
            buffer.UInt32Network(NFTA_BITWISE_DREG, NFT_REG_1);
            buffer.UInt32Network(NFTA_BITWISE_LEN, sizeof(uint));
            Value(NFTA_BITWISE_MASK, BitConverter.GetBytes(ESTABLISHED_OR_RELATED));
            Value(NFTA_BITWISE_XOR, [0, 0, 0, 0]);
        }
        return Compare(NFT_CMP_NEQ, [0, 0, 0, 0]);
    }

    /// <summary><c>meta nfproto ipv4</c> or <c>ipv6</c></summary>
    internal NftRule Family(bool isIPv6) => Say(isIPv6 ? "meta nfproto ipv6" : "meta nfproto ipv4").Meta(NFT_META_NFPROTO, NFT_REG_1).Compare(NFT_CMP_EQ, [isIPv6 ? NFPROTO_IPV6 : NFPROTO_IPV4]);

    /// <summary><c>iifname @SET</c></summary>
    internal NftRule InputInterface(string set) => Say($"iifname @{set}").Meta(NFT_META_IIFNAME, NFT_REG_1).Lookup(set);

    /// <summary><c>oifname @SET</c></summary>
    internal NftRule OutputInterface(string set) => Say($"oifname @{set}").Meta(NFT_META_OIFNAME, NFT_REG_1).Lookup(set);

    /// <summary><c>iifname . oifname @SET</c></summary>
    internal NftRule Interfaces(string set) => Say($"iifname . oifname @{set}").Meta(NFT_META_IIFNAME, NFT_REG_1).Meta(NFT_META_OIFNAME, NFT_REG_2).Lookup(set);

    /// <summary><c>iifname . oifname vmap @MAP</c></summary>
    internal NftRule InterfacesVerdict(string map) => Say($"iifname . oifname vmap @{map}").Meta(NFT_META_IIFNAME, NFT_REG_1).Meta(NFT_META_OIFNAME, NFT_REG_2).Lookup(map, into: NFT_REG_VERDICT);

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
    internal NftRule SourceNat(string map, bool isIPv6)
    {
        Say($"snat {(isIPv6 ? "ip6" : "ip")} to iifname map @{map}").Meta(NFT_META_IIFNAME, NFT_REG_1).Lookup(map, into: NFT_REG_1);
        using (Expression("nat"))
        {
            buffer.UInt32Network(NFTA_NAT_TYPE, NFT_NAT_SNAT);
            buffer.UInt32Network(NFTA_NAT_FAMILY, isIPv6 ? NFPROTO_IPV6 : NFPROTO_IPV4);
            buffer.UInt32Network(NFTA_NAT_REG_ADDR_MIN, NFT_REG_1);
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

    /// <summary>Ends the rule where the set has no such element; what a map leads to is put into a register.</summary>
    private NftRule Lookup(string set, uint? into = null)
    {
        using (Expression("lookup"))
        {
            buffer.Text(NFTA_LOOKUP_SET, set);
            buffer.UInt32Network(NFTA_LOOKUP_SREG, NFT_REG_1);
            if (into is { } register) buffer.UInt32Network(NFTA_LOOKUP_DREG, register);
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
