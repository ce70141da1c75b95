using CNet.Lifecycle;
using CNet.Linux;
using CNet.State;

namespace CNet.Discovery;

/// <summary>How names are looked up at one place, in a sandbox or on the Host itself: what its resolv.conf and its hosts file say, and from where servers are asked.</summary>
internal sealed class NameView : IDisposable
{
    private const string HostsOfHost = "/etc/hosts";

    /// <summary>As many servers as the C library asks.</summary>
    private const int MaxServers = 3;
    private const int UsualNdots = 1, UsualAttempts = 2, MaxNdots = 15, MaxAttempts = 5, UsualSeconds = 5, MaxSeconds = 30;

    private NameView(NetworkNamespace space, ResolverFile resolver, HostsFile hosts) => (Space, Resolver, Hosts) = (space, resolver, hosts);

    /// <summary>From where servers are asked.</summary>
    internal NetworkNamespace Space { get; }

    /// <summary>What programs there read.</summary>
    internal ResolverFile Resolver { get; }

    /// <summary>The sandbox; null for the Host.</summary>
    internal SandboxRecord? Sandbox { get; private init; }

    /// <summary>What comes before all servers.</summary>
    internal HostsFile Hosts { get; }

    /// <summary>Whom programs there ask: where the file names nobody, as the C library does.</summary>
    internal IReadOnlyList<ExternalServer> Servers => Resolver.Servers.Count > 0 ? [.. Resolver.Servers.Take(MaxServers)] : [new ExternalServer(Ip.V4(0x7f00_0001), null, IsFromHost: true)];

    /// <summary>True where CNet's own server is asked.</summary>
    internal bool IsEmbedded => Sandbox is not null && Resolver.Servers is [var only] && only.Address.Equals(ResolverConfiguration.OwnAddress);

    internal int Ndots => Option("ndots", UsualNdots, 0, MaxNdots);

    internal int Attempts => Option("attempts", UsualAttempts, 1, MaxAttempts);

    internal TimeSpan Timeout => TimeSpan.FromSeconds(Option("timeout", UsualSeconds, 1, MaxSeconds));

    /// <summary>The place for messages: "in sandbox 'web'".</summary>
    internal string Place => Sandbox is null ? "on the Host" : $"in sandbox '{Sandbox.Name}'";

    internal static NameView Of(Controller controller, SandboxRecord? sandbox)
    {
        if (sandbox is null) return new NameView(controller.OpenNamespace(), HostResolver.Of(controller.Host).File, HostsFile.Read(HostResolver.Outside(HostsOfHost)));
        var (host, state) = (controller.Host, controller.Read());
        var space = SandboxNamespace.OpenVerified(sandbox);
        try
        {
            return new NameView(space, SandboxFiles.ResolverOf(host, state, sandbox), SandboxFiles.HostsOf(host, state, sandbox)) { Sandbox = sandbox };
        }
        catch
        {
            space.Dispose();
            throw;
        }
    }

    /// <summary>The names that a name is asked for under, one after the other.</summary>
    internal IEnumerable<string> Candidates(string name)
    {
        if (name.EndsWith('.'))
        {
            yield return name;
            yield break;
        }
        var isFirst = name.Count(letter => letter == '.') >= Ndots;
        if (isFirst) yield return name;
        foreach (var domain in Resolver.Search) yield return $"{name}.{domain}";
        if (!isFirst) yield return name;
    }

    public void Dispose() => Space.Dispose();

    private int Option(string name, int usual, int min, int max) => Math.Clamp(ResolverFile.NumberOf(Resolver.Options, name) ?? usual, min, max);
}
