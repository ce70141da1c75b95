using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace CNet.Binding;

/// <summary>
/// Takes the arguments of a program as they were typed: 010 and 1e3 are numbers to PowerShell, and texts to the program; a,b is a list, and
/// one argument to the program.
/// </summary>
[AttributeUsage(AttributeTargets.All)]
public sealed class ProgramArgumentAttribute : ArgumentTransformationAttribute
{
    /// <summary>Makes texts of the arguments.</summary>
    public override object Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is IList list ? Join(list.Cast<object?>().Select(TextOf)) : new[] { TextOf(inputData) };

    /// <summary>PowerShell splits -x:y into a parameter with a colon and its value.</summary>
    private static string[] Join(IEnumerable<string> words)
    {
        var joined = new List<string>();
        foreach (var word in words)
        {
            if (joined.Count > 0 && joined[^1] is ['-', _, .., ':']) joined[^1] += word;
            else joined.Add(word);
        }
        return [.. joined];
    }

    // A number knows how it was typed as long as it is wrapped.
    private static string TextOf(object? item) => item switch
    {
        null => "",
        PSObject { BaseObject: IList list } => TextOf(list),
        IList list => string.Join(',', list.Cast<object?>().Select(TextOf)),
        PSObject wrapped => wrapped.ToString(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => item.ToString() ?? "",
    };
}
