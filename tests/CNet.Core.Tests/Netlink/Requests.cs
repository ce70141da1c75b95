using CNet.Linux.Interop;
using CNet.Netlink;
using CNet.Netlink.Conntrack;
using CNet.Netlink.Diag;
using CNet.Netlink.Nftables;
using CNet.Netlink.Route;
using CNet.Netlink.Wire;
using static CNet.Netlink.Wire.NftablesConstants;
using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Tests.Netlink;

/// <summary>One of every request that CNet sends, each with the links v1 (index 5), br-lab (2) and a namespace "web" behind the descriptor 9.</summary>
internal static class Requests
{
    private const int Bridge = 2, Link = 5, NamespaceFd = 9;
    private static readonly MacAddress Mac = MacAddress.Parse("02:42:0a:01:00:02");
    private static readonly MacAddress PeerMac = MacAddress.Parse("02:42:0a:01:00:03");

    private static readonly Dictionary<string, Action<MessageBuffer>> Rtnetlink = new()
    {
        ["add-bridge"] = batch => batch.AddLink("br-new", new BridgeKind(MulticastSnooping: false), 1400, Mac),
        ["add-bridge-plain"] = batch => batch.AddLink("br-new", new BridgeKind()),
        ["add-veth"] = batch => batch.AddLink("v9", new VethKind("eth0", PeerMac, NamespaceFd, 1400), 1400, Mac, group: 7),
        ["add-veth-plain"] = batch => batch.AddLink("v9", new VethKind("v10", default, -1, 0)),
        ["add-bridge-with-options"] = batch => batch.AddLink("br-new", new BridgeKind { Stp = true, VlanFiltering = true, AgeingTime = 3000 }),
        ["add-dummy"] = batch => batch.AddLink("d-new", new PlainKind("dummy")),
        ["add-wireguard"] = batch => batch.AddLink("w-new", new PlainKind("wireguard"), 1420),
        ["add-macvlan"] = batch => batch.AddLink("m-new", new MacvlanKind(Link, MACVLAN_MODE_BRIDGE), mac: Mac),
        ["add-macvlan-plain"] = batch => batch.AddLink("m-new", new MacvlanKind(Link, null)),
        ["add-ipvlan"] = batch => batch.AddLink("i-new", new IpvlanKind(Link, IPVLAN_MODE_L3S)),
        ["add-vlan"] = batch => batch.AddLink("v1.100", new VlanKind(Link, 100)),
        ["add-vrf"] = batch => batch.AddLink("vrf-new", new VrfKind(1001)),
        ["add-vxlan"] = batch => batch.AddLink("x-new", new VxlanKind(42, Link, Address("10.1.0.2"), Address("10.1.0.3"), 4789, Learning: false), 1450),
        ["add-vxlan-group"] = batch => batch.AddLink("x-new", new VxlanKind(42, Link, null, Address("239.1.1.1"), 8472)),
        ["add-vxlan-v6"] = batch => batch.AddLink("x-new", new VxlanKind(16777215, 0, Address("fd00:1::2"), Address("fd00:1::3"), 4789)),
        ["set-up"] = batch => batch.SetLinkUp(Link),
        ["set-up-by-name"] = batch => batch.SetLinkUp("v1"),
        ["set-down"] = batch => batch.SetLinkUp(Link, up: false),
        ["set-master"] = batch => batch.SetLinkMaster(Link, Bridge),
        ["set-nomaster"] = batch => batch.SetLinkMaster(Link, 0),
        ["set-port"] = batch => batch.SetLinkPort(Link, Bridge, hasIPv6: true),
        ["set-port-by-name"] = batch => batch.SetLinkPort("v1", Bridge, hasIPv6: true),
        ["set-addrgenmode-none"] = batch => batch.SetLinkAddressGeneration(Link, IN6_ADDR_GEN_MODE_NONE),
        ["set-addrgenmode-eui64"] = batch => batch.SetLinkAddressGeneration(Link, IN6_ADDR_GEN_MODE_EUI64),
        ["set-isolated"] = batch => batch.SetPortIsolated(Link),
        ["set-hairpin"] = batch => batch.SetPortHairpin(Link),
        ["set-not-isolated"] = batch => batch.SetPortIsolated(Link, isolated: false),
        ["set-mtu"] = batch => batch.SetLinkMtu(Link, 1400),
        ["set-mac"] = batch => batch.SetLinkMac(Link, Mac),
        ["rename"] = batch => batch.RenameLink(Link, "eth0"),
        ["move"] = batch => batch.MoveLink(Link, NamespaceFd),
        ["move-and-rename"] = batch => batch.MoveLink(Link, NamespaceFd, "eth0"),
        ["set-group"] = batch => batch.SetLinkGroup(Link, 7),
        ["set-alias"] = batch => batch.SetLinkAlias(Link, "uplink"),
        ["set-no-alias"] = batch => batch.SetLinkAlias(Link, ""),
        ["set-queue-length"] = batch => batch.SetLinkQueueLength(Link, 500),
        ["delete"] = batch => batch.DeleteLink(Link),
        ["delete-by-name"] = batch => batch.DeleteLink("v1"),
        ["delete-group"] = batch => batch.DeleteLinkGroup(7),
        ["get"] = batch => batch.GetLink(Link),
        ["get-by-name-with-statistics"] = batch => batch.GetLink("v1", statistics: true),
        ["get-foreign"] = batch => batch.GetForeignLink(Link, 3),
        ["dump-links"] = batch => batch.DumpLinks(),
        ["dump-links-with-statistics"] = batch => batch.DumpLinks(statistics: true),
        ["add-address-v4"] = batch => batch.AddAddress(Link, Address("10.1.0.2"), 24),
        ["add-address-v4-31"] = batch => batch.AddAddress(Link, Address("10.1.0.2"), 31),
        ["add-address-v4-linklocal"] = batch => batch.AddAddress(Link, Address("169.254.1.2"), 16),
        ["add-address-v6"] = batch => batch.AddAddress(Link, Address("fd00:1::2"), 64),
        ["add-address-v6-linklocal"] = batch => batch.AddAddress(Link, Address("fe80::2"), 64),
        ["delete-address-v4"] = batch => batch.DeleteAddress(Link, Address("10.1.0.2"), 24),
        ["delete-address-v6"] = batch => batch.DeleteAddress(Link, Address("fd00:1::2"), 64),
        ["restore-address-v4"] = batch => batch.RestoreAddress(Link, Payload("newaddr-v4-label")),
        ["restore-address-v6"] = batch => batch.RestoreAddress(Link, Payload("newaddr-v6")),
        ["dump-addresses"] = batch => batch.DumpAddresses(),
        ["dump-addresses-of-link"] = batch => batch.DumpAddresses(Link),
        ["add-route-default-v4"] = batch => batch.AddRoute(Cidr.Parse("0.0.0.0/0"), Address("10.1.0.1"), Link),
        ["add-route-via-v4"] = batch => batch.AddRoute(Cidr.Parse("10.2.0.0/16"), Address("10.1.0.1"), Link),
        ["add-route-link-v4"] = batch => batch.AddRoute(Cidr.Parse("10.2.0.0/16"), null, Link),
        ["add-route-default-v6"] = batch => batch.AddRoute(Cidr.Parse("::/0"), Address("fd00:1::1"), Link),
        ["add-route-via-v6"] = batch => batch.AddRoute(Cidr.Parse("fd00:2::/32"), Address("fd00:1::1"), Link),
        ["add-route-link-v6"] = batch => batch.AddRoute(Cidr.Parse("fd00:2::/32"), null, Link),
        ["delete-route-v4"] = batch => batch.DeleteRoute(Cidr.Parse("10.2.0.0/16"), Address("10.1.0.1"), Link),
        ["delete-route-v6"] = batch => batch.DeleteRoute(Cidr.Parse("fd00:2::/32"), null, Link),
        ["restore-route-v4"] = batch => batch.RestoreRoute(Link, Payload("newroute-via")),
        ["restore-route-v6"] = batch => batch.RestoreRoute(Link, Payload("newroute-v6-via")),
        ["dump-routes"] = batch => batch.DumpRoutes(),
        ["get-route-v4"] = batch => batch.GetRoute(Address("10.1.0.2"), Link),
        ["get-route-v6"] = batch => batch.GetRoute(Address("fd00:1::2"), Link),
        ["replace-neighbor-v4"] = batch => batch.ReplaceNeighbor(Link, Address("10.1.0.3"), PeerMac),
        ["replace-neighbor-v6"] = batch => batch.ReplaceNeighbor(Link, Address("fd00:1::3"), PeerMac),
        ["learn-neighbor"] = batch => batch.LearnNeighbor(Link, Address("10.1.0.3"), PeerMac),
        ["delete-neighbor"] = batch => batch.DeleteNeighbor(Link, Address("10.1.0.3")),
        ["replace-forwarding"] = batch => batch.ReplaceForwarding(Link, PeerMac),
        ["dump-neighbors"] = batch => batch.DumpNeighbors(),
        ["add-address-whole-v4"] = batch => batch.AddAddress(Link, new AddressRequest(Address("10.1.0.2"), 24)
        {
            Peer = Address("10.1.0.9"),
            Broadcast = Address("10.1.0.255"),
            Scope = RT_SCOPE_LINK,
            Label = "v1:1",
            Flags = IFA_F_NOPREFIXROUTE,
            Lifetime = (3600, 60),
        }),
        ["add-address-whole-v6"] = batch => batch.AddAddress(Link, new AddressRequest(Address("fd00:1::2"), 64) { Flags = IFA_F_NODAD | IFA_F_NOPREFIXROUTE, Lifetime = (uint.MaxValue, 0) }),
        ["delete-address-peer"] = batch => batch.DeleteAddress(Link, Address("10.1.0.2"), 24, Address("10.1.0.9")),
        ["replace-route"] = batch => batch.AddRoute(RouteRequest.Of(Cidr.Parse("10.2.0.0/16"), Address("10.1.0.1"), Link) with { Metric = 7, Mtu = 1400, PreferredSource = Address("10.1.0.2"), Protocol = RTPROT_STATIC }, replace: true),
        ["add-route-table"] = batch => batch.AddRoute(RouteRequest.Of(Cidr.Parse("10.2.0.0/16"), null, Link) with { Table = 1000, Scope = RT_SCOPE_HOST }, replace: false),
        ["add-route-onlink"] = batch => batch.AddRoute(new RouteRequest(Cidr.Parse("0.0.0.0/0"), [new HopInfo(Address("10.1.0.1"), Link, Flags: RTNH_F_ONLINK)]), replace: false),
        ["add-route-via-inet6"] = batch => batch.AddRoute(RouteRequest.Of(Cidr.Parse("10.2.0.0/16"), Address("fd00:1::1"), Link), replace: false),
        ["add-route-blackhole"] = batch => batch.AddRoute(new RouteRequest(Cidr.Parse("10.2.0.0/16"), []) { Type = RTN_BLACKHOLE }, replace: false),
        ["add-route-local"] = batch => batch.AddRoute(RouteRequest.Of(Cidr.Parse("10.2.0.0/16"), null, Link) with { Type = RouteConstants.RTN_LOCAL, Table = RT_TABLE_LOCAL, Scope = RT_SCOPE_HOST }, replace: false),
        ["add-route-hops-v4"] = batch => batch.AddRoute(new RouteRequest(Cidr.Parse("10.2.0.0/16"), [new HopInfo(Address("10.1.0.1"), Link), new HopInfo(Address("fd00:1::1"), Bridge, 3)]), replace: false),
        ["add-route-hops-v6"] = batch => batch.AddRoute(new RouteRequest(Cidr.Parse("fd00:2::/32"), [new HopInfo(Address("fd00:1::1"), Link), new HopInfo(Address("fd00:1::2"), Bridge, 256)]), replace: false),
        ["delete-route-whole"] = batch => batch.DeleteRoute(RouteRequest.Of(Cidr.Parse("10.2.0.0/16"), null, Link) with { Type = RTN_UNREACHABLE, Table = 1000, Metric = 7, Protocol = RTPROT_STATIC }),
        ["find-route-v4"] = batch => batch.FindRoute(Address("10.1.0.2"), Address("10.1.0.3"), Link, 16),
        ["find-route-v6"] = batch => batch.FindRoute(Address("fd00:1::2"), null, 0, 0),
        ["add-rule"] = batch => batch.AddRule(new RuleRequest
        {
            Table = 1000,
            Priority = 100,
            From = Cidr.Parse("10.0.0.0/8"),
            To = Cidr.Parse("10.2.0.0/16"),
            Mark = 16,
            Mask = 255,
            InputInterface = "v1",
            OutputInterface = "br-lab",
            Inverts = true,
            SuppressPrefixLength = 0,
        }),
        ["add-rule-v6"] = batch => batch.AddRule(new RuleRequest { IsIPv6 = true, Table = RT_TABLE_MAIN, From = Cidr.Parse("fd00::/8"), Priority = 100 }),
        ["add-rule-goto"] = batch => batch.AddRule(new RuleRequest { Action = RuleConstants.FR_ACT_GOTO, Goto = 200, Priority = 100 }),
        ["add-rule-domain"] = batch => batch.AddRule(new RuleRequest { IsDomain = true, Priority = 100 }),
        ["delete-rule"] = batch => batch.DeleteRule(new RuleRequest { Action = RuleConstants.FR_ACT_PROHIBIT, Priority = 100, To = Cidr.Parse("10.2.0.0/16") }),
        ["dump-rules-v4"] = batch => batch.DumpRules(isIPv6: false),
        ["dump-rules-v6"] = batch => batch.DumpRules(isIPv6: true),
        ["add-neighbor"] = batch => batch.AddNeighbor(Link, Address("10.1.0.3"), PeerMac, NUD_REACHABLE, 0, replace: false),
        ["add-proxy"] = batch => batch.AddNeighbor(Link, Address("10.1.0.3"), null, NUD_PERMANENT, NTF_PROXY, replace: false),
        ["delete-proxy"] = batch => batch.DeleteProxy(Link, Address("fd00:1::3")),
        ["dump-proxies-v4"] = batch => batch.DumpProxies(Constants.AF_INET),
        ["dump-proxies-v6"] = batch => batch.DumpProxies(Constants.AF_INET6),
        ["add-forwarding"] = batch => batch.AddForwarding(Link, new ForwardingRequest(PeerMac, NUD_NOARP | NUD_REACHABLE, NTF_MASTER | NTF_STICKY) { Vlan = 7 }, NetlinkConstants.NLM_F_EXCL),
        ["replace-forwarding-dynamic"] = batch => batch.AddForwarding(Link, new ForwardingRequest(PeerMac, NUD_REACHABLE, NTF_MASTER), NetlinkConstants.NLM_F_REPLACE),
        ["append-forwarding"] = batch => batch.AddForwarding(Link, new ForwardingRequest(default, NUD_PERMANENT | NUD_NOARP, NTF_SELF) { Destination = Address("10.1.0.9"), Port = 4790, Vni = 9 }, NetlinkConstants.NLM_F_APPEND),
        ["delete-forwarding"] = batch => batch.DeleteForwarding(Link, new ForwardingRequest(PeerMac, NUD_PERMANENT | NUD_NOARP, NTF_MASTER) { Vlan = 7 }),
        ["set-bridge"] = batch => batch.SetBridge(Bridge, new BridgeRequest
        {
            ForwardDelay = 1000,
            HelloTime = 300,
            MaxAge = 1500,
            AgeingTime = 6000,
            HasStp = true,
            Priority = 4096,
            FiltersVlans = true,
            SnoopsMulticast = false,
        }),
        ["add-ifb"] = batch => batch.AddLink("ifb-new", PlainKind.Ifb),
        ["replace-rate"] = batch => batch.ReplaceRate(Link, RateLimit.Of(Rate.Parse("10mbit"))),
        ["replace-rate-fraction"] = batch => batch.ReplaceRate(Link, RateLimit.Of(Rate.Parse("1.5gbit"))),
        ["replace-rate-wide"] = batch => batch.ReplaceRate(Link, RateLimit.Of(Rate.Parse("400gbit"))),
        ["delete-rate"] = batch => batch.DeleteRate(Link),
        ["replace-ingress"] = batch => batch.ReplaceIngress(Link),
        ["delete-ingress"] = batch => batch.DeleteIngress(Link),
        ["replace-redirect"] = batch => batch.ReplaceRedirect(Link, Bridge),
        ["dump-qdiscs"] = batch => batch.DumpQdiscs(),
        ["dump-ingress-filters"] = batch => batch.DumpIngressFilters(Link),
        ["dump-forwarding"] = batch => batch.DumpNeighbors(Constants.AF_BRIDGE),
        ["set-nsid"] = batch => batch.SetNamespaceId(NamespaceFd, 7),
        ["set-nsid-auto"] = batch => batch.SetNamespaceId(NamespaceFd, NamespaceIdRequests.None),
        ["get-nsid"] = batch => batch.GetNamespaceId(NamespaceFd),
        ["get-nsid-by-id"] = batch => batch.GetNamespaceById(7),
        ["dump-nsids"] = batch => batch.DumpNamespaceIds(),
    };

