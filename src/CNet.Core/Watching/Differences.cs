using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace CNet.Watching;

/// <summary>In what two snapshots of the same thing differ, by the properties that users see.</summary>
internal static class Differences
{
    /// <summary>What follows from other things, which have events or properties of their own, only tells of the snapshot itself, or is another with each look.</summary>
    private static readonly HashSet<string> Derived = new(StringComparer.Ordinal)
    {
        nameof(Network.EndpointCount), nameof(Network.Pools), nameof(Network.IsPreview), nameof(Sandbox.Endpoints), nameof(Endpoint.SandboxId),
        nameof(InterfaceAddress.ValidLifetime), nameof(InterfaceAddress.PreferredLifetime), nameof(Neighbor.Confirmed), nameof(Neighbor.Used), nameof(Neighbor.Updated),
    };

    internal static List<EventChange> Between<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(T former, T now) where T : class
    {
        var changes = new List<EventChange>();
        foreach (var property in Seen<T>.Properties)
            if (property.GetValue(former) is var from && property.GetValue(now) is var to && !AreEqual(from, to)) changes.Add(new EventChange(property.Name, from, to));
        return changes;
    }

    private static bool AreEqual(object? first, object? second) => (first, second) switch
    {
        (string or null, _) or (_, string or null) => Equals(first, second),
        (IDictionary a, IDictionary b) => a.Count == b.Count && a.Keys.Cast<object>().All(key => b.Contains(key) && AreEqual(a[key], b[key])),
        (IEnumerable a, IEnumerable b) => a.Cast<object?>().SequenceEqual(b.Cast<object?>(), EqualityComparer<object?>.Create(AreEqual)),
        _ => Equals(first, second),
    };

    /// <summary>What users see of one kind of thing.</summary>
    private static class Seen<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>
    {
        internal static readonly PropertyInfo[] Properties =
            [.. typeof(T).GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(property => property.GetIndexParameters().Length == 0 && !Derived.Contains(property.Name))];
    }
}
