using System.Diagnostics;
using System.Reflection;

namespace CNet.Benchmarks.Support;

/// <summary>Starts this program again, as a fresh process that does one thing.</summary>
internal static class Children
{
    /// <summary>Starts it; what it is told and what it says goes by its standard streams.</summary>
    internal static Process Start(params IEnumerable<string> arguments)
    {
        var program = Environment.ProcessPath!;
        var all = Path.GetFileNameWithoutExtension(program) == "dotnet" ? arguments.Prepend(Assembly.GetExecutingAssembly().Location) : arguments;
        return Process.Start(new ProcessStartInfo(program, all) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    /// <summary>What it said, when it has ended.</summary>
    internal static string Finish(this Process process)
    {
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? said : throw new BenchmarkException("A process of the benchmark's own has failed.");
    }
}
