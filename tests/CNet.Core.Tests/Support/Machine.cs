using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CNet.Tests.Support;

/// <summary>This machine, which no test may change.</summary>
internal static class Machine
{
    /// <summary>Keeps even a test that forgets its Host away from this machine's own state.</summary>
    [ModuleInitializer]
    internal static void KeepAway()
    {
        var directory = new RunDirectory();
        Environment.SetEnvironmentVariable("CNET_STATE", Path.Combine(directory.Path, "state"));
        Environment.SetEnvironmentVariable("CNET_RUN", directory.Run);
        Environment.SetEnvironmentVariable(Hosts.HostVariable, "no-test-works-on-this-machine");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => directory.Dispose();
        if (IsRoot) RunDirectory.Sweep();
    }

    internal static bool IsRoot => Environment.IsPrivilegedProcess;

    /// <summary>Runs a program and returns what it wrote; fails the test where it fails.</summary>
    internal static string Run(string program, params string[] arguments)
    {
        var (exitCode, output, error) = TryRun(program, arguments);
        return exitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} → {exitCode}: {error}{output}");
    }

    internal static (int ExitCode, string Output, string Error) TryRun(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    internal static bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Append("/sbin").Any(directory => File.Exists(Path.Combine(directory, program)));

    /// <summary>What a test must leave as it was: the links, named namespaces and forwarding of this machine.</summary>
    internal static string Snapshot()
    {
        var links = Directory.EnumerateFileSystemEntries("/sys/class/net").Select(Path.GetFileName).Order();
        var namespaces = Directory.Exists("/run/netns") ? Directory.EnumerateFiles("/run/netns").Order() : Enumerable.Empty<string>();
        var forwarding = new[] { "/proc/sys/net/ipv4/ip_forward", "/proc/sys/net/ipv6/conf/all/forwarding" }.Where(File.Exists).Select(File.ReadAllText);
        return string.Join('\n', links.Concat(namespaces).Concat(forwarding));
    }

    /// <summary>The threads of this process that live in another network namespace than its first one.</summary>
    internal static List<string> ForeignThreads()
    {
        var home = File.ResolveLinkTarget("/proc/self/ns/net", false)!.Name;
        var foreign = new List<string>();
        foreach (var task in Directory.EnumerateDirectories("/proc/self/task"))
        {
            try
            {
                if (new FileInfo(Path.Combine(task, "ns/net")).LinkTarget is { } target && Path.GetFileName(target) != home)
                    foreign.Add(File.ReadAllText(Path.Combine(task, "comm")).Trim());
            }
            catch (IOException)
            {
                // The thread has ended meanwhile.
            }
        }
        return foreign;
    }
}
