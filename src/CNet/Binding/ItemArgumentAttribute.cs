using System.Collections;
using System.Management.Automation;

namespace CNet.Binding;

/// <summary>
/// Makes the arguments of a parameter what the parameter wants, one by one. What cannot be used is returned as it is, so that binding goes on
/// to the next parameter set; what is wrong is said when the cmdlet resolves it, with an error id of its own.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class ItemArgumentAttribute : ArgumentTransformationAttribute
{
    /// <summary>Transforms an argument, or each element of a list.</summary>
    public sealed override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (Unwrap(inputData) is not IList list) return TransformItem(inputData);
        var items = new object?[list.Count];
        for (var i = 0; i < items.Length; i++) items[i] = TransformItem(list[i]);
        return items;
    }

    /// <summary>The object itself.</summary>
    private protected static object? Unwrap(object? item) => item is PSObject wrapped ? wrapped.BaseObject : item;

    /// <summary>
    /// The text a user typed, or null where the item is no text and no number. A number knows how it was typed only as long as it is wrapped:
    /// 10s is the number 10 inside.
    /// </summary>
    private protected static string? TextOf(object? item) => Unwrap(item) switch
    {
        string text => text,
        sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal => item!.ToString(),
        _ => null,
    };

    /// <summary>A property of an object that came back from another process, or null where it is not of that type.</summary>
    private protected static string? DeserializedProperty(object? item, string type, string property) =>
        item is PSObject wrapped && wrapped.TypeNames.Contains("Deserialized." + type) ? wrapped.Properties[property]?.Value?.ToString() : null;

    /// <summary>Transforms one item; returns it as it is where it cannot be used.</summary>
    private protected abstract object? TransformItem(object? item);
}
