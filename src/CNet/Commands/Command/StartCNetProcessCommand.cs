using System.Diagnostics;
using System.Management.Automation;
using CNet.Execution;

namespace CNet.Commands;

/// <summary>
/// Start-CNetProcess starts a program in the background, in sandboxes or namespaces, and returns at once. It goes on when the session ends.
/// Equivalent to: <c>setsid ip netns exec NAME PROGRAM … &amp;</c>
/// </summary>
[Cmdlet(VerbsLifecycle.Start, "CNetProcess", SupportsShouldProcess = true, DefaultParameterSetName = OfSandbox)]
[OutputType(typeof(Process))]
public sealed class StartCNetProcessCommand : ProgramCommand
{
    private readonly HashSet<string> _begun = new(StringComparer.Ordinal);

    /// <summary>Where its standard output goes.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The file for its standard output; { \"$($_.Name).log\" } is one for each sandbox. Without it the output goes nowhere.")]
    public string? OutputPath { get; set; }

    /// <summary>Where its standard error goes.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The file for its standard error; it may be that of -OutputPath. Without it the errors go nowhere.")]
    public string? ErrorPath { get; set; }

    /// <summary>What it reads.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The file that it reads as its standard input. Without it the input is empty.")]
    public string? InputPath { get; set; }

    private protected override void Execute() => ForEachTarget(Start);

    private void Start(ExecutionTarget target)
    {
        var program = Program(FileName ?? throw new CNetException(CNetError.CountMismatch, "No program is named.", null, "Write Start-CNetProcess SANDBOX -- PROGRAM …; script blocks run by Invoke-CNetCommand."));
        var command = string.Join(' ', program.Arguments.Prepend(program.FilePath));
        if (Ask(target.Sandbox?.Name ?? target.Namespace, $"Start process {command}", target.Sandbox is { IsPreview: true }) != Decision.Act) return;
        WriteObject(StartedProcess.Of(target.StartInBackground(Controller, program with
        {
            InputPath = InputPath is null ? null : FullPath(InputPath),
            Output = FileOf(OutputPath),
            Error = FileOf(ErrorPath),
        }), target));
    }

    /// <summary>A file is begun anew, and shared by all that write to it from then on.</summary>
    private OutputFile? FileOf(string? path) => path is null ? null : new OutputFile(FullPath(path), Append: !_begun.Add(FullPath(path)));
}