    private static readonly NftSet Networks = new("networks", NftType.InterfaceName), Pairs = new("pairs", NftType.InterfaceName, NftType.InterfaceName),
        Inside = new("inside", NftType.InterfaceName, NftType.InterfaceName) { HasVerdicts = true },
        HostAddress4 = new("host4", NftType.InterfaceName) { Data = [NftType.IPv4] }, HostAddress6 = new("host6", NftType.InterfaceName) { Data = [NftType.IPv6] },
        Near = new("near4", NftType.InterfaceName, NftType.IPv4), Self = new("self6", NftType.IPv6, NftType.IPv6), Open = new("open6", NftType.IPv6, NftType.Protocol, NftType.Port),
        Ports = new("port4", NftType.Protocol, NftType.Port) { Data = [NftType.IPv4, NftType.Port] },
        PortsAt = new("port6-at", NftType.IPv6, NftType.Protocol, NftType.Port) { Data = [NftType.IPv6, NftType.Port] },
        Ranges = new("range4", NftType.Protocol, NftType.Port) { Data = [NftType.IPv4], HasRanges = true };

    private static readonly Dictionary<string, Action<NftBatch>> Nftables = new()
    {
        ["nft-table"] = batch => batch.AddTable(),
        ["nft-delete-table"] = batch => batch.DeleteTable(),
        ["nft-chain"] = batch => batch.AddChain("forward", "filter", NF_INET_FORWARD, NF_IP_PRI_FILTER),
        ["nft-nat-chain"] = batch => batch.AddChain("postrouting", "nat", NF_INET_POST_ROUTING, NF_IP_PRI_NAT_SRC),
        ["nft-early-chain"] = batch => batch.AddChain("early", "filter", NF_INET_PRE_ROUTING, -300),
        ["nft-set"] = batch => batch.AddSet(Networks),
        ["nft-pair-set"] = batch => batch.AddSet(Pairs),
        ["nft-map"] = batch => batch.AddSet(Inside),
        ["nft-address-map"] = batch => batch.AddSet(HostAddress4),
        ["nft-address-map-v6"] = batch => batch.AddSet(HostAddress6),
        ["nft-element"] = batch => batch.AddElement(new NftElement(Networks, "br-lab")),
        ["nft-pair-element"] = batch => batch.AddElement(new NftElement(Pairs, "br-lab", "eth0")),
        ["nft-map-element"] = batch => batch.AddElement(new NftElement(Inside, "br-lab", "br-lab") { Verdict = Verdict.Accept }),
        ["nft-map-element-drop"] = batch => batch.AddElement(new NftElement(Inside, "br-2", "br-2") { Verdict = Verdict.Drop }),
        ["nft-address-element"] = batch => batch.AddElement(new NftElement(HostAddress4, "br-lab") { Data = [Address("192.0.2.9")] }),
        ["nft-address-element-v6"] = batch => batch.AddElement(new NftElement(HostAddress6, "br-lab") { Data = [Address("2001:db8::9")] }),
        ["nft-delete-element"] = batch => batch.DeleteElement(new NftElement(Inside, "br-lab", "br-lab")),
        ["nft-rule-self"] = batch => batch.AddRule("postrouting", rule => rule.Family(isIPv6: true).SourceAndDestination(Self, isIPv6: true).Redirected().Masquerade()),
        ["nft-plain-chain"] = batch => batch.AddChain("publish"),
        ["nft-flush-chain"] = batch => batch.FlushChain("forward"),
        ["nft-flush-set"] = batch => batch.FlushSet(Networks),
        ["nft-port-map"] = batch => batch.AddSet(Ports),
        ["nft-port-map-v6"] = batch => batch.AddSet(PortsAt),
        ["nft-range-map"] = batch => batch.AddSet(Ranges),
        ["nft-port-element"] = batch => batch.AddElement(new NftElement(Ports, TransportProtocol.Tcp, 8080) { Data = [Address("10.1.0.2"), 80] }),
        ["nft-port-element-v6"] = batch => batch.AddElement(new NftElement(PortsAt, Address("2001:db8::1"), TransportProtocol.Sctp, 8080) { Data = [Address("fd00::2"), 80] }),
        ["nft-range-element"] = batch => batch.AddElement(new NftElement(Ranges, TransportProtocol.Udp, 9000) { KeyEnd = [TransportProtocol.Udp, 9999], Data = [Address("10.1.0.2")] }),
        ["nft-elements"] = batch => batch.AddElements([new NftElement(Networks, "br-1"), new NftElement(Networks, "br-2"), new NftElement(Pairs, "br-1", "br-2")]),
        ["nft-rule-jump"] = batch => batch.AddRule("forward", rule => rule.NotOutputInterface(Networks).InputInterface(Networks).Jump("admin")),
        ["nft-rule-redirected"] = batch => batch.AddRule("forward", rule => rule.OutputInterface(Networks).Redirected().Decide(Verdict.Accept)),
        ["nft-rule-icmp"] = batch => batch.AddRule("forward", rule => rule.Family(isIPv6: false).Icmp(isIPv6: false).Decide(Verdict.Accept)),
        ["nft-rule-icmp-v6"] = batch => batch.AddRule("forward", rule => rule.Family(isIPv6: true).Icmp(isIPv6: true).Decide(Verdict.Accept)),
        ["nft-rule-open"] = batch => batch.AddRule("forward", rule => rule.Family(isIPv6: true).DestinationAndPort(Open, isIPv6: true).Decide(Verdict.Accept)),
        ["nft-rule-port"] = batch => batch.AddRule("input", rule => rule.Family(isIPv6: true).Port(Ports).Jump("admin")),
        ["nft-rule-near"] = batch => batch.AddRule("postrouting", rule => rule.Family(isIPv6: false).InputInterfaceAndDestination(Near, isIPv6: false).Redirected().Masquerade()),
        ["nft-rule-loopback"] = batch => batch.AddRule("loopback", rule => rule.ToLoopback().InputInterface(Networks).Decide(Verdict.Drop)),
        ["nft-rule-from-loopback"] = batch => batch.AddRule("loopback", rule => rule.FromLoopback().OutputInterface(Networks).Masquerade()),
        ["nft-rule-dnat"] = batch => batch.AddRule("publish", rule => rule.Family(isIPv6: false).DestinationNat(Ports, isIPv6: false, withAddress: false)),
        ["nft-rule-dnat-at"] = batch => batch.AddRule("publish", rule => rule.Family(isIPv6: true).DestinationNat(PortsAt, isIPv6: true, withAddress: true)),
        ["nft-rule-dnat-range"] = batch => batch.AddRule("publish", rule => rule.Family(isIPv6: false).DestinationNat(Ranges, isIPv6: false, withAddress: false)),
        ["nft-rule-to-host"] = batch => batch.AddRule("prerouting", rule => rule.NotToLoopback().ToThisHost().Jump("publish")),
        ["nft-rule-to-host-v6"] = batch => batch.AddRule("output", rule => rule.NotFromLinkLocal().NotToLoopback6().ToThisHost().Jump("publish")),
        ["nft-rule-established"] = batch => batch.AddRule("forward", rule => rule.EstablishedOrRelated().Decide(Verdict.Accept)),
        ["nft-rule-vmap"] = batch => batch.AddRule("forward", rule => rule.InterfacesVerdict(Inside)),
        ["nft-rule-drop"] = batch => batch.AddRule("forward", rule => rule.InputInterface(Networks).OutputInterface(Networks).Decide(Verdict.Drop)),
        ["nft-rule-pair"] = batch => batch.AddRule("forward", rule => rule.Family(isIPv6: true).Interfaces(Pairs).Decide(Verdict.Accept)),
        ["nft-rule-masquerade"] = batch => batch.AddRule("postrouting", rule => rule.Family(isIPv6: false).InputInterface(Networks).Masquerade()),
        ["nft-rule-snat"] = batch => batch.AddRule("postrouting", rule => rule.Family(isIPv6: false).SourceNat(HostAddress4, isIPv6: false)),
        ["nft-rule-snat-v6"] = batch => batch.AddRule("postrouting", rule => rule.Family(isIPv6: true).SourceNat(HostAddress6, isIPv6: true)),
    };

