using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace CNet.Binding;

/// <summary>Takes a hashtable, or texts such as "key=value" as Docker's command line has them.</summary>
public sealed class DictionaryArgumentAttribute : ArgumentTransformationAttribute
{
    /// <summary>Makes a hashtable of texts; returns everything else as it is.</summary>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        var texts = value switch
        {
            string text => [text],
            IList list when list.Count > 0 && list.Cast<object?>().All(item => Unwrap(item) is string) => list.Cast<object?>().Select(item => (string)Unwrap(item)!),
            _ => null,
        };
        if (texts is null) return inputData;
        var result = new Hashtable(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            result[equals < 0 ? text : text[..equals]] = equals < 0 ? "" : text[(equals + 1)..];
        }
        return result;
    }

    /// <summary>The entries as texts, numbers and booleans as they are written everywhere.</summary>
    internal static Dictionary<string, string> Read(IDictionary? dictionary)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in dictionary ?? new Hashtable())
        {
            var key = Text(entry.Key);
            if (key.Length == 0) throw new CNetException(CNetError.OptionInvalid, $"There is no name before '={Text(entry.Value)}'.", $"={Text(entry.Value)}", "Write name=value, or @{ name = 'value' }.");
            result[key] = Text(entry.Value);
        }
        return result;
    }

    private static string Text(object? value) => Unwrap(value) switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        SwitchParameter flag => flag.IsPresent ? "true" : "false",
        var other => Convert.ToString(other, CultureInfo.InvariantCulture) ?? "",
    };

    private static object? Unwrap(object? item) => item is PSObject wrapped ? wrapped.BaseObject : item;
}
