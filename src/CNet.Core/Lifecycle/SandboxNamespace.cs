using System.Globalization;
using CNet.Linux;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>Opens the namespace of a sandbox, and makes sure that it is still the same one.</summary>
internal static class SandboxNamespace
{
    /// <summary>True where the namespace seems to be there: what <see cref="Open"/> would open.</summary>
    internal static bool Exists(SandboxRecord sandbox) =>
        NetworkNamespace.IsNamespaceFile(sandbox.Path) && (sandbox.Kind != SandboxKind.Process || ProcessTable.StartTimeOf(sandbox.ProcessId) == sandbox.ProcessStart);

    /// <summary>True where another namespace lies where the sandbox's was.</summary>
    internal static bool IsReplaced(SandboxRecord sandbox)
    {
        if (sandbox.Cookie == 0 || sandbox.Kind == SandboxKind.Host || !Exists(sandbox)) return false;
        using var space = NetworkNamespace.Open(sandbox.Path, sandbox.Name);
        using var session = space.OpenSession();
        return session.Route.NamespaceCookie != sandbox.Cookie;
    }

    /// <summary>Opens the namespace.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.NamespaceNotFound"/> where it is gone.</exception>
    internal static NetworkNamespace Open(SandboxRecord sandbox)
    {
        if (sandbox.Kind == SandboxKind.Host) return NetworkNamespace.Open(sandbox.Path, sandbox.Name);
        if (sandbox.Kind == SandboxKind.Process && ProcessTable.StartTimeOf(sandbox.ProcessId) != sandbox.ProcessStart)
            throw Gone(sandbox, string.Create(CultureInfo.InvariantCulture, $"its process {sandbox.ProcessId} has ended"));
        try
        {
            return NetworkNamespace.Open(sandbox.Path, sandbox.Name);
        }
        catch (CNetException missing) when (missing.Code == CNetError.NamespaceNotFound)
        {
            throw Gone(sandbox, $"{sandbox.Path} is no namespace any more");
        }
    }

    /// <summary>Opens the namespace; refuses another one that has taken the place of the sandbox's.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.NamespaceNotFound"/> where it is gone.</exception>
    internal static NetworkNamespace OpenVerified(SandboxRecord sandbox)
    {
        var space = Open(sandbox);
        try
        {
            using (Verify(sandbox, space.OpenSession())) return space;
        }
        catch
        {
            space.Dispose();
            throw;
        }
    }

    /// <summary>Opens sockets inside; refuses another namespace that has taken the place of the sandbox's.</summary>
    internal static NamespaceSession Verify(SandboxRecord sandbox, NamespaceSession session)
    {
        session.Label = sandbox.Name;
        if (sandbox.Cookie == 0 || session.Route.NamespaceCookie == sandbox.Cookie) return session;
        session.Dispose();
        throw Gone(sandbox, $"another namespace has taken its place at {sandbox.Path}");
    }

    private static CNetException Gone(SandboxRecord sandbox, string why) => new(CNetError.NamespaceNotFound,
        $"The namespace of sandbox '{sandbox.Name}' is gone: {why}.", sandbox.Name, $"Remove-CNetSandbox {sandbox.Name} and make it anew.");
}
