using CNet.Linux;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>A sandbox that was made, with the sockets inside its namespace that making it has opened anyway.</summary>
internal sealed record CreatedSandbox(SandboxRecord Record, NamespaceSession? Session) : IDisposable
{
    public void Dispose() => Session?.Dispose();
}

/// <summary>Makes sandboxes: of a namespace of their own, of an existing one, of a process's, or of the Host's.</summary>
internal static class SandboxCreation
{
    /// <summary>Refuses what cannot be, before anything is made.</summary>
    internal static void Refuse(Operation operation, string name, SandboxSpec spec)
    {
        ObjectName.Demand(name, "sandbox");
        if (operation.Boot.Get(Keys.SandboxName(name), StateJson.Default.TextRecord) is not null)
            throw new CNetException(CNetError.SandboxExists, $"The sandbox '{name}' exists.", name, "Choose another name, or remove that sandbox first.");
        foreach (var (key, _) in spec.Sysctls) SandboxSysctls.Demand(key);
        NameSettings.Demand(spec);
        if (KindOf(spec) != SandboxKind.Own)
        {
            if (spec.Sysctls.Count > 0)
                throw new CNetException(CNetError.SysctlInvalid, $"The sandbox '{name}' has a namespace that was there before; CNet leaves its kernel parameters as they are.", name, "Set them yourself.");
            return;
        }
        if (operation.NamedNamespaces.Contains(name))
            throw new CNetException(CNetError.NamespaceExists, $"A network namespace '{name}' exists that is not CNet's.", name, $"Adopt it: New-CNetSandbox {name} -Namespace {name}; or choose another name.");
    }

    /// <summary>The record a sandbox would have; nothing is made, but what is to be adopted must be there.</summary>
    internal static CreatedSandbox Foresee(Operation operation, SandboxSpec spec, bool madeByJoin = false)
    {
        var record = Describe(operation, spec, madeByJoin);
        if (record.Kind is SandboxKind.File or SandboxKind.Process)
            using (var space = SandboxNamespace.Open(record)) RefuseTaken(operation, record, space);
        return new CreatedSandbox(record, null);
    }

    /// <summary>Makes a sandbox, and stages its record.</summary>
    internal static CreatedSandbox Create(Operation operation, SandboxSpec spec, SandboxRecord record)
    {
        NamespaceSession? session = null;
        if (record.Kind == SandboxKind.Own)
        {
            session = MakeNamespace(operation, record);
            record = record with { Cookie = session.Route.NamespaceCookie };
        }
        else if (record.Kind != SandboxKind.Host)
        {
            using var space = OpenForAdoption(record);
            RefuseTaken(operation, record, space);
            using var opened = space.OpenSession();
            record = record with { Cookie = opened.Route.NamespaceCookie };
        }
        operation.Boot.Create(Keys.Sandbox(record.Id), record, StateJson.Default.SandboxRecord);
        operation.Boot.Create(Keys.SandboxName(record.Name), new TextRecord(record.Id), StateJson.Default.TextRecord);
        return new CreatedSandbox(HasNames(spec) ? SandboxFiles.MakeWhereSeen(operation, record) : record, session);
    }

    private static NetworkNamespace OpenForAdoption(SandboxRecord record)
    {
        try
        {
            return SandboxNamespace.Open(record);
        }
        catch (CNetException missing) when (missing.Code == CNetError.NamespaceNotFound)
        {
            throw new CNetException(CNetError.NamespaceNotFound, $"'{record.Path}' is not a network namespace.", record.Path, "Get-CNetNamespace lists the named ones; a process is meant by its id.", missing);
        }
    }

    /// <summary>Makes the namespace of an own sandbox anew that somebody deleted; its endpoints are to be plugged in again.</summary>
    internal static void Renew(Operation operation, SandboxRecord record)
    {
        using var session = MakeNamespace(operation, record);
        if (session.WantsLoopback) session.SetLoopbackUp();
        operation.Boot.Put(Keys.Sandbox(record.Id), record with { Cookie = session.Route.NamespaceCookie }, StateJson.Default.SandboxRecord);
    }

