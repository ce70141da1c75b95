using System.Collections.ObjectModel;

namespace CNet;

/// <summary>Lists as scripts need them: of a public type that PowerShell can index, which the compiler's own read-only lists are not.</summary>
internal static class ReadOnlyLists
{
    internal static ReadOnlyCollection<T> ToReadOnly<T>(this IEnumerable<T> items) => Array.AsReadOnly(items.ToArray());
}
