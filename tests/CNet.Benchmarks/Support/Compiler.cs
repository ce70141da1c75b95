using System.Diagnostics;

namespace CNet.Benchmarks.Support;

/// <summary>Compiles the parts that are written in C.</summary>
internal static class Compiler
{
    internal const string Packages = "gcc libc6-dev";

    /// <summary>The program that a part of a name becomes; null where there is no compiler.</summary>
    internal static string? TryCompile(string name, string directory)
    {
        var source = Path.Combine(AppContext.BaseDirectory, name, name + ".c");
        var program = Path.Combine(directory, name);
        try
        {
            using var compiler = Process.Start("gcc", ["-O2", "-pthread", "-o", program, source]);
            compiler.WaitForExit();
            return compiler.ExitCode == 0 ? program : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
