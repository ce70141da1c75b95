using System.Text;
using CNet.Linux;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Lifecycle;

/// <summary>Kernel parameters of a sandbox's own namespace.</summary>
internal static class SandboxSysctls
{
    private const string Prefix = "net.";

    /// <summary>Refuses names that are not parameters of a network namespace.</summary>
    internal static void Demand(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal) || name.Contains("..", StringComparison.Ordinal) || name.EndsWith('.')
            || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-' or '/')))
            throw new CNetException(CNetError.SysctlInvalid, $"'{name}' is not a kernel parameter of a network namespace.", name, "Name one below net., such as net.ipv4.ip_forward.");
    }

    /// <summary>Writes parameters inside a namespace. Equivalent to: <c>ip netns exec NAME sysctl -w KEY=VALUE</c></summary>
    internal static void Set(NamespaceSession session, IReadOnlyDictionary<string, string> parameters)
    {
        foreach (var (name, value) in parameters) Set(session, name, value);
    }

    /// <summary>Writes a parameter inside a namespace.</summary>
    internal static unsafe void Set(NamespaceSession session, string name, string value)
    {
        OperationLog.Command($"ip netns exec {session.Label} sysctl -w {name}={value}");
        // As sysctl has it: dots and slashes change places, so that names of interfaces with a dot can be written.
        var path = "/proc/sys/" + string.Create(name.Length, name, static (text, from) =>
        {
            for (var i = 0; i < from.Length; i++) text[i] = from[i] switch { '.' => '/', '/' => '.', var c => c };
        });
        using var file = Open(session, path, name)
            ?? throw new CNetException(CNetError.SysctlInvalid, $"This kernel has no parameter '{name}'.", name, "See 'sysctl -a'.");
        var bytes = Encoding.UTF8.GetBytes(value);
        fixed (byte* pointer = bytes)
            if (write(file.Number, pointer, bytes.Length) < 0)
                throw new CNetException(CNetError.SysctlInvalid, $"The kernel parameter '{name}' does not take the value '{value}'.", value, "'sysctl' shows the value it has.", SystemCallException.Last($"write {path}"));
    }

    private static FileDescriptor? Open(NamespaceSession session, string path, string name)
    {
        try
        {
            return session.Namespace.TryOpenFile(path, O_WRONLY);
        }
        catch (SystemCallException refused) when (refused.Errno is not (EMFILE or ENFILE or ENOMEM))
        {
            // A directory, one that can only be read, or one that this namespace may not change.
            throw new CNetException(CNetError.SysctlInvalid, $"The kernel parameter '{name}' cannot be set in a network namespace: {refused.Message}", name, "See 'sysctl -a'.", refused);
        }
    }
}
