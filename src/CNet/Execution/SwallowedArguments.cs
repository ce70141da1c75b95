using System.Management.Automation;
using System.Management.Automation.Language;

namespace CNet.Execution;

/// <summary>
/// Finds arguments that were meant for a program and that PowerShell took for parameters of the cmdlet: "ping -c 1" loses -c, "ip -d link"
/// becomes -Debug. Everything after "--" is safe.
/// </summary>
internal static class SwallowedArguments
{
    private const string EndOfParameters = "--";

    /// <summary>The first such argument, or null. A parameter counts as one where it stands behind the program and is not written out in full.</summary>
    internal static string? Find(InvocationInfo invocation)
    {
        if (FindCommand(invocation) is not { } command) return null;
        var positionals = 0;
        var takesValue = false;
        foreach (var element in command.CommandElements.Skip(1))
        {
            if (element is CommandParameterAst parameter)
            {
                if (parameter.Extent.Text == EndOfParameters) return null;
                if (positionals > 0 && IsAbbreviation(invocation, parameter.ParameterName)) return parameter.Extent.Text;
                takesValue = parameter.Argument is null && invocation.MyCommand.Parameters.TryGetValue(parameter.ParameterName, out var metadata) && !metadata.SwitchParameter;
            }
            else if (takesValue)
                takesValue = false;
            else
                positionals++;
        }
        return null;
    }

    /// <summary>What is no parameter at all goes to the program; what is one in full was meant for the cmdlet.</summary>
    private static bool IsAbbreviation(InvocationInfo invocation, string name) => !invocation.MyCommand.Parameters.ContainsKey(name)
        && invocation.MyCommand.Parameters.Values.Any(parameter => parameter.Aliases.Prepend(parameter.Name).Any(known => known.StartsWith(name, StringComparison.OrdinalIgnoreCase)));

    private static CommandAst? FindCommand(InvocationInfo invocation)
    {
        // A script's line may begin or end in the middle of a statement; what does not parse says nothing.
        var line = invocation.Line ?? "";
        var tree = Parser.ParseInput(line, out _, out _);
        return tree.FindAll(node => node is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>()
            .FirstOrDefault(command => command.Extent.StartColumnNumber == invocation.OffsetInLine && command.GetCommandName() is not null);
    }
}