    /// <summary>Refuses to adopt a namespace that is the Host's own or another sandbox's: each would take the other's interfaces and routes for foreign ones.</summary>
    private static void RefuseTaken(Operation operation, SandboxRecord record, NetworkNamespace space)
    {
        if (operation.Kernel.Namespace.Inode == space.Inode)
            throw new CNetException(CNetError.SandboxModeConflict, $"The namespace of sandbox '{record.Name}' would be the Host's own.", record.Name, "Make it with New-CNetSandbox -UseHostNamespace.");
        foreach (var other in operation.Boot.List(Keys.Sandboxes, StateJson.Default.SandboxRecord))
            if (SandboxNamespace.Exists(other) && NetworkNamespace.TryInodeOf(other.Path) == space.Inode)
                throw new CNetException(CNetError.NamespaceInUse, $"The namespace of sandbox '{record.Name}' would be that of sandbox '{other.Name}'.", record.Name,
                    $"Use sandbox '{other.Name}': several workloads may share it.");
    }

    private static NamespaceSession MakeNamespace(Operation operation, SandboxRecord record)
    {
        operation.Intend(intent => intent with { SandboxId = record.Id, SandboxPath = record.Path });
        operation.OnFailure(() => operation.NamedNamespaces.Delete(record.Name));
        var session = operation.NamedNamespaces.Create(record.Name);
        try
        {
            session.Label = record.Name;
            if (record.MadeByJoin) session.WantsLoopback = true;
            else session.SetLoopbackUp();
            SandboxSysctls.Set(session, record.Sysctls);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The record a sandbox is to have.</summary>
    internal static SandboxRecord Describe(Operation operation, SandboxSpec spec, bool madeByJoin)
    {
        // A process is known by the time it started, too, and its number may be another's tomorrow.
        if (spec is { ProcessId: null, Namespace: { } place } && Namespaces.ProcessOf(place) is { } process) spec = spec with { Namespace = null, ProcessId = process };
        var kind = KindOf(spec);
        var record = new SandboxRecord
        {
            Id = ObjectId.New(),
            Name = spec.Name,
            Created = DateTimeOffset.UtcNow,
            Kind = kind,
            MadeByJoin = madeByJoin,
            Labels = new(spec.Labels, StringComparer.Ordinal),
            Sysctls = new(spec.Sysctls, StringComparer.Ordinal),
            ProcessId = spec.ProcessId ?? 0,
            ProcessStart = spec.ProcessId is { } pid ? StartTime(pid) : 0,
            Path = kind switch
            {
                SandboxKind.Own => operation.NamedNamespaces.PathOf(spec.Name),
                SandboxKind.File => Namespaces.PathOf(operation.NamedNamespaces, spec.Namespace!),
                SandboxKind.Process => ProcessTable.NamespacePath(spec.ProcessId!.Value),
                _ => operation.Host.NamespacePath ?? "/proc/self/ns/net",
            },
        };
        return NameSettings.Apply(record, spec);
    }

    /// <summary>True where its files say something before it has joined anything.</summary>
    private static bool HasNames(SandboxSpec spec) => spec.Hostname is not null || spec.DnsServers.Count > 0 || spec.DnsSearch.Count > 0 || spec.DnsOptions.Count > 0 || spec.HostEntries.Count > 0;

    private static SandboxKind KindOf(SandboxSpec spec)
    {
        if ((spec.Namespace is null ? 0 : 1) + (spec.ProcessId is null ? 0 : 1) + (spec.UseHostNamespace ? 1 : 0) > 1)
            throw new CNetException(CNetError.CountMismatch, $"The sandbox '{spec.Name}' can have one namespace only.", spec.Name, "Name a namespace, a process or the Host's, not several.");
        if (spec.UseHostNamespace) return SandboxKind.Host;
        if (spec.ProcessId is not null) return SandboxKind.Process;
        return spec.Namespace is null ? SandboxKind.Own : SandboxKind.File;
    }

    private static ulong StartTime(int pid) => ProcessTable.StartTimeOf(pid) is var start and not 0
        ? start
        : throw new CNetException(CNetError.NamespaceNotFound, $"There is no process {pid}.", pid, "Get-Process lists the processes.");
}
