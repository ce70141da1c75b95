using System.Collections;
using System.Management.Automation;

namespace CNet.Binding;

/// <summary>
/// An address pool to be made: its prefix, and whatever else the object says that it was read from. It is one argument, and not one for each
/// property, so that an object without a prefix gives its name to nothing.
/// </summary>
public sealed class NewPool
{
    internal NewPool(string prefix) => Prefix = new CidrValue(prefix);

    /// <summary>The prefix.</summary>
    public CidrValue Prefix { get; }

    internal NewName? Name { get; init; }

    internal CidrValue? Range { get; init; }

    internal IReadOnlyList<IPAddressValue> Reserved { get; init; } = [];

    /// <summary>True where it was read from what -WhatIf shows.</summary>
    internal bool IsPreview { get; init; }

    /// <summary>The prefix as it was given.</summary>
    public override string ToString() => Prefix.Text;
}

/// <summary>Takes prefixes, address pools, and whatever else has a property Prefix, such as a row of a table.</summary>
public sealed class NewPoolArgumentAttribute : ItemArgumentAttribute
{
    private static readonly CidrArgumentAttribute Prefixes = new();
    private static readonly char[] Separators = [',', ';', ' '];

    private protected override object? TransformItem(object? item)
    {
        if (Prefixes.Transform(null!, item) is CidrValue prefix) return new NewPool(prefix.Text);
        if (item is null || PSObject.AsPSObject(item).Properties is not { } row || row["Prefix"]?.Value is not { } its) return item;
        return new NewPool(its.ToString()!)
        {
            Name = Text(row, "Name") is { } name ? new NewName(name) : null,
            // A pool has a Range; what it is made with is called -IPRange.
            Range = (Text(row, "IPRange") ?? Text(row, "Range")) is { } range ? new CidrValue(range) : null,
            Reserved = [.. Texts(row["Reserved"]?.Value).Select(address => new IPAddressValue(address))],
            IsPreview = Unwrap(item) is AddressPool { IsPreview: true },
        };
    }

    /// <summary>A property as text; null where it is missing or blank, as a cell of a table may be.</summary>
    private static string? Text(PSMemberInfoCollection<PSPropertyInfo> row, string property) => row[property]?.Value?.ToString() is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>The elements of a list, or what stands in a cell with commas, semicolons or blanks between them.</summary>
    private static IEnumerable<string> Texts(object? value) => Unwrap(value) switch
    {
        null => [],
        string text => text.Split(Separators, StringSplitOptions.RemoveEmptyEntries),
        IEnumerable list => list.Cast<object?>().Select(element => element?.ToString() ?? ""),
        var other => [other.ToString()!],
    };
}
