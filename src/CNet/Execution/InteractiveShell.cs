using System.Management.Automation;

namespace CNet.Execution;

/// <summary>A shell for people, whose prompt begins with the sandbox that it is in: "[web] PS /root>".</summary>
internal static class InteractiveShell
{
    private const string ModulePath = "PSModulePath";

    /// <summary>A shell: the one that is wanted, else the pwsh that runs, else the user's.</summary>
    internal static ProgramSpec Of(PSCmdlet cmdlet, string? shell, Sandbox sandbox)
    {
        var file = shell ?? (IsPwsh(Environment.ProcessPath) ? Environment.ProcessPath! : Environment.GetEnvironmentVariable("SHELL") ?? "sh");
        // A name has no character that means anything to a shell.
        var mark = $"[{sandbox.Name}] ";
        return new ProgramSpec
        {
            FilePath = file,
            Arguments = IsPwsh(file) ? ["-NoLogo", "-NoExit", "-Command", $"& {{ $prompt = $function:prompt; $function:global:prompt = {{ '{mark}' + (& $prompt) }}.GetNewClosure() }}"] : [],
            WorkingDirectory = cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath,
            Environment = new Dictionary<string, string?>
            {
                // A pwsh in there finds this module, wherever it was imported from.
                [ModulePath] = $"{Path.GetDirectoryName(cmdlet.MyInvocation.MyCommand.Module?.ModuleBase)}{Path.PathSeparator}{Environment.GetEnvironmentVariable(ModulePath)}",
                ["PS1"] = mark + "# ",
                // What bash does before its first prompt: its start-up files may have set another one.
                ["PROMPT_COMMAND"] = $"case $PS1 in '{mark}'*) ;; *) PS1='{mark}'$PS1 ;; esac; unset PROMPT_COMMAND",
            },
        };
    }

    private static bool IsPwsh(string? file) => Path.GetFileName(file)?.StartsWith("pwsh", StringComparison.OrdinalIgnoreCase) ?? false;
}
