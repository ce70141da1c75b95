namespace CNet.Tests.Netlink;

/// <summary>
/// Messages as they were on the wire, kept as hexadecimal text in Golden/: those of the kernel as it answered, the requests as CNet sends
/// them. Lines that begin with # tell what the bytes mean, in the words of iproute2.
/// </summary>
internal static class Golden
{
    private const string Suffix = ".hex";

    /// <summary>Everything the kernel said.</summary>
    internal static IEnumerable<string> Names => typeof(Golden).Assembly.GetManifestResourceNames()
        .Where(name => name.EndsWith(Suffix, StringComparison.Ordinal)).Select(name => name[..^Suffix.Length]).Order(StringComparer.Ordinal);

    internal static byte[] Bytes(string name) => Convert.FromHexString(string.Concat(Lines(name).Where(line => !line.StartsWith('#'))).Replace(" ", "", StringComparison.Ordinal));

    /// <summary>The first line of what is told about the bytes.</summary>
    internal static string Title(string name) => Lines(name)[0].TrimStart('#', ' ');

    private static string[] Lines(string name)
    {
        using var stream = typeof(Golden).Assembly.GetManifestResourceStream(name + Suffix) ?? throw new ArgumentException($"There is no golden message '{name}'.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
