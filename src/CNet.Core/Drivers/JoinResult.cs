using System.Net;
using CNet.Linux;

namespace CNet;

/// <summary>The sandbox an endpoint joins.</summary>
public sealed class JoinTarget
{
    internal JoinTarget(NetworkNamespace ns, string namespaceName, string namespacePath, string interfaceName)
    {
        Namespace = ns;
        NamespaceName = namespaceName;
        NamespacePath = namespacePath;
        InterfaceName = interfaceName;
    }

    /// <summary>The file of the sandbox's namespace.</summary>
    public string NamespacePath { get; }

    /// <summary>The name the interface is to have in the sandbox.</summary>
    public string InterfaceName { get; }

    internal NetworkNamespace Namespace { get; }

    internal string NamespaceName { get; }
}

/// <summary>What a driver made for an endpoint that joins.</summary>
public sealed class JoinResult
{
    /// <summary>Nothing: the endpoint has no interface of its own.</summary>
    public static JoinResult None { get; } = new();

    /// <summary>An interface on the Host, which the controller moves into the sandbox and renames. Null where the driver made it inside, under the name it was to have.</summary>
    public string? InterfaceToMove { get; init; }

    /// <summary>The index, in the sandbox, of an interface the driver made inside, where it knows it; else 0.</summary>
    public int InterfaceIndex { get; init; }

    /// <summary>The Host's end of the interface, or null.</summary>
    public string? HostInterface { get; init; }

    /// <summary>The index of the Host's end, or 0.</summary>
    public int HostInterfaceIndex { get; init; }

    /// <summary>The index of the bridge that the Host's end is a port of, or 0.</summary>
    internal int MasterIndex { get; init; }

    /// <summary>The MAC address of the gateways, where it is known.</summary>
    internal MacAddress GatewayMac { get; init; }

    /// <summary>The default gateway the endpoint offers for IPv4, or null.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>The default gateway the endpoint offers for IPv6, or null.</summary>
    public IPAddress? IPv6Gateway { get; init; }

    /// <summary>True where the endpoint offers a default route by its interface alone, without a gateway, for the families it has.</summary>
    public bool OffersDefaultRouteOnLink { get; init; }

    /// <summary>Static routes the endpoint brings, besides those the user asked for.</summary>
    public IReadOnlyList<StaticRoute> Routes { get; init; } = [];
}

/// <summary>The interface of an endpoint that leaves.</summary>
/// <param name="Name">Its name in the sandbox, or null where it has none.</param>
/// <param name="Index">Its index in the sandbox.</param>
/// <param name="HostInterface">The Host's end, or null.</param>
/// <param name="HostInterfaceIndex">The index of the Host's end, or 0.</param>
/// <param name="NamespacePath">The file of the sandbox's namespace, which may be gone.</param>
public sealed record JoinedInterface(string? Name, int Index, string? HostInterface, int HostInterfaceIndex, string NamespacePath);
