using CNet.Agents;
using CNet.Lifecycle;
using CNet.State;

namespace CNet;

/// <summary>Whether a Host is as it should be, and how it is put right.</summary>
public sealed class Health
{
    /// <summary>How long another process may keep the Host's lock before it is a finding of its own.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly Controller _controller;

    internal Health(Controller controller) => _controller = controller;

    /// <summary>
    /// Looks at everything that CNet made on the Host, and at what of the Host matters to it: every difference, the worst first, then what
    /// is as it should be. Changes nothing. Whoever is not root sees as much as the kernel allows.
    /// </summary>
    public IReadOnlyList<HostCheck> Test(CancellationToken cancellation = default)
    {
        var checks = EnvironmentInspection.Inspect(_controller);
        if (!checks.Exists(check => check is { Name: "Privilege" or "Library", Status: HostCheckStatus.Failed })) checks.AddRange(Differences(cancellation));
        return [.. checks.Order()];
    }

    /// <summary>
    /// Puts every difference right that can be, and says what was done. What needs what comes before it is found when that is done.
    /// </summary>
    /// <param name="approve">Is asked before each; null to do them all.</param>
    /// <param name="progress">Is told on the calling thread how far it is with what was found together.</param>
    /// <param name="cancellation">Stops between two of them.</param>
    /// <returns>What was put right, and what could not be.</returns>
    public IReadOnlyList<HostCheck> Repair(Func<HostCheck, bool>? approve = null, Action<Progress>? progress = null, CancellationToken cancellation = default)
    {
        var done = new List<HostCheck>();
        var damaged = StateDamage();
        foreach (var check in damaged.Where(check => approve?.Invoke(check) ?? true)) done.Add(Rescue(check, cancellation));
        // Without its records nothing of the rest can be told.
        if (done.Count < damaged.Count || done.Exists(check => check.Status != HostCheckStatus.Repaired)) return done;
        var asked = new List<HostCheck>();
        while (true)
        {
            var open = Look(cancellation).Where(finding => finding.Repair is not null && !asked.Exists(finding.Check.IsAbout)).ToList();
            if (open.Count == 0) break;
            var next = open.Where(finding => finding.Phase == open.Min(other => other.Phase)).Select(finding => finding.Check).ToList();
            asked.AddRange(next);
            // Nobody waits for the Host's lock while somebody is asked.
            var approved = next.Where(check => approve?.Invoke(check) ?? true).ToList();
            if (approved.Count > 0) done.AddRange(Apply(approved, progress, cancellation));
        }
        return done;
    }

    /// <summary>Removes everything of CNet's from the Host: networks, endpoints, sandboxes, rules, settings and state. Adopted namespaces stay as they are.</summary>
    /// <param name="force">Ends the processes that CNet started in sandboxes; without it processes keep an own sandbox, and with it the Host, from being cleared.</param>
    /// <param name="progress">Is told on the calling thread how far it is.</param>
    /// <param name="cancellation">Gives up waiting, or stops between two things; the next one removes the rest.</param>
    /// <exception cref="CNetException"><see cref="CNetError.SandboxInUse"/>, naming the processes; or what could not be removed, when all else was.</exception>
    public void Clear(bool force = false, Action<Progress>? progress = null, CancellationToken cancellation = default)
    {
        foreach (var check in StateDamage()) _controller.RescueState(check.Target, cancellation);
        Clearing.Describe(_controller, force);
        AgentProcess.Stop(_controller.Host);
        Clearing.Clear(_controller, force, progress, cancellation);
    }

    /// <summary>Refuses what <see cref="Clear"/> would refuse, and does nothing.</summary>
    /// <returns>What would be removed, in words.</returns>
    public string RefuseClearing(bool force = false) => StateDamage().Count > 0
        ? "Remove everything of CNet's, as far as its damaged state tells of it, and the state"
        : Clearing.Describe(_controller, force);

    private List<HostCheck> Differences(CancellationToken cancellation)
    {
        if (StateDamage() is { Count: > 0 } damaged) return damaged;
        try
        {
            var checks = Look(cancellation).Select(finding => finding.Check).ToList();
            if (checks.Count == 0) checks.Add(new HostCheck("State", HostCheckStatus.Ok, _controller.Host.Name, "Records and kernel agree."));
            return checks;
        }
        catch (CNetException refused) when (refused is not NetlinkException)
        {
            return [new HostCheck(refused.Code is CNetError.LockTimeout ? "Lock" : "State", HostCheckStatus.Failed, _controller.Host.Name, refused.Message, refused.Hint)];
        }
    }

    /// <summary>The files of the state that SQLite cannot read: a record that is damaged in a file that is whole is another matter.</summary>
    private List<HostCheck> StateDamage() => [.. new[] { _controller.LastingFile, _controller.BootFile }
        .Select(file => (File: file, Damage: StateFile.Damage(file))).Where(pair => pair.Damage is not null)
        .Select(pair => new HostCheck("StateFile", HostCheckStatus.Failed, pair.File, pair.Damage!, "Put a backup in its place, or Repair-CNetHost", "keep the file aside, and begin anew with the records that can be read of it"))];

    private HostCheck Rescue(HostCheck check, CancellationToken cancellation)
    {
        try
        {
            var (aside, saved) = _controller.RescueState(check.Target, cancellation);
            return new HostCheck(check.Name, HostCheckStatus.Repaired, check.Target, check.Message, repair: $"kept the file aside as {aside}, and began anew with {saved} of its records");
        }
        catch (Exception refused) when (refused is CNetException or IOException)
        {
            return check.With(HostCheckStatus.Failed, $"It could not be put right: {refused.Message}");
        }
    }

    private List<Finding> Look(CancellationToken cancellation)
    {
        using var operation = _controller.BeginAsItIs("look at the Host", Patience, cancellation);
        return [.. Inspection.Of(operation).Findings];
    }

    private List<HostCheck> Apply(List<HostCheck> approved, Action<Progress>? progress, CancellationToken cancellation)
    {
        var done = new List<HostCheck>();
        using var operation = _controller.BeginAsItIs("repair the Host", null, cancellation);
        // Looked at again: the Host was anybody's meanwhile.
        foreach (var finding in Inspection.Of(operation).Findings.Where(finding => finding.Repair is not null && approved.Exists(finding.Check.IsAbout)))
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Invoke(new Progress(done.Count, approved.Count, $"{finding.Check.Name} {finding.Check.Target}"));
            try
            {
                finding.Repair!(operation);
                operation.Complete();
                done.Add(finding.Check.With(HostCheckStatus.Repaired, null));
            }
            catch (CNetException refused)
            {
                operation.RollBack();
                done.Add(finding.Check.With(HostCheckStatus.Failed, $"It could not be put right: {refused.Message} {refused.Hint}".TrimEnd()));
            }
        }
        return done;
    }
}
