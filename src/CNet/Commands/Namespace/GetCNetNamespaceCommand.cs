using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>
/// Get-CNetNamespace lists network namespaces: the named ones, those of processes, containers and sandboxes, or all of the machine.
/// Equivalent to: <c>ip netns list</c>, <c>ip netns list-id</c>, <c>ip netns identify PID</c>, <c>ip netns pids NAME</c>, <c>lsns -t net</c>
/// </summary>
[Cmdlet(VerbsCommon.Get, "CNetNamespace", DefaultParameterSetName = ByName)]
[OutputType(typeof(Namespace))]
public sealed class GetCNetNamespaceCommand : CNetCommand
{
    private const string ByName = "Name", ByProcess = "Process", BySandbox = "Sandbox", ByNsid = "Nsid", ByInode = "Inode";

    /// <summary>The namespaces.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = ByName, HelpMessage = "Names, with wildcards, paths, processes (pid:4711) or containers (docker:web); all named ones where it is not given.")]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [NamespaceArgument]
    [ValidateNotNull]
    [SupportsWildcards]
    public NamespaceRef[]? Name { get; set; }

    /// <summary>Processes whose namespaces are wanted.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByProcess, HelpMessage = "Processes whose namespaces are wanted.")]
    [Alias("Id", "PID")]
    public int[]? ProcessId { get; set; }

    /// <summary>Sandboxes whose namespaces are wanted.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = BySandbox, HelpMessage = "Sandboxes whose namespaces are wanted.")]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    [SandboxArgument]
    [SupportsWildcards]
    public SandboxRef[]? Sandbox { get; set; }

    /// <summary>Ids by which the Host knows namespaces.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByNsid, HelpMessage = "Ids by which the Host knows namespaces, as ip link shows them behind link-netnsid.")]
    public int[]? Nsid { get; set; }

    /// <summary>Inodes of namespaces.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByInode, HelpMessage = "Inodes of namespaces, as lsns and ps -o netns show them.")]
    public ulong[]? Inode { get; set; }

    /// <summary>Also those without a name.</summary>
    [Parameter(ParameterSetName = ByName, HelpMessage = "Every namespace of the machine, once: also those without a name that processes, threads, descriptors or mounts hold.")]
    public SwitchParameter All { get; set; }

    private protected override void Execute()
    {
        if (ProcessId is not null) ForEach(ProcessId, pid => WriteObject(Controller.Namespaces.GetOfProcess(pid)));
        else if (Nsid is not null) ForEach(Nsid, id => WriteObject(Controller.Namespaces.GetById(id)));
        else if (Inode is not null) ForEach(Inode, inode => WriteObject(Controller.Namespaces.GetByInode(inode)));
        else if (Sandbox is not null) ForEach(Sandbox, reference => ForEach(Controller.Resolve(reference), sandbox => WriteObject(Controller.Namespaces.Get(sandbox.Namespace))));
        else if (Name is not null) ForEach(Name, reference => WriteObject(Controller.Reread(reference, All), enumerateCollection: true));
        else if (!MyInvocation.ExpectingInput) WriteObject(Controller.Namespaces.List(All), enumerateCollection: true);
    }
}
