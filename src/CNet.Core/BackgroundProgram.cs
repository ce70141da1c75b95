using System.Diagnostics;
using CNet.Linux;
using static CNet.Linux.Interop.Constants;

namespace CNet;

/// <summary>A program that runs in the background inside a namespace, in a session of its own: it goes on when this process ends.</summary>
public sealed class BackgroundProgram
{
    private const string Nowhere = "/dev/null";
    private readonly Child _child;

    private BackgroundProgram(int id)
    {
        // While it is sure to be there: it may have ended already, and is reaped from the next line on.
        Process = Process.GetProcessById(id);
        _child = new Child(id);
    }

    /// <summary>The process. It knows whether it has ended, but not its exit code.</summary>
    public Process Process { get; }

    /// <summary>The exit code when it has ended; 128 and the signal where one ended it.</summary>
    public Task<int> Exit => _child.Exit;

    internal static BackgroundProgram Start(NetworkNamespace ns, ChildCommand command, ProgramSpec program)
    {
        using var input = Open(program.InputPath ?? Nowhere, O_RDONLY);
        using var output = Open(program.Output);
        using var error = Open(program.Error);
        return new BackgroundProgram(Spawner.Run(ns, command, [input.Number, output.Number, error.Number], SpawnOptions.OwnSession));
    }

    /// <summary>Always to be appended to: several programs may write to one file, and nobody's output is to lie over another's.</summary>
    private static FileDescriptor Open(OutputFile? file) =>
        Open(file?.Path ?? Nowhere, O_WRONLY | O_CREAT | O_APPEND | (file is { Append: false } ? O_TRUNC : 0));

    private static FileDescriptor Open(string path, int flags)
    {
        const uint anybody = 0x1b6;
        try
        {
            return FileDescriptor.Open(path, flags, anybody);
        }
        catch (SystemCallException failure)
        {
            throw new CNetException(CNetError.PathInvalid, $"{failure.Message}.", path, "Name a file of a directory that is there.", failure);
        }
    }
}
