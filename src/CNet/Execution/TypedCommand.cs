using System.Management.Automation;
using System.Management.Automation.Language;

namespace CNet.Execution;

/// <summary>
/// A command as it was typed. Binding leaves only values: it takes "-c" for a parameter of the cmdlet, and neither "a,b" nor "-x:y" is one
/// word to it any more.
/// </summary>
internal sealed class TypedCommand
{
    private const string EndOfParameters = "--";
    private readonly List<TypedWord> _words = [];
    private readonly HashSet<string> _named = new(StringComparer.OrdinalIgnoreCase);
    private readonly InvocationInfo _invocation;

    internal TypedCommand(InvocationInfo invocation)
    {
        _invocation = invocation;
        // The text of this command alone, over as many lines as it has. PowerShell Standard does not know it yet.
        var text = PSObject.AsPSObject(invocation).Properties["Statement"]?.Value as string ?? "";
        if (Parser.ParseInput(text, out _, out _).Find(node => node is CommandAst, searchNestedScriptBlocks: false) is CommandAst command)
            Read(command.CommandElements.Skip(1));
    }

    /// <summary>
    /// What was meant for the program and was taken for a parameter of the cmdlet, or null: an abbreviation that stands behind the first word.
    /// "ping -c 1" loses -c, "ip -d link" becomes -Debug. What is written out in full was meant for the cmdlet.
    /// </summary>
    internal string? Swallowed { get; private set; }

    /// <summary>The words that are neither parameters of the command nor their values.</summary>
    internal IReadOnlyList<TypedWord> Words => _words;

    /// <summary>True where a parameter is given by its name.</summary>
    internal bool Names(string parameter) => _named.Contains(parameter);

    private void Read(IEnumerable<CommandElementAst> elements)
    {
        var isOpen = true;
        var isValue = false;
        foreach (var element in elements)
        {
            if (isOpen && element is CommandParameterAst parameter)
            {
                isValue = false;
                if (parameter.Extent.Text == EndOfParameters)
                {
                    isOpen = false;
                    continue;
                }
                if (Find(parameter.ParameterName) is { } own)
                {
                    if (_words.Count > 0 && !own.Name.Equals(parameter.ParameterName, StringComparison.OrdinalIgnoreCase)) Swallowed ??= parameter.Extent.Text;
                    _named.Add(own.Name);
                    isValue = parameter.Argument is null && !own.SwitchParameter;
                    continue;
                }
            }
            if (isValue) isValue = false;
            else _words.AddRange(TypedWord.Of(element));
        }
    }

    /// <summary>The parameter that PowerShell takes a name for.</summary>
    private ParameterMetadata? Find(string name) => _invocation.MyCommand.Parameters.TryGetValue(name, out var exact) ? exact
        : _invocation.MyCommand.Parameters.Values.FirstOrDefault(parameter => parameter.Aliases.Prepend(parameter.Name).Any(known => known.StartsWith(name, StringComparison.OrdinalIgnoreCase)));
}

/// <summary>A word as it was typed: an expression, or a text such as -x or -x: that PowerShell takes for a parameter.</summary>
internal sealed record TypedWord(ExpressionAst? Expression, int Start, int End)
{
    /// <summary>True where it stands for any number of values.</summary>
    internal bool IsSplatted => Expression is VariableExpressionAst { Splatted: true };

    /// <summary>True where it may be the output of a command that has none, which is no value at all.</summary>
    internal bool MayBeNothing => Expression is not (null or ConstantExpressionAst or ArrayLiteralAst or ExpandableStringExpressionAst);

    internal static IEnumerable<TypedWord> Of(CommandElementAst element)
    {
        if (element is not CommandParameterAst parameter)
        {
            yield return new TypedWord(element as ExpressionAst, element.Extent.StartOffset, element.Extent.EndOffset);
            yield break;
        }
        var start = parameter.Extent.StartOffset;
        var colon = parameter.Argument is null ? 0 : 1;
        yield return new TypedWord(null, start, start + 1 + parameter.ParameterName.Length + colon);
        if (parameter.Argument is { } argument) yield return new TypedWord(argument, argument.Extent.StartOffset, argument.Extent.EndOffset);
    }
}
