namespace CNet.Agents;

/// <summary>What runs the agent.</summary>
/// <param name="Path">The program.</param>
/// <param name="Arguments">Its arguments, the first one being the name it is called by.</param>
internal sealed record AgentRuntime(string Path, IReadOnlyList<string> Arguments)
{
    /// <summary>Names the agent's file to whatever runs it.</summary>
    internal const string FileVariable = "CNET_AGENT";

    private const string Dotnet = "dotnet", Pwsh = "pwsh", Shared = "shared/Microsoft.NETCore.App", DefaultPath = "/usr/local/bin:/usr/bin:/bin";

    // The file is named by the environment: nothing is spliced into what is run.
    private const string Script = "exit [Reflection.Assembly]::LoadFrom($env:" + FileVariable + ").EntryPoint.Invoke($null, $null)";

    private static readonly string[] UsualPlaces = ["/usr/share/dotnet", "/usr/lib/dotnet", "/usr/lib64/dotnet", "/usr/local/share/dotnet"];

    /// <summary>The .NET runtime where there is one of the version that the agent needs, else pwsh, which has one inside; null where there is neither.</summary>
    /// <param name="file">The agent's file.</param>
    /// <param name="process">The program of the calling process.</param>
    /// <param name="variable">Gives a variable of the environment.</param>
    internal static AgentRuntime? Find(string file, string? process, Func<string, string?> variable)
    {
        if (IsNamed(process, Dotnet)) return ByDotnet(process!, file);
        var path = (variable("PATH") is { Length: > 0 } given ? given : DefaultPath).Split(':', StringSplitOptions.RemoveEmptyEntries);
        foreach (var directory in new[] { variable("DOTNET_ROOT") }.Concat(path).Concat(UsualPlaces))
            if (directory is { Length: > 0 } && System.IO.Path.IsPathRooted(directory) && Existing(directory, Dotnet) is { } dotnet && HasRuntime(dotnet)) return ByDotnet(dotnet, file);
        var pwsh = IsNamed(process, Pwsh) ? process : path.Where(System.IO.Path.IsPathRooted).Select(directory => Existing(directory, Pwsh)).FirstOrDefault(found => found is not null);
        return pwsh is null ? null : ByPwsh(pwsh);
    }

    internal static AgentRuntime ByPwsh(string pwsh) => new(pwsh, [Pwsh, "-NoProfile", "-NonInteractive", "-NoLogo", "-Command", Script]);

    private static AgentRuntime ByDotnet(string dotnet, string file) => new(dotnet, [Dotnet, file]);

    private static bool IsNamed(string? path, string name) => path is not null && System.IO.Path.GetFileName(path) == name;

    private static string? Existing(string directory, string name) => System.IO.Path.Combine(directory, name) is var path && File.Exists(path) ? path : null;

    private static bool HasRuntime(string dotnet)
    {
        var real = File.ResolveLinkTarget(dotnet, returnFinalTarget: true)?.FullName ?? dotnet;
        var shared = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(real)!, Shared);
        return Directory.Exists(shared) && Directory.EnumerateDirectories(shared, $"{Environment.Version.Major}.*").Any();
    }
}
