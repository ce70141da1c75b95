using System.Diagnostics;

namespace CNet.Benchmarks.Support;

/// <summary>A child process that reads requests by lines and answers by lines. It ends when its input closes, even where this process is killed.</summary>
internal sealed class PipeServer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Process _process;

    internal PipeServer(string program, string[]? arguments = null, Dictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments ?? []) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in environment ?? []) start.Environment[name] = value;
        _process = Process.Start(start)!;
    }

    /// <summary>Starts one that says when it is ready.</summary>
    internal static PipeServer StartReady(string program, params string[] arguments)
    {
        var server = new PipeServer(program, arguments);
        if (server.Read() is var greeting && greeting == "ready") return server;
        server.Dispose();
        throw new BenchmarkException($"{Path.GetFileName(program)}: {greeting}");
    }

    internal int ProcessId => _process.Id;

    /// <summary>Sends lines.</summary>
    internal void Send(string lines)
    {
        _process.StandardInput.WriteLine(lines);
        _process.StandardInput.Flush();
    }

    /// <summary>Reads the next line.</summary>
    internal string Read() => _process.StandardOutput.ReadLine() ?? throw new BenchmarkException($"'{_process.StartInfo.FileName}' has ended.");

    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already.
        }
        if (!_process.WaitForExit(Patience)) _process.Kill();
        _process.Dispose();
    }
}
