using System.Buffers;

namespace CNet;

/// <summary>What names that are looked up may look like.</summary>
internal static class DomainName
{
    private const int MaxLength = 253, MaxLabel = 63;
    private static readonly SearchValues<char> Inside = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>True for labels with dots between them. Names of services begin with '_', and people put it elsewhere, too.</summary>
    internal static bool IsValid(string? name)
    {
        if (name is not { Length: > 0 and <= MaxLength }) return false;
        foreach (var label in name.AsSpan().Split('.'))
            if (!IsLabel(name.AsSpan(label))) return false;
        return true;
    }

    /// <summary>Refuses a name that <see cref="IsValid"/> does not take.</summary>
    /// <param name="name">The name.</param>
    /// <param name="what">What it is to be: "an alias".</param>
    internal static void Demand(string? name, string what)
    {
        if (!IsValid(name))
            throw new CNetException(CNetError.NameInvalid, $"'{Printable(name)}' cannot be {what}.", name,
                $"Use labels of 1 to {MaxLabel} letters, digits, '_' and '-', with dots between them; none begins or ends with '-'.");
    }

    /// <summary>A text that can be shown, whatever is in it.</summary>
    internal static string Printable(string? text) => string.Concat((text ?? "").Take(MaxLabel).Select(c => char.IsControl(c) ? '?' : c));

    private static bool IsLabel(ReadOnlySpan<char> label) => label.Length is > 0 and <= MaxLabel && !label.ContainsAnyExcept(Inside) && label[0] != '-' && label[^1] != '-';
}
