using System.Globalization;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

namespace CNet.Benchmarks.Support;

/// <summary>What the numbers were measured on.</summary>
internal static class MachineFacts
{
    internal static IEnumerable<string> All(string stateDirectory)
    {
        yield return $"Linux {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}, {RuntimeInformation.OSArchitecture}";
        yield return $"{CpuModel()}, {Environment.ProcessorCount} cores, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}";
        yield return $"{RuntimeInformation.FrameworkDescription}, CNet.Core {typeof(Controller).Assembly.GetName().Version!.ToString(3)} {(IsReadyToRun(typeof(Controller).Assembly.Location) ? "ReadyToRun" : "JIT")}";
        yield return $"State on {new DriveInfo(stateDirectory).DriveFormat}";
        yield return $"Measured {DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC";
    }

    private static string CpuModel() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "CPU of unknown model";

    /// <summary>True where an assembly carries machine code of its own, which the first call of each method does not wait for.</summary>
    internal static bool IsReadyToRun(string assembly)
    {
        using var file = File.OpenRead(assembly);
        using var reader = new PEReader(file);
        return reader.PEHeaders.CorHeader is { ManagedNativeHeaderDirectory.Size: > 0 };
    }
}
