using CNet.Linux;
using CNet.Netlink.Route;

namespace CNet.Toolkit;

/// <summary>
/// Finds the other ends of links, and their parents, in whatever namespaces they are. A link tells its peer's index and, by an id of its own
/// namespace, the namespace; whose id that is only the kernel can say, asked from inside with a descriptor of the one that may be meant. So every
/// peer that is found is certain: indexes repeat from namespace to namespace, and a wrong peer would be worse than none.
/// </summary>
internal sealed class PeerSearch(Controller controller, Owners owners, CancellationToken cancellation)
{
    private readonly Dictionary<(Place Place, int Id), Place> _known = [];
    private readonly List<Place> _places = [];

    /// <summary>All namespaces with all links, each with its peer where it is in one of them. One after the other is open, never all of them.</summary>
    internal IEnumerable<Interface> FindAll()
    {
        using (var home = Viewpoint.Open(controller, null, owners, cancellation))
        {
            var host = Add(Place.Read(home), home.Namespace.Inode);
            var hostAsks = ForeignIds(host).Any();
            foreach (var open in Others(host.Inode))
            {
                // Each has a socket of its own, and the kernel reads out several at once.
                var places = new Place?[open.Count];
                Parallel.For(0, open.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation }, i => Try(() => places[i] = Place.Read(open[i].View)));
                foreach (var ((view, inode), read) in open.Zip(places))
                {
                    if (read is null) continue;
                    var place = Add(read, inode);
                    // Nearly always one of the two is the Host's: then nothing is left to be found out.
                    if (ForeignIds(place).Any()) Learn(place, view.IdOf(home.Namespace), host);
                    if (hostAsks) Learn(host, home.IdOf(view.Namespace), place);
                }
            }
        }
        FindRest();
        return _places.SelectMany(place => place.Describe(link => PeerOf(place, link)));
    }

    /// <summary>The peers of the links of one namespace.</summary>
    internal IEnumerable<Interface> FindOf(Viewpoint view)
    {
        var place = Place.Read(view);
        var wanted = ForeignIds(place).ToHashSet();
        if (wanted.Count > 0)
        {
            using (var home = Viewpoint.Open(controller, null, owners, cancellation)) Look(home);
            foreach (var open in wanted.Count > 0 ? Others(view.Namespace.Inode) : [])
            {
                foreach (var (other, _) in open)
                    if (wanted.Count > 0) Try(() => Look(other));
                if (wanted.Count == 0) break;
            }
        }
        return place.Describe(link => PeerOf(place, link));

        void Look(Viewpoint other)
        {
            if (view.IdOf(other.Namespace) is { } id && wanted.Remove(id)) Learn(place, id, Place.ReadLinks(other));
        }
    }

    /// <summary>What is left after the Host was asked: links between two other namespaces.</summary>
    private void FindRest()
    {
        var open = _places.Where(place => place.Owner.Namespace is not null && Unknown(place).Any()).ToList();
        if (open.Count == 0) return;
        var byLink = _places.SelectMany(place => place.Links.Values, (place, link) => (Key: KeyOf(link), Place: place)).ToLookup(entry => entry.Key, entry => entry.Place);
        foreach (var place in open)
        {
            // Meanwhile the other side may have been asked.
            if (!Unknown(place).Any()) continue;
            Try(() =>
            {
                using var view = Viewpoint.Open(controller, place.Owner.Namespace, owners, cancellation);
                foreach (var id in Unknown(place).ToList())
                {
                    var link = place.Links.Values.First(link => link.LinkNamespaceId == id && link.PeerIndex != 0);
                    // The kernel shows the peer itself; its name and MAC address tell nearly always which one of the namespaces is worth asking for.
                    var candidates = view.FindForeignLink(link.PeerIndex, id) is { } peer ? byLink[KeyOf(peer)] : _places;
                    foreach (var candidate in candidates)
                        if (candidate != place && IsMeant(view, place, id, candidate)) break;
                }
            });
        }
    }

    /// <summary>True where an id means a candidate.</summary>
    private bool IsMeant(Viewpoint view, Place place, int id, Place candidate)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            using var ns = controller.Namespaces.Open(candidate.Owner.Namespace);
            if (ns.Inode != candidate.Inode || view.IdOf(ns) != id) return false;
        }
        catch (CNetException gone) when (IsGone(gone))
        {
            return false;
        }
        Learn(place, id, candidate);
        // What comes out there must have gone in here: with the end here, the id of this namespace there is known.
        foreach (var link in place.Links.Values.Where(link => link.LinkNamespaceId == id && InterfaceKinds.IsPair(link.Kind)))
            if (Place.PeerIn(candidate, link) is { Link.LinkNamespaceId: { } back }) Learn(candidate, back, place);
        return true;
    }

    private PeerEnd? PeerOf(Place place, LinkInfo link)
    {
        if (link.PeerIndex == 0) return null;
        var target = link.LinkNamespaceId is { } id ? _known.GetValueOrDefault((place, id)) : place;
        return target is null ? null : Place.PeerIn(target, link);
    }

    private void Learn(Place place, int? id, Place meant)
    {
        if (id is { } number) _known[(place, number)] = meant;
    }

    private IEnumerable<int> Unknown(Place place) => ForeignIds(place).Where(id => !_known.ContainsKey((place, id)));

    private static IEnumerable<int> ForeignIds(Place place) =>
        place.Links.Values.Where(link => link.PeerIndex != 0 && link.LinkNamespaceId is >= 0).Select(link => link.LinkNamespaceId!.Value).Distinct();

    private static (int Index, string Name, MacAddress Mac) KeyOf(LinkInfo link) => (link.Index, link.Name, link.MacAddress);

    private Place Add(Place place, NamespaceInode inode)
    {
        place.Inode = inode;
        _places.Add(place);
        return place;
    }

    /// <summary>
    /// Every namespace but one, each once whatever names it has; what vanishes meanwhile is left out. Some are open at a time: the thread that may go into
    /// namespaces is handed its work once for all of them, which costs more than the work.
    /// </summary>
    private IEnumerable<List<(Viewpoint View, NamespaceInode Inode)>> Others(NamespaceInode except)
    {
        const int together = 32;
        var seen = new HashSet<NamespaceInode> { except };
        foreach (var chunk in NamespaceCatalog.Read(controller, all: true).Places().Chunk(together))
        {
            var opening = new Queue<Viewpoint.Pending>(together);
            var open = new List<(Viewpoint View, NamespaceInode Inode)>(together);
            try
            {
                foreach (var ns in chunk) Try(() => opening.Enqueue(Viewpoint.Begin(controller, ns, owners, cancellation)));
                while (opening.TryDequeue(out var pending)) Try(() => Open(pending));
                yield return open;
            }
            finally
            {
                foreach (var pending in opening) pending.Dispose();
                foreach (var (view, _) in open) view.Dispose();
            }

            void Open(Viewpoint.Pending pending)
            {
                using (pending)
                {
                    var view = pending.Wait();
                    open.Add((view, view.Namespace.Inode));
                    if (seen.Add(open[^1].Inode)) return;
                    open.RemoveAt(open.Count - 1);
                    view.Dispose();
                }
            }
        }
    }

    /// <summary>Does something with a namespace, or nothing where it is not there any more.</summary>
    private void Try(Action action)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            action();
        }
        catch (CNetException gone) when (IsGone(gone))
        {
            // There is nothing to be said of it.
        }
    }

    private static bool IsGone(CNetException error) => error.Code == CNetError.NamespaceNotFound || error is SystemCallException { Errno: Linux.Interop.Constants.ENOENT or Linux.Interop.Constants.ESRCH };
}
