using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;

namespace CNet.Execution;

/// <summary>
/// Runs a script block in a child pwsh. Script and parameters go to its standard input, so that their size has no limit; every object comes
/// back as one line that begins with a mark, so that they stream.
/// </summary>
internal static class ScriptRun
{
    private const char Mark = '\u0001';

    /// <summary>What the child does: constant, so that it fits a command line.</summary>
    private const string Bootstrap = """
        $ProgressPreference = 'SilentlyContinue'
        $private:data = [System.Management.Automation.PSSerializer]::Deserialize([Console]::In.ReadToEnd())
        if ($data.ModulePath) { $env:PSModulePath = $data.ModulePath + [IO.Path]::PathSeparator + $env:PSModulePath }
        foreach ($private:name in @($data.Using.Keys)) { Set-Variable -Name "__using_$name" -Value $data.Using[$name] }
        $private:emit = {
            $private:tag = if ($_ -is [System.Management.Automation.ErrorRecord]) { 'E' }
                elseif ($_ -is [System.Management.Automation.WarningRecord]) { 'W' }
                elseif ($_ -is [System.Management.Automation.VerboseRecord]) { 'V' }
                elseif ($_ -is [System.Management.Automation.DebugRecord]) { 'D' }
                elseif ($_ -is [System.Management.Automation.InformationRecord]) { 'I' }
                else { 'O' }
            $private:xml = [System.Management.Automation.PSSerializer]::Serialize($_, 2)
            [Console]::Out.WriteLine([char]1 + $tag + [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($xml)))
        }
        $private:parameters = $data.Parameters
        $private:arguments = @($data.Arguments)
        $private:block = [scriptblock]::Create($data.Script)
        try { $data.Input | & $block @arguments @parameters *>&1 | ForEach-Object $emit }
        catch { $_ | ForEach-Object $emit }
        # An error is reported as such; only the script itself gives another exit code.
        exit 0
        """;

    private static readonly string EncodedBootstrap = Convert.ToBase64String(Encoding.Unicode.GetBytes(Bootstrap));

    /// <summary>The program that runs a script block.</summary>
    internal static (string FilePath, IReadOnlyList<string> Arguments) Program(PSCmdlet cmdlet)
    {
        var own = Path.Combine(cmdlet.SessionState.PSVariable.GetValue("PSHOME")?.ToString() ?? "", "pwsh");
        return (File.Exists(own) ? own : "pwsh", ["-NoLogo", "-NoProfile", "-NonInteractive", "-EncodedCommand", EncodedBootstrap]);
    }

    /// <summary>What the child reads: the script with the variables of the caller that it uses, its parameters, its arguments and its input.</summary>
    internal static string Input(PSCmdlet cmdlet, ScriptBlock block, IDictionary? parameters, object?[] arguments, object?[] input)
    {
        var used = new Hashtable(StringComparer.OrdinalIgnoreCase);
        var data = new Hashtable
        {
            ["Script"] = WithoutUsing(block, used, cmdlet),
            ["Using"] = used,
            ["Parameters"] = parameters is null ? new Hashtable() : new Hashtable(parameters),
            ["Arguments"] = arguments,
            ["Input"] = input,
            ["ModulePath"] = Path.GetDirectoryName(cmdlet.MyInvocation.MyCommand.Module?.ModuleBase ?? "") ?? "",
        };
        return PSSerializer.Serialize(data, 5);
    }

    /// <summary>Reads a line of the child: an object, or a text that something wrote past PowerShell.</summary>
    internal static (char Stream, PSObject Value) Read(string line)
    {
        if (line.Length < 2 || line[0] != Mark) return ('O', new PSObject(line));
        var value = PSSerializer.Deserialize(Encoding.UTF8.GetString(Convert.FromBase64String(line[2..])));
        return (line[1], value as PSObject ?? new PSObject(value ?? ""));
    }

    /// <summary>An error of the child as one of ours.</summary>
    internal static ErrorRecord ToErrorRecord(PSObject error)
    {
        var message = error.Properties["ErrorDetails_Message"]?.Value as string ?? (error.Properties["Exception"]?.Value as PSObject)?.Properties["Message"]?.Value as string ?? error.ToString();
        var id = error.Properties["FullyQualifiedErrorId"]?.Value as string ?? "ScriptFailed";
        var category = error.Properties["ErrorCategory_Category"]?.Value is int number ? (ErrorCategory)number : ErrorCategory.OperationStopped;
        return new ErrorRecord(new RemoteException(message), id, category, error.Properties["TargetObject"]?.Value);
    }

    /// <summary>The text of a script block in which $using:name stands for a variable that the child has.</summary>
    private static string WithoutUsing(ScriptBlock block, Hashtable values, PSCmdlet cmdlet)
    {
        var text = new StringBuilder(block.ToString());
        var root = block.Ast.Extent.StartOffset;
        // The text of a block does not include its braces, its syntax tree does.
        var offset = root + block.Ast.Extent.Text.IndexOf(block.ToString(), StringComparison.Ordinal);
        foreach (var use in block.Ast.FindAll(node => node is UsingExpressionAst, searchNestedScriptBlocks: true).Cast<UsingExpressionAst>().OrderByDescending(use => use.Extent.StartOffset))
        {
            // Of $using:table.key the variable alone: its members and elements are found in the child.
            var variable = UsingExpressionAst.ExtractUsingVariable(use);
            var name = variable.VariablePath.UserPath;
            values[name] = cmdlet.SessionState.PSVariable.GetValue(name);
            text.Remove(variable.Extent.StartOffset - offset, variable.Extent.Text.Length).Insert(variable.Extent.StartOffset - offset, $"${{__using_{name}}}");
        }
        return text.ToString();
    }
}
