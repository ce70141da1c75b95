using CNet.Linux;
using CNet.Linux.Interop;

namespace CNet;

/// <summary>A program that runs inside a namespace.</summary>
public sealed class RunningProgram : IDisposable
{
    private readonly ChildProcess _process;

    internal RunningProgram(ChildProcess process) => _process = process;

    /// <summary>The process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Its standard input, where it was asked for.</summary>
    public Stream? StandardInput => _process.StandardInput;

    /// <summary>The exit code when it has ended; 128 and the signal where one ended it.</summary>
    public Task<int> Exit => _process.Exit;

    /// <summary>
    /// Reads the lines it writes until it has ended. What it left running in the background is not waited for.
    /// </summary>
    /// <param name="output">Takes each line of its standard output.</param>
    /// <param name="error">Takes each line of its standard error.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns>The exit code.</returns>
    public int ReadLines(Action<string> output, Action<string> error, CancellationToken cancellation = default)
    {
        var outputLines = new LineDecoder(output);
        var errorLines = new LineDecoder(error);
        _process.Pump(outputLines.Take, errorLines.Take, cancellation);
        outputLines.Flush();
        errorLines.Flush();
        Exit.Wait(cancellation);
        return Exit.Result;
    }

    /// <summary>Reads all it writes until it has ended.</summary>
    /// <returns>The exit code, its standard output and its standard error.</returns>
    public (int ExitCode, string Output, string Error) ReadToEnd(CancellationToken cancellation = default)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        _process.Pump(output.Write, error.Write, cancellation);
        Exit.Wait(cancellation);
        return (Exit.Result, System.Text.Encoding.UTF8.GetString(output.ToArray()), System.Text.Encoding.UTF8.GetString(error.ToArray()));
    }

    /// <summary>Asks it and what it started to end (SIGTERM), or ends them (SIGKILL). No error where it has ended.</summary>
    public void Stop(bool force = false) => _process.Signal(force ? Constants.SIGKILL : Constants.SIGTERM);

    /// <summary>Closes its streams; the program runs on.</summary>
    public void Dispose() => _process.Dispose();
}
