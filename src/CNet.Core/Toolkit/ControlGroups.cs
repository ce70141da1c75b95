using System.Text;
using System.Text.RegularExpressions;
using CNet.Linux;

namespace CNet.Toolkit;

/// <summary>What the control groups of a process tell about whose it is: runtimes and systemd make one for each container and unit, and name it so.</summary>
internal sealed partial record ControlGroups
{
    private const int Limit = 64 * 1024;
    private const string UserSlice = "/user.slice/";

    /// <summary>Which runtime's container it lives in, or null where the name does not tell.</summary>
    internal NamespaceOwnerKind? Kind { get; private init; }

    /// <summary>The id of the container: 64 hexadecimal digits, or null.</summary>
    internal string? Id { get; private init; }

    /// <summary>The unit of systemd, or null.</summary>
    internal string? Unit { get; private init; }

    /// <summary>The last part of its control group: what containerd's own tool calls a container.</summary>
    internal string? Last { get; private init; }

    /// <summary>True where the group is a user's, who can name groups as they like.</summary>
    internal bool IsUsers { get; private init; }

    internal static ControlGroups Of(int processId) => Parse(ForeignFile.TryRead(string.Create(null, stackalloc char[32], $"/proc/{processId}/cgroup"), Limit) is { } text ? Encoding.UTF8.GetString(text) : "");

    /// <summary>Reads /proc/PID/cgroup: a line for each hierarchy, such as "0::/system.slice/docker-3f2a….scope".</summary>
    internal static ControlGroups Parse(string text)
    {
        var found = new ControlGroups();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split(':', 3);
            if (fields.Length < 3) continue;
            var path = fields[2];
            if (fields[1] is "" or "name=systemd" && UnitName().Match(path) is { Success: true } unit) found = found with { Unit = unit.Groups[1].Value };
            if (path.LastIndexOf('/') is var slash and >= 0 && slash + 1 < path.Length) found = found with { Last = path[(slash + 1)..] };
            if (found.Kind is not null || Container().Match(path) is not { Success: true } container) continue;
            found = found with
            {
                Kind = container.Groups["runtime"].Value switch
                {
                    "libpod-" => NamespaceOwnerKind.Podman,
                    "docker-" or "docker/" => NamespaceOwnerKind.Docker,
                    "cri-containerd-" => NamespaceOwnerKind.Containerd,
                    _ => null,
                },
                Id = container.Groups["id"].Value,
                IsUsers = path.StartsWith(UserSlice, StringComparison.Ordinal),
            };
        }
        return found;
    }

    // The innermost one counts, where there is one inside another.
    [GeneratedRegex("(?<=[/:])(?<runtime>libpod-|docker[-/]|cri-containerd-)?(?<id>[0-9a-f]{64})(?=[./]|$)", RegexOptions.RightToLeft)]
    private static partial Regex Container();

    [GeneratedRegex("/([^/]+\\.(?:service|scope))(?=/|$)", RegexOptions.RightToLeft)]
    private static partial Regex UnitName();
}
