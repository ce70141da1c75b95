using System.Globalization;

namespace CNet.Discovery;

/// <summary>What a file in the format of resolv.conf says.</summary>
internal sealed class ResolverFile
{
    private static readonly char[] Blanks = [' ', '\t', '\r'];

    private ResolverFile(string path) => Path = path;

    /// <summary>Where it lies.</summary>
    internal string Path { get; }

    internal List<ExternalServer> Servers { get; } = [];

    internal List<string> Search { get; private set; } = [];

    internal List<string> Options { get; } = [];

    /// <summary>Other lines, such as "sortlist".</summary>
    internal List<string> Others { get; } = [];

    /// <summary>Reads it as the resolver of glibc does: the last list of domains counts, options add up, and what is no address is no server.</summary>
    internal static ResolverFile Parse(string path, string text)
    {
        var file = new ResolverFile(path);
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0][0] is '#' or ';') continue;
            switch (words[0])
            {
                case "nameserver":
                    if (words.Length > 1 && Server(words[1]) is { } server) file.Servers.Add(server);
                    break;
                case "domain":
                    if (words.Length > 1) file.Search = [words[1]];
                    break;
                case "search":
                    file.Search = [.. words.Skip(1)];
                    break;
                case "options":
                    file.Options.AddRange(words.Skip(1));
                    break;
                default:
                    file.Others.Add(string.Join(' ', words));
                    break;
            }
        }
        return file;
    }

    /// <summary>True where both say the same.</summary>
    internal bool IsSameAs(ResolverFile other) => Path == other.Path && Servers.SequenceEqual(other.Servers) && Search.SequenceEqual(other.Search) && Options.SequenceEqual(other.Options)
        && Others.SequenceEqual(other.Others);

    /// <summary>The number of an option such as "ndots:2", the last one of several; null where it is missing, or says nothing that can be meant.</summary>
    internal static int? NumberOf(IEnumerable<string> options, string name)
    {
        int? number = null;
        foreach (var option in options)
            if (option.StartsWith(name + ":", StringComparison.Ordinal) && int.TryParse(option.AsSpan(name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var said)) number = said;
        return number;
    }

    private static ExternalServer? Server(string text)
    {
        var percent = text.IndexOf('%', StringComparison.Ordinal);
        var zone = percent < 0 ? null : text[(percent + 1)..];
        return Ip.TryParse(percent < 0 ? text : text.AsSpan(0, percent), out var address) && zone != "" ? new ExternalServer(address, zone, IsFromHost: true) : null;
    }
}
