using System.Globalization;
using System.Reflection;

namespace CNet.Tests.Support;

/// <summary>All that an object says, so that a comparison misses nothing: not even what is added to its class later.</summary>
internal static class Fields
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Every property as "Name=value", in the order of their names; those that say nothing (null, "", and 0 where null is not possible) are left out.</summary>
    internal static string Of(object? value) => value is null ? "nothing" : string.Join(' ', value.GetType().GetProperties(Instance)
        .Where(property => property.Name != "EqualityContract")
        .OrderBy(property => property.Name, StringComparer.Ordinal)
        .Where(property => !SaysNothing(property, value))
        .Select(property => $"{property.Name}={Text(property.GetValue(value))}"));

    private static bool SaysNothing(PropertyInfo property, object value) => Text(property.GetValue(value)) switch
    {
        "" => true,
        "0" or "False" => Nullable.GetUnderlyingType(property.PropertyType) is null,
        _ => false,
    };

    private static string Text(object? value) => value switch
    {
        null => "",
        ValueType and not IConvertible and not IFormattable when value.GetType().Namespace?.EndsWith(".Wire", StringComparison.Ordinal) == true =>
            string.Join(',', value.GetType().GetFields(Instance).Select(field => Text(field.GetValue(value)))),
        CNet.Netlink.Route.LinkDetails details => $"({Of(details)})",
        System.Collections.IEnumerable list and not string => string.Join("; ", list.Cast<object?>().Select(item => item?.GetType().Namespace == "CNet.Netlink.Route" ? Of(item) : Text(item))),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
