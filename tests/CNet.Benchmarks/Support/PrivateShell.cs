using System.Diagnostics;
using System.Globalization;

namespace CNet.Benchmarks.Support;

/// <summary>
/// A shell in network and mount namespaces of its own, with an empty /run, for contestants that are programs: the time of a command is that
/// of the programs it starts, their start included, and not the shell's own. It ends when its input closes, and its namespaces with it.
/// </summary>
internal sealed class PrivateShell : IDisposable
{
    internal const string Packages = "iproute2 util-linux";
    private const string Prepare = "exec 2>&1; trap '' INT; mount -t tmpfs none /run && mkdir /run/netns && ip link set lo up";
    private readonly PipeServer _shell;
    private readonly bool _forks;

    /// <exception cref="System.ComponentModel.Win32Exception">There is no unshare.</exception>
    /// <exception cref="BenchmarkException">There is no ip.</exception>
    internal PrivateShell(params string[] moreNamespaces)
    {
        _shell = new PipeServer("unshare", ["--net", "--mount", "--propagation", "private", .. moreNamespaces, "sh"]);
        _forks = moreNamespaces.Contains("--fork");
        try
        {
            Run(Prepare);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Whether this machine has what it takes.</summary>
    internal static bool IsPossible => Installed.Find("unshare") is not null && Installed.Find("ip") is not null;

    /// <summary>The shell's own network namespace, as a path for others.</summary>
    internal string NetworkPath => $"{Process}/ns/net";

    /// <summary>Where others find a file that the shell sees.</summary>
    internal string PathOf(string file) => $"{Process}/root{file}";

    /// <summary>Runs commands, which must succeed.</summary>
    internal Sample Run(string command)
    {
        var start = Stopwatch.GetTimestamp();
        _shell.Send(command + "\necho done $?");
        var output = new List<string>();
        string line;
        // What does not end its last line is still there before the word.
        while (!(line = _shell.Read()).Contains("done ", StringComparison.Ordinal)) output.Add(line);
        var elapsed = Stopwatch.GetElapsedTime(start);
        return line.EndsWith("done 0", StringComparison.Ordinal)
            ? new Sample(elapsed.TotalMicroseconds)
            : throw new BenchmarkException($"{command}: {string.Join(' ', output)} {line}");
    }

    public void Dispose() => _shell.Dispose();

    /// <summary>The shell in /proc: with a process namespace of its own it is the child of the process that made that.</summary>
    private string Process
    {
        get
        {
            var id = _shell.ProcessId.ToString(CultureInfo.InvariantCulture);
            return $"/proc/{(_forks ? File.ReadAllText($"/proc/{id}/task/{id}/children").Split(' ')[0] : id)}";
        }
    }
}
