using CNet.Netlink;
using CNet.Netlink.Route;

namespace CNet.Linux;

/// <summary>
/// What is open inside a namespace while something is done there: an rtnetlink socket and the kernel parameters of its interfaces.
/// Lives for one operation, so that a thousand sandboxes are not a thousand descriptors.
/// </summary>
internal sealed class NamespaceSession : IDisposable
{
    /// <summary>The loopback interface has this index in every namespace.</summary>
    internal const int LoopbackIndex = 1;

    private readonly bool _ownsNamespace;

    internal NamespaceSession(NetworkNamespace ns, bool ownsNamespace, NetlinkSocket route, FileDescriptor? conf4 = null, FileDescriptor? conf6 = null, bool hasParameters = false)
    {
        Namespace = ns;
        _ownsNamespace = ownsNamespace;
        Route = route;
        IPv4 = new InterfaceSysctls("ipv4", ns, conf4, hasParameters);
        IPv6 = new InterfaceSysctls("ipv6", ns, conf6, hasParameters);
    }

    internal NetworkNamespace Namespace { get; }

    /// <summary>The name of the namespace for texts; null for the Host's.</summary>
    internal string? Label
    {
        get => Route.Label;
        set => Route.Label = IPv4.Label = IPv6.Label = value;
    }

    /// <summary>The rtnetlink socket.</summary>
    internal NetlinkSocket Route { get; }

    /// <summary>net.ipv4.conf of the namespace.</summary>
    internal InterfaceSysctls IPv4 { get; }

    /// <summary>net.ipv6.conf of the namespace.</summary>
    internal InterfaceSysctls IPv6 { get; }

    /// <summary>True in a namespace just made, whose loopback interface is to come up with the next batch.</summary>
    internal bool WantsLoopback { get; set; }

    /// <summary>True where an interface of this name is there: every one has parameters of IPv4. To ask for the link would wait for whatever the kernel does to links.</summary>
    internal bool HasInterface(string name) => IPv4.Has(name);

    /// <summary>Sets the loopback interface up. Equivalent to: <c>ip link set lo up</c></summary>
    internal void SetLoopbackUp()
    {
        var batch = new MessageBuffer(64);
        AddLoopbackUp(batch);
        Route.Execute(batch);
    }

    /// <summary>Adds to a batch what sets the loopback interface up.</summary>
    internal void AddLoopbackUp(MessageBuffer batch)
    {
        batch.Name(LoopbackIndex, "lo");
        batch.SetLinkUp(LoopbackIndex);
        WantsLoopback = false;
    }

    public void Dispose()
    {
        Route.Dispose();
        IPv4.Dispose();
        IPv6.Dispose();
        if (_ownsNamespace) Namespace.Dispose();
    }
}
