using System.Text;
using Xunit;

namespace CNet.Tests.Support;

/// <summary>A test with real containers: skipped where the caller is not root, the runtime is missing, or there is no program that runs without libraries.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ContainerFactAttribute : FactAttribute
{
    private const string Program = "busybox";
    private const int HeadSize = 4096;

    public ContainerFactAttribute(params string[] tools) =>
        Skip = KernelRequirement.Missing([.. tools, Program, "unshare", "nsenter", "ip", "tar"]) ?? (IsStatic(Machine.TryRun("sh", "-c", $"command -v {Program}").Output.Trim()) ? null : "needs busybox-static");

    /// <summary>A program that needs libraries names its loader at the beginning.</summary>
    private static bool IsStatic(string file)
    {
        if (!File.Exists(file)) return false;
        var head = new byte[HeadSize];
        using var stream = File.OpenRead(file);
        return !Encoding.Latin1.GetString(head, 0, stream.Read(head)).Contains("/ld-", StringComparison.Ordinal);
    }
}
