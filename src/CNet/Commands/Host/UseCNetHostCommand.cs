using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>
/// Use-CNetHost runs a script block whose cmdlets work on another Host. Without a name it makes a Host, and removes it after the block,
/// whatever happens in it.
/// </summary>
[Cmdlet(VerbsOther.Use, "CNetHost", DefaultParameterSetName = Temporary)]
[OutputType(typeof(PSObject))]
public sealed class UseCNetHostCommand : CNetCommand
{
    private const string Temporary = "Temporary", Named = "Named", Piped = "Piped";

    /// <summary>The Host.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = Named, HelpMessage = "The Host; a temporary one where it is not given.")]
    [ArgumentCompleter(typeof(HostCompleter))]
    [HostArgument]
    public HostRef? Name { get; set; }

    /// <summary>The Host that comes down the pipeline.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = Piped, HelpMessage = "The Host.")]
    [ArgumentCompleter(typeof(HostCompleter))]
    [HostArgument]
    public HostRef? InputObject { get; set; }

    /// <summary>What to run.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = Temporary, HelpMessage = "What to run.")]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = Named, HelpMessage = "What to run.")]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = Piped, HelpMessage = "What to run.")]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    private protected override void Execute()
    {
        if ((Name ?? InputObject) is { } reference)
        {
            Run(reference.Host ?? Hosts.Get(reference.Text));
            return;
        }
        var host = Hosts.Create();
        try
        {
            Run(host);
        }
        finally
        {
            Hosts.Remove(host, force: true);
        }
    }

    /// <summary>Runs the block as if it stood in the pipeline itself, so that its output streams.</summary>
    private void Run(Host host)
    {
        HostStack.Push(host);
        try
        {
            using var pipeline = ScriptBlock.Create("param($block, $context) . $block").GetSteppablePipeline(CommandOrigin.Internal, [ScriptBlock, host]);
            pipeline.Begin(this);
            pipeline.Process();
            pipeline.End();
        }
        finally
        {
            HostStack.Pop();
        }
    }
}
