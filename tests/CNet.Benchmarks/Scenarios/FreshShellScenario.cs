using System.Globalization;
using CNet.Benchmarks.Contestants;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Scenarios;

/// <summary>What a pwsh that has just begun waits for: the import of the module, its first network and its first attach.</summary>
internal sealed class FreshShellScenario(Options options, CancellationToken cancellation)
{
    internal Table Run()
    {
        Samples import = new(), network = new(), attach = new();
        for (var i = 0; i < options.FreshProcesses; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var shell = CNetShell.Start();
            import.Add(shell.Import);
            network.Add(shell.CreateNetwork(0));
            shell.MakeLab();
            attach.Add(shell.AttachNew(0));
        }
        var table = new Table("A fresh pwsh: milliseconds", "operation", "median", "p90", "target");
        Row("import of the module", import, "≤ 100");
        Row("first network", network, "");
        Row("first attach, new namespace", attach, "");
        table.Notes.Add(string.Create(CultureInfo.InvariantCulture, $"{options.FreshProcesses} processes; the start of pwsh is not in it. The module is the one in out/CNet as a build leaves it, {(MachineFacts.IsReadyToRun(Path.Combine(Path.GetDirectoryName(CNetShell.Module)!, "CNet.Core.dll")) ? "compiled ahead" : "not compiled ahead")}."));
        return table;

        void Row(string name, Samples samples, string target) => table.Add(name, Text(samples.Median), Text(samples.P90), target);
    }

    private static string Text(double microseconds) => (microseconds / 1000).ToString("0.0", CultureInfo.InvariantCulture);
}
