using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;
using CNet.Execution;

namespace CNet.Commands;

/// <summary>
/// Enter-CNetSandbox runs a shell in a sandbox, on the terminal of this session, until it is left. Its exit code is $LASTEXITCODE then.
/// Equivalent to: <c>ip netns exec NAME pwsh</c>
/// </summary>
[Cmdlet(VerbsCommon.Enter, "CNetSandbox")]
[OutputType(typeof(void))]
public sealed class EnterCNetSandboxCommand : CNetCommand
{
    /// <summary>The sandbox.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, HelpMessage = "The sandbox: an object, its name or its id.")]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    [SandboxArgument]
    public SandboxRef? Sandbox { get; set; }

    /// <summary>The shell.</summary>
    [Parameter(HelpMessage = "The shell: pwsh, bash, sh, or any other program; the pwsh that runs where it is not given.")]
    public string? Shell { get; set; }

    private protected override void Execute()
    {
        var sandbox = Controller.ResolveOne(Sandbox!);
        var exitCode = Controller.Programs.RunInteractive(sandbox, InteractiveShell.Of(this, Shell, sandbox), Cancellation);
        SessionState.PSVariable.Set("global:LASTEXITCODE", exitCode);
    }
}
