using CNet.Netlink.Route;
using CNet.Toolkit;

namespace CNet;

/// <summary>What the interfaces of a Host and of any namespace have received and sent.</summary>
public sealed class Statistics
{
    private readonly Controller _controller;

    internal Statistics(Controller controller) => _controller = controller;

    /// <summary>What the interfaces of a namespace have received and sent, by index. Equivalent to: <c>ip -s link show</c></summary>
    /// <param name="ns">The namespace: a name, a path or "pid:4711"; null for the Host's own.</param>
    /// <param name="cancellation">Gives up.</param>
    public IReadOnlyList<Statistic> List(string? ns = null, CancellationToken cancellation = default)
    {
        using var view = Viewpoint.Open(_controller, ns, cancellation);
        return [.. view.Dump(batch => batch.DumpLinks(statistics: true), LinkInfo.Parse).OrderBy(link => link.Index).Select(link => new Statistic(link.Name, link.Index, link.Statistics ?? default)
        {
            Endpoint = view.Owner.EndpointOf(link.Name),
            Sandbox = view.Owner.Sandbox,
            Namespace = view.Owner.Namespace,
        })];
    }
}
