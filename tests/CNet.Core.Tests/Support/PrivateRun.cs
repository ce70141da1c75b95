using System.Diagnostics;
using System.Globalization;

namespace CNet.Tests.Support;

/// <summary>A place where /run is empty and nobody else's, the network too, and /etc is a copy: namespaces can be given names there without this machine's knowing.</summary>
internal sealed class PrivateRun : IDisposable
{
    private readonly Process _holder;

    internal PrivateRun()
    {
        _holder = Start("unshare", "--mount", "--net", "--propagation", "private", "sh", "-c", "mount -t tmpfs tmpfs /run && cp -a /etc /run/etc && mount --bind /run/etc /etc && echo ready && exec cat");
        if (_holder.StandardOutput.ReadLine() == "ready") return;
        Dispose();
        throw new InvalidOperationException("No private /run.");
    }

    /// <summary>What is mounted there, a line for each.</summary>
    internal string[] Mounts => File.ReadAllLines($"/proc/{_holder.Id}/mountinfo");

    /// <summary>Runs a tool there, and returns the lines it wrote.</summary>
    internal string[] Run(params string[] command) => Lines(Machine.Run("nsenter", [.. Enter, .. command]));

    /// <summary>Has CNet do there what "ip netns" does, and returns the lines it wrote.</summary>
    internal string[] CNet(params string[] arguments) => Run([.. Probe.Command, "namespaces", .. arguments]);

    /// <summary>Has CNet work with sandboxes there, with a state that is there, too.</summary>
    internal string[] Files(params string[] arguments) => Run(["env", "CNET_STATE=/run/state", "CNET_RUN=/run/cnet", .. Probe.Command, "files", .. arguments]);

    /// <summary>The same where CNet refuses: the error's code.</summary>
    internal string Refused(params string[] arguments)
    {
        var (exitCode, output, error) = Machine.TryRun("nsenter", [.. Enter, .. Probe.Command, "namespaces", .. arguments]);
        return exitCode == 1 && error.Length == 0 ? output.Trim() : throw new InvalidOperationException($"{exitCode}: {output}{error}");
    }

    /// <summary>Starts a process there that lives until it is disposed of.</summary>
    internal Resident Settle(params string[] command) => new(Start("nsenter", [.. Enter, .. command, "sh", "-c", "echo ready && exec cat"]));

    public void Dispose() => End(_holder);

    private string[] Enter => ["--mount", "--net", "--target", _holder.Id.ToString(CultureInfo.InvariantCulture)];

    private static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    private static void End(Process process)
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>A process that only lives.</summary>
    internal sealed class Resident : IDisposable
    {
        private readonly Process _process;

        internal Resident(Process process)
        {
            _process = process;
            if (process.StandardOutput.ReadLine() != "ready") throw new InvalidOperationException("The process did not start.");
        }

        /// <summary>Its pid, as text.</summary>
        internal string Id => _process.Id.ToString(CultureInfo.InvariantCulture);

        public void Dispose() => End(_process);
    }
}
