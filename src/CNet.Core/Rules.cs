using CNet.Linux.Interop;
using CNet.Netlink;
using CNet.Netlink.Route;
using CNet.Toolkit;

namespace CNet;

/// <summary>The rules that say in which tables routes are looked up, of a Host and of any namespace.</summary>
public sealed class Rules
{
    private readonly Controller _controller;

    internal Rules(Controller controller) => _controller = controller;

    /// <summary>The rules of a namespace, of both families. Equivalent to: <c>ip rule show; ip -6 rule show</c></summary>
    /// <param name="ns">The namespace: a name, a path or "pid:4711"; null for the Host's own.</param>
    /// <param name="cancellation">Gives up.</param>
    public IReadOnlyList<Rule> List(string? ns = null, CancellationToken cancellation = default)
    {
        using var view = Viewpoint.Open(_controller, ns, cancellation);
        return [.. Infos(view).Select(rule => RulePlan.Describe(rule, view.Owner)).Order()];
    }

    /// <summary>
    /// Adds a rule. Equivalent to: <c>ip rule add [not] [from PREFIX] [to PREFIX] [fwmark MARK[/MASK]] [iif LINK] [oif LINK] [pref PRIORITY] [lookup TABLE|TYPE] [suppress_prefixlength LENGTH]</c>
    /// </summary>
    /// <param name="spec">The rule.</param>
    /// <param name="ns">The namespace: a name, a path or "pid:4711"; null for the Host's own.</param>
    /// <param name="preview">Does nothing, and returns the rule as it would be.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CNetException"><see cref="CNetError.RuleExists"/>, <see cref="CNetError.RouteInvalid"/>.</exception>
    public Rule Add(RuleSpec spec, string? ns = null, Preview? preview = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        Privilege.Demand("adding a rule");
        var request = RulePlan.Of(spec);
        using var view = Viewpoint.Open(_controller, ns, cancellation);
        if (preview is not null) return RulePlan.Foresee(request, view.Owner);
        var before = Infos(view);
        var batch = new MessageBuffer(256);
        batch.AddRule(request);
        if (view.Session.Route.TryExecute(batch) is { } failure)
        {
            var refused = view.Session.Route.ToException(batch, failure);
            throw failure.Errno == Constants.EEXIST ? new CNetException(CNetError.RuleExists, $"The rule '{RulePlan.Describe(request, view.Owner)}' is there already.", spec.Priority, "Get-CNetRule lists the rules.", refused) : refused;
        }
        var made = Infos(view).Find(rule => RulePlan.Is(rule, request) && !before.Contains(rule));
        return RulePlan.Describe(made ?? request, view.Owner);
    }

    /// <summary>Takes a rule away. Equivalent to: <c>ip rule del pref PRIORITY …</c></summary>
    /// <param name="rule">The rule.</param>
    /// <param name="force">True to take from a sandbox one by which it finds its addresses and routes.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CNetException"><see cref="CNetError.RuleNotFound"/>, <see cref="CNetError.InterfaceInUse"/>.</exception>
    public void Remove(Rule rule, bool force = false, CancellationToken cancellation = default)
    {
        using var view = OpenFor(rule, force, cancellation);
        if (view is null) return;
        var batch = new MessageBuffer(256);
        batch.DeleteRule(RulePlan.Again(rule));
        if (view.Session.Route.TryExecute(batch) is not { } failure) return;
        var refused = view.Session.Route.ToException(batch, failure);
        throw failure.Errno is Constants.ENOENT or Constants.ESRCH ? new CNetException(CNetError.RuleNotFound, $"The rule '{rule}' is not there.", rule, "Get-CNetRule lists the rules.", refused) : refused;
    }

    /// <summary>Refuses what <see cref="Remove"/> would refuse, and does nothing.</summary>
    public void RefuseRemoval(Rule rule, bool force = false) => OpenFor(rule, force, default)?.Dispose();

    private Viewpoint? OpenFor(Rule rule, bool force, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(rule);
        Privilege.Demand("removing a rule");
        if (rule.IsPreview) return null;
        var view = Viewpoint.Open(_controller, rule.Namespace, cancellation);
        try
        {
            if (!force) Holdings.Read(_controller, view.Owner).Refuse(rule);
            return view;
        }
        catch
        {
            view.Dispose();
            throw;
        }
    }

    private static List<RuleRequest> Infos(Viewpoint view)
    {
        var rules = view.Dump(batch => batch.DumpRules(isIPv6: false), RuleInfo.Parse);
        rules.AddRange(view.Dump(batch => batch.DumpRules(isIPv6: true), RuleInfo.Parse));
        return rules;
    }
}
