using System.Buffers;

namespace CNet;

/// <summary>What names may look like.</summary>
internal static class ObjectName
{
    private const int MaxLength = 63, MaxNetworkLength = 255, MaxInterfaceLength = 15;
    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");

    /// <summary>True for names of endpoints, sandboxes, namespaces and Hosts, which also become names of files.</summary>
    internal static bool IsValid(string? name) =>
        name is { Length: > 0 and <= MaxLength } && char.IsAsciiLetterOrDigit(name[0]) && !name.AsSpan().ContainsAnyExcept(Allowed);

    /// <summary>Refuses a name that <see cref="IsValid"/> does not take.</summary>
    internal static void Demand(string? name, string what)
    {
        if (string.IsNullOrWhiteSpace(name)) throw Empty(what, name);
        if (!IsValid(name))
            throw new CNetException(CNetError.NameInvalid, $"'{Printable(name)}' is not a name of {(what[0] is 'a' or 'e' or 'i' ? "an" : "a")} {what}.", name,
                $"Use 1 to {MaxLength} letters, digits, '_', '.' and '-', beginning with a letter or digit.");
    }

    /// <summary>Refuses what cannot be a network's name: Docker allows nearly everything, and so does CNet, which never uses it in the kernel.</summary>
    internal static void DemandNetwork(string? name)
    {
        if (string.IsNullOrWhiteSpace(name)) throw Empty("network", name);
        if (name.Length > MaxNetworkLength || name.Any(char.IsControl) || name.Any(char.IsSurrogate) && !IsWellFormed(name))
            throw new CNetException(CNetError.NameInvalid, $"'{Printable(name)}' is not a name of a network.", name, $"Use 1 to {MaxNetworkLength} printable characters.");
    }

    /// <summary>Refuses what the kernel does not take as the name of an interface.</summary>
    internal static void DemandInterface(string? name)
    {
        if (string.IsNullOrWhiteSpace(name)) throw Empty("interface", name);
        if (!IsInterface(name))
            throw new CNetException(CNetError.NameInvalid, $"'{Printable(name)}' is not a name of an interface.", name,
                $"Use 1 to {MaxInterfaceLength} bytes without '/', ':' and white space; not '.', '..', 'all' or 'default'.");
    }

    internal static bool IsInterface(string name) =>
        System.Text.Encoding.UTF8.GetByteCount(name) is > 0 and <= MaxInterfaceLength && name is not ("." or ".." or "all" or "default")
        && !name.Any(c => c is '/' or ':' or '%' || char.IsWhiteSpace(c) || char.IsControl(c));

    private static CNetException Empty(string what, string? name) => new(CNetError.NameInvalid, $"The name of the {what} is empty.", name, "Give a name.");

    /// <summary>False where half of a pair of surrogates stands alone: it would be stored as another character.</summary>
    private static bool IsWellFormed(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)) == text;

    private static string Printable(string text) => string.Concat(text.Take(MaxLength).Select(c => char.IsControl(c) ? '?' : c));
}
