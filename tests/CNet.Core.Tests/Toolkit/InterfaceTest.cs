using System.Text.Json;
using CNet.Tests.Support;

namespace CNet.Tests.Toolkit;

/// <summary>A test of interfaces, with iproute2 to look at them.</summary>
public abstract class InterfaceTest : HostTest
{
    /// <summary>Makes an interface.</summary>
    private protected Interface Make(string name, string kind, string? ns = null, Func<InterfaceSpec, InterfaceSpec>? change = null)
    {
        var spec = new InterfaceSpec { Name = name, Kind = kind };
        return Controller.Interfaces.Create(change?.Invoke(spec) ?? spec, ns);
    }

    /// <summary>Makes a pair.</summary>
    private protected Interface MakePair(string name, string peer, string? ns = null, string? peerNs = null, Func<InterfaceSpec, InterfaceSpec>? change = null) =>
        Make(name, "veth", ns, spec => (change?.Invoke(spec) ?? spec) with { Peer = peer, PeerNamespace = peerNs });

    /// <summary>A link as ip describes it.</summary>
    private protected JsonElement Link(string name, string? ns = null) => IpJson(ns, "addr", "show", "dev", name)[0];

    /// <summary>What ip says of the kind of a link.</summary>
    private protected JsonElement Data(string name, string? ns = null) => Link(name, ns).GetProperty("linkinfo").GetProperty("info_data");

    /// <summary>The names of the links in a namespace.</summary>
    private protected string[] Names(string? ns = null) => [.. IpJson(ns, "link").Select(link => link.GetProperty("ifname").GetString()!)];

    /// <summary>Runs a tool in a namespace.</summary>
    private protected void Ip(string? ns, string command)
    {
        var words = command.Split(' ');
        if (ns is null) InHost("ip", words);
        else In(ns, "ip", words);
    }
}