    private static readonly Dictionary<string, Action<MessageBuffer>> Conntrack = new()
    {
        ["conntrack-list"] = batch => batch.DumpConnections(new ConnectionFilter(false, null)),
        ["conntrack-list-port"] = batch => batch.DumpConnections(new ConnectionFilter(false, TransportProtocol.Udp, null, 53)),
        ["conntrack-list-address"] = batch => batch.DumpConnections(new ConnectionFilter(false, TransportProtocol.Tcp, Address("192.0.2.1"), 8080)),
        ["conntrack-list-v6"] = batch => batch.DumpConnections(new ConnectionFilter(true, TransportProtocol.Sctp, Address("2001:db8::1"))),
        ["conntrack-delete"] = batch => batch.DeleteConnection(Connection(TransportProtocol.Udp, "192.0.2.2", "192.0.2.1")),
        ["conntrack-delete-v6"] = batch => batch.DeleteConnection(Connection(TransportProtocol.Tcp, "2001:db8::2", "2001:db8::1")),
        ["conntrack-delete-zone"] = batch => batch.DeleteConnection(Connection(TransportProtocol.Udp, "192.0.2.2", "192.0.2.1", zone: 7)),
        ["conntrack-delete-direction-zone"] = batch => batch.DeleteConnection(Connection(TransportProtocol.Udp, "192.0.2.2", "192.0.2.1", originalZone: 7)),
    };

