namespace CNet.Tests.Firewall;

/// <summary>CNet's table with three networks and the guard, as nft lists it: what an administrator reads.</summary>
internal static class WholeTable
{
    internal const string Listing = """
        table inet cnet {
            map inside {
                type ifname . ifname : verdict
                elements = { "br-chosen" . "br-chosen" : accept, "br-inner" . "br-inner" : drop, "br-lab" . "br-lab" : accept }
            }

            set networks {
                type ifname
                elements = { "br-chosen", "br-inner", "br-lab" }
            }

            set internal {
                type ifname
                elements = { "br-inner" }
            }

            set withheld {
                type ifname
                elements = { "br-inner" }
            }

            set trusted {
                type ifname . ifname
            }

            set proxied {
                type inet_proto . inet_service
            }

            set proxied-at {
                type ipv6_addr . inet_proto . inet_service
            }

            set proxied-range {
                type inet_proto . inet_service
                flags interval
            }

            set proxied-range-at {
                type ipv6_addr . inet_proto . inet_service
                flags interval
            }

            set masquerade4 {
                type ifname
                elements = { "br-lab" }
            }

            map host4 {
                type ifname : ipv4_addr
                elements = { "br-chosen" : 192.0.2.9 }
            }

            set unprotected4 {
                type ifname
            }

            set routed4 {
                type ifname
            }

            set open4 {
                type ipv4_addr . inet_proto . inet_service
            }

            set near4 {
                type ifname . ipv4_addr
            }

            set self4 {
                type ipv4_addr . ipv4_addr
            }

            map port4 {
                type inet_proto . inet_service : ipv4_addr . inet_service
            }

            map port4-at {
                type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service
            }

            map range4 {
                type inet_proto . inet_service : ipv4_addr
                flags interval
            }

            map range4-at {
                type ipv4_addr . inet_proto . inet_service : ipv4_addr
                flags interval
            }

            set guarded4-in {
                type ifname
                elements = { "eth0" }
            }

            set guarded4-out {
                type ifname
                elements = { "eth0", "eth1" }
            }

            set guarded4-same {
                type ifname . ifname
                elements = { "eth0" . "eth0", "eth1" . "eth1" }
            }

            set masquerade6 {
                type ifname
                elements = { "br-lab" }
            }

            map host6 {
                type ifname : ipv6_addr
                elements = { "br-chosen" : 2001:db8::9 }
            }

            set unprotected6 {
                type ifname
            }

            set routed6 {
                type ifname
            }

            set open6 {
                type ipv6_addr . inet_proto . inet_service
            }

            set near6 {
                type ifname . ipv6_addr
            }

            set self6 {
                type ipv6_addr . ipv6_addr
            }

            map port6 {
                type inet_proto . inet_service : ipv6_addr . inet_service
            }

            map port6-at {
                type ipv6_addr . inet_proto . inet_service : ipv6_addr . inet_service
            }

            map range6 {
                type inet_proto . inet_service : ipv6_addr
                flags interval
            }

            map range6-at {
                type ipv6_addr . inet_proto . inet_service : ipv6_addr
                flags interval
            }

            set guarded6-in {
                type ifname
            }

            set guarded6-out {
                type ifname
            }

            set guarded6-same {
                type ifname . ifname
            }

            chain admin {
            }

            chain publish {
                dnat ip to ip daddr . meta l4proto . th dport map @port4-at
                meta nfproto ipv4 dnat ip to meta l4proto . th dport map @port4
                dnat ip to ip daddr . meta l4proto . th dport map @range4-at
                meta nfproto ipv4 dnat ip to meta l4proto . th dport map @range4
                dnat ip6 to ip6 daddr . meta l4proto . th dport map @port6-at
                meta nfproto ipv6 dnat ip6 to meta l4proto . th dport map @port6
                dnat ip6 to ip6 daddr . meta l4proto . th dport map @range6-at
                meta nfproto ipv6 dnat ip6 to meta l4proto . th dport map @range6
            }

            chain agent {
                iifname @withheld drop
                jump admin
            }

            chain loopback {
                type filter hook prerouting priority raw; policy accept;
                ip daddr 127.0.0.0/8 iifname @networks drop
                ip saddr 127.0.0.0/8 iifname @networks drop
            }

            chain forward {
                type filter hook forward priority filter; policy accept;
                oifname @networks jump admin
                oifname != @networks iifname @networks jump admin
                ct state established,related accept
                iifname . oifname vmap @inside
                iifname @internal drop
                oifname @networks ct status dnat accept
                meta nfproto ipv4 oifname @unprotected4 accept
                oifname @routed4 meta l4proto icmp accept
                oifname @routed4 ip daddr . meta l4proto . th dport @open4 accept
                iifname . oifname @trusted ip daddr . meta l4proto . th dport @open4 accept
                meta nfproto ipv6 oifname @unprotected6 accept
                oifname @routed6 meta l4proto ipv6-icmp accept
                oifname @routed6 ip6 daddr . meta l4proto . th dport @open6 accept
                iifname . oifname @trusted ip6 daddr . meta l4proto . th dport @open6 accept
                oifname @networks drop
                meta nfproto ipv4 iifname . oifname @guarded4-same accept
                meta nfproto ipv4 iifname @guarded4-in oifname @guarded4-out drop
                meta nfproto ipv6 iifname . oifname @guarded6-same accept
                meta nfproto ipv6 iifname @guarded6-in oifname @guarded6-out drop
            }

            chain input {
                type filter hook input priority filter; policy accept;
                ct state established,related accept
                ip6 daddr . meta l4proto . th dport @proxied-at jump agent
                ip6 daddr . meta l4proto . th dport @proxied-range-at jump agent
                meta nfproto ipv6 meta l4proto . th dport @proxied jump agent
                meta nfproto ipv6 meta l4proto . th dport @proxied-range jump agent
            }

            chain prerouting {
                type nat hook prerouting priority dstnat; policy accept;
                ip daddr != 127.0.0.0/8 fib daddr type local jump publish
                ip6 saddr != fe80::/64 fib daddr type local jump publish
            }

            chain output {
                type nat hook output priority -100; policy accept;
                meta nfproto ipv4 fib daddr type local jump publish
                ip6 saddr != fe80::/64 ip6 daddr != ::1 fib daddr type local jump publish
            }

            chain postrouting {
                type nat hook postrouting priority srcnat; policy accept;
                iifname . ip daddr @near4 ct status dnat masquerade
                ip saddr . ip daddr @self4 ct status dnat masquerade
                iifname . ip6 daddr @near6 ct status dnat masquerade
                ip6 saddr . ip6 daddr @self6 ct status dnat masquerade
                ip saddr 127.0.0.0/8 oifname @networks masquerade
                oifname @networks accept
                meta nfproto ipv4 snat ip to iifname map @host4
                meta nfproto ipv4 iifname @masquerade4 masquerade
                meta nfproto ipv6 snat ip6 to iifname map @host6
                meta nfproto ipv6 iifname @masquerade6 masquerade
            }
        }
        """;
}
