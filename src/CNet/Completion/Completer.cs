using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace CNet.Completion;

/// <summary>
/// Completes names. Reads CNet's state only, and never throws: whoever may not read the state gets no completions.
/// </summary>
public abstract class Completer : IArgumentCompleter
{
    /// <summary>The completions that begin with what was typed, in any case; those that contain it where none begins with it.</summary>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            var word = (wordToComplete ?? "").Trim('\'', '"');
            var all = Candidates(commandName, fakeBoundParameters).ToList();
            if (word.Contains('/', StringComparison.Ordinal)) all = all.ConvertAll(candidate => candidate with { Text = candidate.Qualified ?? candidate.Text });
            var fitting = all.Where(candidate => candidate.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase)).ToList();
            if (fitting.Count == 0) fitting = [.. all.Where(candidate => candidate.Text.Contains(word, StringComparison.OrdinalIgnoreCase))];
            return [.. fitting.Select(candidate => new CompletionResult(Quote(candidate.Text), candidate.Text, CompletionResultType.ParameterValue, candidate.ToolTip))];
        }
        catch (Exception unavailable) when (unavailable is CNetException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>What could be meant.</summary>
    private protected abstract IEnumerable<Candidate> Candidates(string command, IDictionary parameters);

    /// <summary>The text of a parameter that was typed before, or null.</summary>
    private protected static string? Typed(IDictionary parameters, string name) => parameters.Contains(name) ? parameters[name]?.ToString() : null;

    private static string Quote(string text) =>
        text.Length > 0 && text[0] != '-' && text.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.' or '/' or ':') ? text : $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";

    /// <summary>A completion; the qualified text, such as "network/endpoint", is meant where a slash was typed.</summary>
    private protected readonly record struct Candidate(string Text, string ToolTip, string? Qualified = null);
}
