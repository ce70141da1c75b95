namespace CNet.Discovery;

/// <summary>Where the files of a sandbox lie.</summary>
internal sealed record SandboxPlaces
{
    private const string Files = "files";

    private SandboxPlaces(string root) => Root = root;

    /// <summary>The directory of all that is about the files of the sandbox.</summary>
    internal string Root { get; }

    /// <summary>The directory of the files themselves: each is mounted over the one of that name in /etc.</summary>
    internal string Etc => Path.Combine(Root, "etc");

    internal string Hosts => Path.Combine(Etc, "hosts");

    internal string Resolver => Path.Combine(Etc, "resolv.conf");

    internal string Hostname => Path.Combine(Etc, "hostname");

    /// <summary>Which lines of the hosts file are CNet's own.</summary>
    internal string HostsMark => Path.Combine(Root, "hosts.own");

    /// <summary>What tells whether somebody has edited resolv.conf.</summary>
    internal string ResolverMark => Path.Combine(Root, "resolv.conf.hash");

    internal static SandboxPlaces Of(Host host, string sandboxId) => new(Path.Combine(RootOf(host), sandboxId));

    /// <summary>The directory of the files of all sandboxes of a Host.</summary>
    internal static string RootOf(Host host) => Path.Combine(host.RunDirectory, Files);

    /// <summary>The sandboxes whose files are there, by their ids.</summary>
    internal static IEnumerable<string> All(Host host) =>
        Directory.Exists(RootOf(host)) ? Directory.EnumerateDirectories(RootOf(host)).Select(directory => Path.GetFileName(directory)).Where(ObjectId.IsWhole) : [];
}
