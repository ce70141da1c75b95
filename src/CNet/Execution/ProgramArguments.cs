using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace CNet.Execution;

/// <summary>
/// Makes the arguments of a program of what PowerShell has bound, as PowerShell itself does for a program: a list is several arguments, null is
/// none, and 010 stays 010. A list that was typed as one word, a,b, is one argument.
/// </summary>
public sealed class ProgramArguments
{
    private readonly IReadOnlyList<TypedWord> _words;
    private readonly IReadOnlyList<object?> _values;
    private readonly TypedWord?[] _typed;
    private readonly HashSet<(int Word, int Value)> _failures = [];

    private ProgramArguments(IReadOnlyList<TypedWord> words, IReadOnlyList<object?> values)
    {
        _words = words;
        _values = values;
        _typed = new TypedWord?[values.Count];
        // Values that nobody typed, those of a splatted hashtable for example, are what they are.
        if (!Align(0, 0)) Array.Clear(_typed);
    }

    /// <summary>For a function that forwards all its arguments: the sandbox and the program as they are, and the arguments of the program as texts.</summary>
    /// <param name="invocation">The invocation of the function: $MyInvocation.</param>
    /// <param name="values">Its arguments: $args.</param>
    public static IReadOnlyList<object?> Forward(InvocationInfo invocation, IReadOnlyList<object?> values)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        ArgumentNullException.ThrowIfNull(values);
        var leading = invocation.ExpectingInput ? 1 : 2;
        // A bare text: PowerShell marks -c among $args, and would bind it to a parameter of the cmdlet after all.
        var forwarded = values.Take(leading).Select(value => value is PSObject { BaseObject: string text } ? text : value);
        return [.. forwarded, .. new ProgramArguments(new TypedCommand(invocation).Words, values).Texts(leading)];
    }

    /// <summary>The arguments, of the value of the parameter that takes them and of the words that were typed for it.</summary>
    internal static IReadOnlyList<string> Of(object? bound, IEnumerable<TypedWord> words) =>
        // PowerShell unwraps a list that stands alone.
        [.. new ProgramArguments([.. words], bound as List<object?> ?? [bound]).Texts(0)];

    /// <summary>Finds the word that each value was typed as; values of a splatted variable have none.</summary>
    private bool Align(int word, int value)
    {
        if (word == _words.Count) return value == _values.Count;
        if (_failures.Contains((word, value))) return false;
        var next = _words[word];
        if (!next.IsSplatted && value < _values.Count && Fits(next, _values[value]) && Align(word + 1, value + 1))
        {
            _typed[value] = next;
            return true;
        }
        var most = next.IsSplatted ? _values.Count - value : next.MayBeNothing ? 0 : -1;
        for (var count = 0; count <= most; count++)
            if (Align(word + 1, value + count)) return true;
        _failures.Add((word, value));
        return false;
    }

    private static bool Fits(TypedWord word, object? value) => word.Expression switch
    {
        null => Unwrap(value) is string,
        StringConstantExpressionAst constant => Unwrap(value) is string text && text == constant.Value,
        ArrayLiteralAst list => Unwrap(value) is IList items && items.Count == list.Elements.Count,
        _ => true,
    };

    private List<string> Texts(int first)
    {
        var result = new List<string>();
        for (var i = first; i < _values.Count; i++)
        {
            var texts = TextsOf(_values[i], _typed[i]);
            // PowerShell splits -x:y after the colon.
            if (result.Count > 0 && result[^1] is ['-', _, .., ':'] && texts.Count > 0 && _typed[i] is { } word && word.Start == _typed[i - 1]?.End)
            {
                var prefix = result[^1];
                result.RemoveAt(result.Count - 1);
                texts = texts.ConvertAll(text => prefix + text);
            }
            result.AddRange(texts);
        }
        return result;
    }

    private static List<string> TextsOf(object? value, TypedWord? word)
    {
        if (value is null) return [];
        if (word?.Expression is ArrayLiteralAst typed) return [string.Join(',', typed.Elements.Zip(((IList)Unwrap(value)!).Cast<object?>(), TextOf))];
        return LanguagePrimitives.GetEnumerable(value) is { } items ? [.. items.Cast<object?>().Where(item => item is not null).Select(TextOf)] : [TextOf(value)];
    }

    /// <summary>An element of a list that was typed: a number as it was typed.</summary>
    private static string TextOf(ExpressionAst typed, object? value) => typed is ConstantExpressionAst and not StringConstantExpressionAst ? typed.Extent.Text : TextOf(value);

    // A number knows how it was typed as long as it is wrapped.
    private static string TextOf(object? value) => value switch
    {
        PSObject wrapped => wrapped.ToString(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => LanguagePrimitives.ConvertTo<string>(value),
    };

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