    private static readonly Dictionary<string, Action<MessageBuffer>> Diagnostics = new()
    {
        ["diag-tcp"] = batch => batch.DumpSockets((byte)TransportProtocol.Tcp, isIPv6: false),
        ["diag-tcp-all"] = batch => batch.DumpSockets((byte)TransportProtocol.Tcp, isIPv6: false, timeWait: true),
        ["diag-tcp-v6-port"] = batch => batch.DumpSockets((byte)TransportProtocol.Tcp, isIPv6: true, 8080),
        ["diag-udp-port"] = batch => batch.DumpSockets((byte)TransportProtocol.Udp, isIPv6: false, 53),
        ["diag-sctp-v6"] = batch => batch.DumpSockets((byte)TransportProtocol.Sctp, isIPv6: true),
    };

    /// <summary>The names of all requests.</summary>
    internal static IEnumerable<string> Names => Rtnetlink.Keys.Concat(Nftables.Keys).Concat(Conntrack.Keys).Concat(Diagnostics.Keys);

    /// <summary>The names of the requests of rtnetlink.</summary>
    internal static IEnumerable<string> RtnetlinkNames => Rtnetlink.Keys;

    /// <summary>A batch of one request, sealed; one of nf_tables has its brackets around it.</summary>
    internal static MessageBuffer Make(string name)
    {
        if (Nftables.TryGetValue(name, out var change))
        {
            var transaction = new NftBatch("cnet");
            change(transaction);
            transaction.Seal().Seal(1);
            return transaction.Buffer;
        }
        if (Conntrack.TryGetValue(name, out var connections)) return Make(connections, NetlinkProtocol.Netfilter);
        if (Diagnostics.TryGetValue(name, out var sockets)) return Make(sockets, NetlinkProtocol.SocketDiagnostics);
        var batch = new MessageBuffer { TargetNamespace = "web" };
        batch.Name(Bridge, "br-lab");
        batch.Name(Link, "v1");
        Rtnetlink[name](batch);
        batch.Seal(1);
        return batch;
    }

    /// <summary>Which message of the batch the request is.</summary>
    internal static int IndexOf(string name) => Nftables.ContainsKey(name) ? 1 : 0;

    private static MessageBuffer Make(Action<MessageBuffer> write, NetlinkProtocol protocol)
    {
        var batch = new MessageBuffer { Protocol = protocol };
        write(batch);
        batch.Seal(1);
        return batch;
    }

    private static ConnectionInfo Connection(TransportProtocol protocol, string from, string to, ushort zone = 0, ushort originalZone = 0) =>
        new(protocol, new ConnectionTuple(Address(from), 40000, Address(to), 53, originalZone), default, 0x01020304, zone);

    private static byte[] Payload(string golden)
    {
        foreach (var message in new MessageReader(Golden.Bytes(golden))) return message.Payload.ToArray();
        throw new ArgumentException("There is no message.");
    }

    private static Ip Address(string text) => Ip.From(System.Net.IPAddress.Parse(text));
}
