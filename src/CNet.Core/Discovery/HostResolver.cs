using CNet.Lifecycle;

namespace CNet.Discovery;

/// <summary>What the Host itself asks for names.</summary>
/// <param name="File">Its resolv.conf.</param>
/// <param name="Behind">Where that names nothing but systemd-resolved's own server: what is asked behind it.</param>
internal sealed record HostResolver(ResolverFile File, ResolverFile? Behind = null)
{
    private const string FileName = "resolv.conf", MachinePath = "/etc/" + FileName, BehindPath = "/run/systemd/resolve/" + FileName, OutsideRoot = "/proc/1/root";
    private static readonly Ip Stub = Ip.V4(0x7f00_0035);

    /// <summary>Reads the Host's file: its own in the directory of its state, for a Host that stands in for a machine, or else this machine's.</summary>
    internal static HostResolver Of(Host host)
    {
        var own = Path.Combine(host.StateDirectory, FileName);
        var file = Read(System.IO.File.Exists(own) ? own : MachinePath);
        return new HostResolver(file, file.Path == MachinePath && file.Servers is [var only] && only.Address.Equals(Stub) && System.IO.File.Exists(BehindPath) ? Read(BehindPath) : null);
    }

    /// <summary>True where both say the same.</summary>
    internal bool IsSameAs(HostResolver other) => File.IsSameAs(other.File) && (Behind is null ? other.Behind is null : other.Behind is not null && Behind.IsSameAs(other.Behind));

    /// <summary>A file of this machine's: in a process that CNet started in a sandbox the sandbox's own lies over it, and the first process sees it.</summary>
    internal static string Outside(string path) => Environment.GetEnvironmentVariable(StartedProcesses.SandboxVariable) is { Length: > 0 } ? OutsideRoot + path : path;

    /// <summary>A Host that has no such file, or one that nobody can read, asks nobody.</summary>
    private static ResolverFile Read(string path)
    {
        try
        {
            return ResolverFile.Parse(path, System.IO.File.ReadAllText(path == MachinePath ? Outside(path) : path));
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return ResolverFile.Parse(path, "");
        }
    }
}
