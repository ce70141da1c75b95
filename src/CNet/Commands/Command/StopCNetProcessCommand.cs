using System.Diagnostics;
using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>
/// Stop-CNetProcess ends processes that CNet started in sandboxes, with all that they started: it asks them, waits, and makes them. All that
/// come down a pipeline have the same time.
/// </summary>
[Cmdlet(VerbsLifecycle.Stop, "CNetProcess", SupportsShouldProcess = true, DefaultParameterSetName = ByProcess)]
[OutputType(typeof(Process), typeof(Sandbox))]
public sealed class StopCNetProcessCommand : CNetCommand
{
    private const string ByProcess = "Process", BySandbox = "Sandbox";
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);
    private readonly List<int> _processes = [];
    private readonly List<Sandbox> _sandboxes = [];
    private readonly List<object> _stopped = [];

    /// <summary>The processes.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByProcess, HelpMessage = "The processes, as Start-CNetProcess emits them, or their numbers.")]
    [Alias("Id", "ProcessId", "PID")]
    [ArgumentCompleter(typeof(ProcessCompleter))]
    [ProcessArgument]
    public ProcessRef[]? Process { get; set; }

    /// <summary>The sandboxes.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = BySandbox, HelpMessage = "The sandboxes in which all that CNet started ends: objects, names with wildcards, or ids.")]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    [SandboxArgument]
    [SupportsWildcards]
    public SandboxRef[]? Sandbox { get; set; }

    /// <summary>How long they may take to end by themselves.</summary>
    [Parameter(HelpMessage = "How long they may take to end by themselves, before they are made to: 5s, 500ms. Ten seconds where it is not given.")]
    [DurationArgument]
    public DurationValue? Timeout { get; set; }

    /// <summary>Ends them at once.</summary>
    [Parameter(HelpMessage = "Ends them at once, without asking them.")]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits what came in.</summary>
    [Parameter(HelpMessage = "Emits the processes or sandboxes that came in, when the processes have ended.")]
    public SwitchParameter PassThru { get; set; }

    private protected override void Execute()
    {
        ForEach(Process, Add);
        ForEach(Sandbox, reference => ForEach(Controller.Resolve(reference), Add));
    }

    private protected override void Complete()
    {
        var patience = Force ? TimeSpan.Zero : Timeout?.Value ?? DefaultTimeout;
        if (_processes.Count > 0) Processes.Stop(_processes, patience, Cancellation);
        if (_sandboxes.Count > 0) Processes.Stop(_sandboxes, patience, Cancellation);
        if (PassThru) WriteObject(_stopped, enumerateCollection: true);
    }

    private void Add(ProcessRef reference)
    {
        // A process that has ended is no error; a number must be that of one.
        var isObject = reference.IsCopy || reference.Process is not null;
        if (!isObject || Processes.IsRunning(reference.Id))
        {
            Processes.RefuseStopping(reference.Id);
            var decision = Ask(Processes.Describe(reference.Id), "Stop process");
            if (decision == Decision.Skip) return;
            if (decision == Decision.Act) _processes.Add(reference.Id);
        }
        if (PassThru && (reference.Process ?? Find(reference.Id)) is { } process) _stopped.Add(process);
    }

    private void Add(Sandbox sandbox)
    {
        var decision = Ask(sandbox.Name, "Stop all processes that CNet started", sandbox.IsPreview);
        if (decision == Decision.Act) _sandboxes.Add(sandbox);
        if (decision != Decision.Skip) _stopped.Add(sandbox);
    }

    private static Process? Find(int id)
    {
        try
        {
            return System.Diagnostics.Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            // It led processes that outlived it, or was gone before.
            return null;
        }
    }
}
