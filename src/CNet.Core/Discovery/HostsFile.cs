namespace CNet.Discovery;

/// <summary>The names and addresses of a hosts file.</summary>
internal sealed class HostsFile
{
    private static readonly char[] Blanks = [' ', '\t', '\r'];
    private readonly List<(Ip Address, string[] Names)> _lines = [];

    private HostsFile(string path) => Path = path;

    /// <summary>Where it lies.</summary>
    internal string Path { get; }

    /// <summary>Reads a file; one that nobody can read says nothing.</summary>
    internal static HostsFile Read(string path)
    {
        try
        {
            return Parse(path, System.IO.File.ReadAllText(path));
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return new HostsFile(path);
        }
    }

    internal static HostsFile Parse(string path, string text)
    {
        var file = new HostsFile(path);
        foreach (var line in text.Split('\n'))
            if (line.Split('#')[0].Split(Blanks, StringSplitOptions.RemoveEmptyEntries) is [var first, .. var names] && names.Length > 0 && Ip.TryParse(first, out var address)) file._lines.Add((address, names));
        return file;
    }

    /// <summary>The addresses of a name, in any case.</summary>
    internal IEnumerable<Ip> AddressesOf(string name) => _lines.Where(line => line.Names.Contains(name, StringComparer.OrdinalIgnoreCase)).Select(line => line.Address).Distinct();

    /// <summary>The name of an address: the first one there is.</summary>
    internal string? NameOf(Ip address) => _lines.Find(line => line.Address.Equals(address)).Names?[0];
}
