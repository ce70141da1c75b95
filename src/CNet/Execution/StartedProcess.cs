using System.Diagnostics;
using System.Management.Automation;

namespace CNet.Execution;

/// <summary>A process as Start-CNetProcess emits it: with the sandbox, and with an exit code.</summary>
internal static class StartedProcess
{
    internal static PSObject Of(BackgroundProgram program, ExecutionTarget target)
    {
        var process = PSObject.AsPSObject(program.Process);
        process.Properties.Add(new PSNoteProperty("Sandbox", target.Sandbox?.Name));
        process.Properties.Add(new ExitCodeProperty(program));
        return process;
    }

    /// <summary>.NET knows the exit codes only of what it started itself, and says 0 of all others.</summary>
    private sealed class ExitCodeProperty(BackgroundProgram program) : PSNoteProperty(nameof(Process.ExitCode), null)
    {
        /// <summary>PowerShell adds a copy: this one knows its program.</summary>
        public override PSMemberInfo Copy() => this;

        public override object? Value
        {
            // It has ended once it is reaped, and then its code is known in a moment.
            get => program.Exit.IsCompleted || program.Process.HasExited ? program.Exit.Result : null;
            set => throw new SetValueException("An exit code is the program's to say.");
        }
    }
}
