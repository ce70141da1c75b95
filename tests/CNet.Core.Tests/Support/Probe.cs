using System.Diagnostics;

namespace CNet.Tests.Support;

/// <summary>A process of its own, with verbs for the tests (tests/CNet.Probe): one that starts cold, that shares a state with others, or that can be killed.</summary>
internal sealed class Probe : IDisposable
{
    private readonly Process _process;

    private Probe(ProcessStartInfo start) => _process = Process.Start(start)!;

    /// <summary>How it is started: by the very runtime that runs the tests ("dotnet" need not be in PATH), from where it lies beside them.</summary>
    internal static string[] Command { get; } =
    [
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet",
        Path.Combine(AppContext.BaseDirectory, "probe", "CNet.Probe.dll"),
    ];

    internal int ProcessId => _process.Id;

    internal bool HasExited => _process.HasExited;

    /// <summary>Starts a verb, whose streams the caller reads.</summary>
    internal static Probe Start(params string[] arguments) => new(Prepare(arguments));

    /// <summary>Runs a verb to its end.</summary>
    internal static (int ExitCode, string Output, string Error) Run(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = Prepare(arguments);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var probe = new Probe(start);
        return probe.Finish();
    }

    internal string? ReadLine() => _process.StandardOutput.ReadLine();

    internal void WriteLine(string text = "") => _process.StandardInput.WriteLine(text);

    /// <summary>Ends the process as the kernel does it where memory runs out: SIGKILL.</summary>
    internal void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Closes its input, and returns how it ended and what it wrote.</summary>
    internal (int ExitCode, string Output, string Error) Finish()
    {
        _process.StandardInput.Close();
        var error = _process.StandardError.ReadToEndAsync();
        var output = _process.StandardOutput.ReadToEnd();
        _process.WaitForExit();
        return (_process.ExitCode, output.Trim(), error.GetAwaiter().GetResult().Trim());
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }

    private static ProcessStartInfo Prepare(string[] arguments) =>
        new(Command[0], [Command[1], .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
}
