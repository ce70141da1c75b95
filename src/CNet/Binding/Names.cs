using System.Collections;
using System.Management.Automation;

namespace CNet.Binding;

/// <summary>A line of a hosts file: printer:10.1.0.9, or gateway:host-gateway for the Host.</summary>
public sealed class HostEntryValue : ArgumentValue
{
    internal HostEntryValue(string text) : base(text)
    {
    }

    internal HostEntry Value => HostEntry.Parse(Text);
}

/// <summary>A link: db:database, or db where both names are the same.</summary>
public sealed class EndpointLinkValue : ArgumentValue
{
    internal EndpointLinkValue(string text) : base(text)
    {
    }

    internal EndpointLink Value => EndpointLink.Parse(Text);
}

/// <summary>Takes lines of a hosts file: a hashtable of names and addresses, or texts as Docker's command line has them. A name may have several addresses.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HostEntryArgumentAttribute : ArgumentTransformationAttribute
{
    /// <summary>Makes each a value; returns what cannot be used as it is.</summary>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Unwrap(inputData) switch
    {
        null => null,
        IDictionary entries => entries.Cast<DictionaryEntry>().SelectMany(EntriesOf).ToArray<object>(),
        IList list => list.Cast<object?>().SelectMany(item => Transform(engineIntrinsics, item) is object?[] several ? several : [Transform(engineIntrinsics, item)]).ToArray(),
        HostEntry entry => new HostEntryValue(entry.ToString()),
        HostEntryValue value => value,
        string text => new HostEntryValue(text),
        _ => inputData,
    };

    private static IEnumerable<HostEntryValue> EntriesOf(DictionaryEntry entry) => Unwrap(entry.Value) is IList addresses
        ? addresses.Cast<object?>().Select(address => new HostEntryValue($"{entry.Key}:{Unwrap(address)}"))
        : [new HostEntryValue($"{entry.Key}:{Unwrap(entry.Value)}")];

    private static object? Unwrap(object? item) => item is PSObject wrapped ? wrapped.BaseObject : item;
}

/// <summary>Takes links.</summary>
public sealed class EndpointLinkArgumentAttribute : ItemArgumentAttribute
{
    private protected override object? TransformItem(object? item) =>
        (Unwrap(item) is EndpointLink link ? link.ToString() : TextOf(item)) is { } text ? new EndpointLinkValue(text) : item;
}
