using System.Globalization;

namespace CNet.Benchmarks.Contestants;

/// <summary>The Hosts of a run: they lie in directories of the benchmark's own and carry the pid, so that what a killed run left is found.</summary>
internal static class BenchmarkHosts
{
    /// <summary>Where the state of the Hosts lies.</summary>
    internal const string Directory = "/run/cnet-benchmarks";

    private const string Prefix = "bench-";
    private static int _count;

    /// <summary>Keeps this process and its children away from this machine's own networks, and removes what a killed run left.</summary>
    internal static void Prepare()
    {
        Environment.SetEnvironmentVariable("CNET_STATE", Path.Combine(Directory, "state"));
        Environment.SetEnvironmentVariable("CNET_RUN", Path.Combine(Directory, "run"));
        Environment.SetEnvironmentVariable(Hosts.HostVariable, "no-benchmark-works-on-this-machine");
        RemoveWhere(pid => !System.IO.Directory.Exists($"/proc/{pid}"));
    }

    /// <summary>Creates a Host whose agent does not start by itself: where it is not what is measured, nothing else is at work.</summary>
    internal static Host Create()
    {
        var host = Hosts.Create(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{++_count}"));
        Controller.Open(host).Settings.Set(agentStart: AgentStart.Manual);
        return host;
    }

    internal static void Remove(Host host) => Hosts.Remove(host, force: true);

    /// <summary>Removes what this run has left, and the directories where no other run uses them.</summary>
    internal static void CleanUp()
    {
        RemoveWhere(pid => pid == Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        if (System.IO.Directory.Exists(Directory) && Hosts.List().Count == 1) System.IO.Directory.Delete(Directory, recursive: true);
    }

    private static void RemoveWhere(Func<string, bool> isOurs)
    {
        foreach (var host in Hosts.List())
            if (host.Name.StartsWith(Prefix, StringComparison.Ordinal) && isOurs(host.Name.Split('-')[1])) Remove(host);
    }
}
