using System.Net;
using CNet.Tests.Support;

namespace CNet.Tests.Ports;

/// <summary>How the network with the published ports is made.</summary>
public enum MatrixMode
{
    Nat, Unprotected, Routed, Mixed, NoIcc, Trusted, Internal, Isolated,
}

/// <summary>Who asks.</summary>
internal enum From
{
    Host, Lan, Far, Peer, Self, Stranger, Inner,
}

/// <summary>What is asked.</summary>
internal enum To
{
    /// <summary>A published port, by the Host's address.</summary>
    Published,

    /// <summary>The same by 127.0.0.1 or ::1.</summary>
    PublishedByLoopback,

    /// <summary>The same by the bridge's address.</summary>
    PublishedByGateway,

    /// <summary>A port that is published on 127.0.0.1 alone, there and by the Host's address.</summary>
    LoopbackOnly, LoopbackOnlyByHost,

    /// <summary>A port that is published on the Host's second address alone, there and by the first one.</summary>
    SecondOnly, SecondOnlyByFirst,

    /// <summary>The first and the last of a range onto equal ports, and the ports beside them.</summary>
    RangeFirst, RangeLast, RangeBefore, RangeAfter,

    /// <summary>The same of a range onto other ports.</summary>
    ShiftedFirst, ShiftedLast, ShiftedBefore, ShiftedAfter,

    /// <summary>The endpoint's own address: a published port, one of a published range, one that is not published, and ping.</summary>
    Direct, DirectInRange, DirectUnpublished, Ping,
}

/// <summary>What each question is to be answered with, from what the modes promise; written without a look at how CNet does it.</summary>
/// <param name="Mode">How the network is made.</param>
/// <param name="BridgedFramesPassRules">True where frames between ports of a bridge pass the Host's rules.</param>
internal sealed record MatrixModel(MatrixMode Mode, bool BridgedFramesPassRules)
{
    internal const string WebGateway = "10.1.0.1", Web = "10.1.0.2", Peer = "10.1.0.3", Stranger = "10.2.0.2", SecondHost = "192.0.2.3",
        WebGateway6 = "fd00:1::1", Web6 = "fd00:1::2", Peer6 = "fd00:1::3", Stranger6 = "fd00:2::2", SecondHost6 = "2001:db8::3";

    /// <summary>True where ports of the Host lead to endpoints.</summary>
    internal bool IsTranslated(bool isIPv6) => Mode is MatrixMode.Nat or MatrixMode.Unprotected or MatrixMode.NoIcc or MatrixMode.Trusted || Mode == MatrixMode.Mixed && !isIPv6;

    internal bool IsRouted(bool isIPv6) => Mode == MatrixMode.Routed || Mode == MatrixMode.Mixed && isIPv6;

    internal bool IsInternal => Mode is MatrixMode.Internal or MatrixMode.Isolated;

    /// <summary>Where a question goes; null where it makes no sense.</summary>
    internal static (IPAddress Address, int Port)? Target(To to, bool isIPv6)
    {
        (string Address, int Port)? target = (to, isIPv6) switch
        {
            (To.Published, false) => (Outside.HostAddress, 8080),
            (To.Published, true) => (Outside.HostAddress6, 8080),
            (To.PublishedByLoopback, false) => ("127.0.0.1", 8080),
            (To.PublishedByLoopback, true) => ("::1", 8080),
            (To.PublishedByGateway, false) => (WebGateway, 8080),
            (To.PublishedByGateway, true) => (WebGateway6, 8080),
            (To.LoopbackOnly, false) => ("127.0.0.1", 7000),
            (To.LoopbackOnlyByHost, false) => (Outside.HostAddress, 7000),
            (To.SecondOnly, false) => (SecondHost, 7100),
            (To.SecondOnly, true) => (SecondHost6, 7100),
            (To.SecondOnlyByFirst, false) => (Outside.HostAddress, 7100),
            (To.SecondOnlyByFirst, true) => (Outside.HostAddress6, 7100),
            (To.Direct or To.DirectInRange or To.DirectUnpublished or To.Ping, _) => (isIPv6 ? Web6 : Web, to switch { To.Direct => 80, To.DirectInRange => 9001, To.DirectUnpublished => 81, _ => 0 }),
            ( >= To.RangeFirst and <= To.ShiftedAfter, _) => (isIPv6 ? Outside.HostAddress6 : Outside.HostAddress, to switch
            {
                To.RangeFirst => 9000,
                To.RangeLast => 9002,
                To.RangeBefore => 8999,
                To.RangeAfter => 9003,
                To.ShiftedFirst => 9100,
                To.ShiftedLast => 9102,
                To.ShiftedBefore => 9099,
                _ => 9103,
            }),
            _ => null,
        };
        return target is { } known ? (IPAddress.Parse(known.Address), known.Port) : null;
    }

    /// <summary>The address by which the service sees the client; null where it must not be reached.</summary>
    internal string? Expected(From from, To to, bool isIPv6) => to switch
    {
        // A sandbox's own loopback address is its own; that of a machine in the LAN is that machine's.
        To.PublishedByLoopback or To.LoopbackOnly => from == From.Host && !isIPv6 && IsTranslated(isIPv6) ? WebGateway : null,
        To.LoopbackOnlyByHost or To.SecondOnlyByFirst or To.RangeBefore or To.RangeAfter or To.ShiftedBefore or To.ShiftedAfter => null,
        To.Direct or To.DirectInRange => Directly(from, isIPv6, isPublished: true),
        To.DirectUnpublished => Directly(from, isIPv6, isPublished: false),
        To.Ping => Directly(from, isIPv6, isPublished: IsRouted(isIPv6)),
        _ => ByHost(from, isIPv6, Target(to, isIPv6)!.Value.Address),
    };

    /// <summary>By a published port of the Host: clients keep their addresses, but for those whom the sandbox would answer past the Host.</summary>
    private string? ByHost(From from, bool isIPv6, IPAddress host)
    {
        if (!IsTranslated(isIPv6)) return null;
        return from switch
        {
            From.Host => host.ToString(),
            From.Inner => null,
            From.Peer or From.Self when Mode == MatrixMode.NoIcc => null,
            From.Self => isIPv6 ? WebGateway6 : WebGateway,
            From.Peer => BridgedFramesPassRules ? isIPv6 ? Peer6 : Peer : isIPv6 ? WebGateway6 : WebGateway,
            _ => Own(from, isIPv6),
        };
    }

    /// <summary>By the endpoint's own address.</summary>
    private string? Directly(From from, bool isIPv6, bool isPublished) => from switch
    {
        From.Self => isIPv6 ? Web6 : Web,
        From.Peer => Mode == MatrixMode.NoIcc ? null : Own(from, isIPv6),
        From.Host => Mode == MatrixMode.Isolated ? null : isIPv6 ? WebGateway6 : WebGateway,
        From.Inner => null,
        _ when Mode == MatrixMode.Unprotected || isPublished && IsRouted(isIPv6) => Own(from, isIPv6),
        // What is trusted is an interface of the Host, and no other network.
        From.Lan or From.Far when Mode == MatrixMode.Trusted && isPublished => Own(from, isIPv6),
        _ => null,
    };

    private static string Own(From from, bool isIPv6) => from switch
    {
        From.Lan => isIPv6 ? Outside.Address6 : Outside.Address,
        From.Far => isIPv6 ? Behind.Address6 : Behind.Address,
        From.Peer => isIPv6 ? Peer6 : Peer,
        _ => isIPv6 ? Stranger6 : Stranger,
    };
}
