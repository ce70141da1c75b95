using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>
/// Remove-CNetSandbox removes sandboxes. Their endpoints leave and are kept, with their addresses. A namespace or process that was adopted is
/// left as it was found.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "CNetSandbox", SupportsShouldProcess = true)]
[OutputType(typeof(Sandbox))]
public sealed class RemoveCNetSandboxCommand : CNetCommand
{
    /// <summary>The sandboxes.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, HelpMessage = "The sandboxes: objects, names with wildcards, or ids.")]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    [SandboxArgument]
    [SupportsWildcards]
    public SandboxRef[]? Sandbox { get; set; }

    /// <summary>Ends the processes that CNet started in them.</summary>
    [Parameter(HelpMessage = "Ends the processes that CNet started in them; others are named and left.")]
    public SwitchParameter Force { get; set; }

    /// <summary>Removes their endpoints too.</summary>
    [Parameter(HelpMessage = "Removes their endpoints too, and frees the addresses.")]
    public SwitchParameter RemoveEndpoint { get; set; }

    /// <summary>Emits what was removed.</summary>
    [Parameter(HelpMessage = "Emits the sandboxes that were removed.")]
    public SwitchParameter PassThru { get; set; }

    private protected override void Execute() => ForEach(Sandbox, reference => ForEach(reference.UnlessGone(() => Controller.Resolve(reference)), Remove));

    private void Remove(Sandbox sandbox)
    {
        Controller.Sandboxes.RefuseRemoval(sandbox, Force);
        var decision = Ask(sandbox.Name, "Remove sandbox", sandbox.IsPreview);
        if (decision == Decision.Act) Controller.Sandboxes.Remove(sandbox, Force, RemoveEndpoint, Cancellation);
        if (PassThru && decision != Decision.Skip) WriteObject(sandbox);
    }
}
