using CNet.Linux.Interop;
using Microsoft.Win32.SafeHandles;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Linux;

/// <summary>Takes what a program wrote.</summary>
internal delegate void OutputHandler(ReadOnlySpan<byte> bytes);

/// <summary>What to start, and how.</summary>
/// <param name="Path">The program's file.</param>
/// <param name="Arguments">Its arguments, the first one being the name it is called by.</param>
/// <param name="Environment">Its environment.</param>
/// <param name="WorkingDirectory">Where it starts; null for the caller's.</param>
/// <param name="HasInput">True where the caller writes to its standard input; else that is empty.</param>
internal sealed record ChildCommand(string Path, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, string? WorkingDirectory, bool HasInput)
{
    /// <summary>What it sees in place of the Host's.</summary>
    internal ChildView View { get; init; } = ChildView.OfHost;
}

/// <summary>What a program sees in place of the Host's.</summary>
/// <param name="Mounts">Files that are mounted over others, where those exist.</param>
/// <param name="Hostname">The host name, with or without a domain; null for the Host's.</param>
internal sealed record ChildView(IReadOnlyList<(string Source, string Target)> Mounts, string? Hostname)
{
    /// <summary>What the Host sees.</summary>
    internal static readonly ChildView OfHost = new([], null);
}

/// <summary>
/// A program running inside a network namespace, in a process group of its own. .NET's Process is not used here: starting one runs managed
/// code on the thread that has entered the namespace, and what the runtime may start from there stays there.
/// </summary>
internal sealed unsafe class ChildProcess : IDisposable
{
    private readonly Child _child;
    private readonly FileDescriptor _output, _error;

    private ChildProcess(int id, Stream? input, FileDescriptor output, FileDescriptor error)
    {
        _child = new Child(id);
        StandardInput = input;
        _output = output;
        _error = error;
    }

    internal int Id => _child.Id;

    internal Stream? StandardInput { get; }

    /// <summary>The exit code when it has ended; 128 and the signal where one ended it.</summary>
    internal Task<int> Exit => _child.Exit;

    /// <summary>Starts a program inside a namespace.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.CommandNotFound"/> where it cannot be started.</exception>
    internal static ChildProcess Start(NetworkNamespace ns, ChildCommand command, SpawnOptions options = SpawnOptions.None)
    {
        Pipe input = default, output = default, error = default;
        try
        {
            input = command.HasInput ? Pipe.Create() : Pipe.Null();
            output = Pipe.Create();
            error = Pipe.Create();
            var pid = Spawner.Run(ns, command, [input.Read, output.Write, error.Write], options);
            var stream = command.HasInput ? new FileStream(new SafeFileHandle(Hand(ref input.Write), ownsHandle: true), FileAccess.Write, bufferSize: 1) : null;
            return new ChildProcess(pid, stream, new FileDescriptor(Hand(ref output.Read)), new FileDescriptor(Hand(ref error.Read)));
        }
        finally
        {
            input.Close();
            output.Close();
            error.Close();
        }
    }

    /// <summary>
    /// Reads what the program writes, until it has ended and both streams are drained. What it left running in the background may keep them
    /// open; that is not waited for.
    /// </summary>
    internal void Pump(OutputHandler output, OutputHandler error, CancellationToken cancellation)
    {
        const int tick = 50, grace = 4;
        var streams = stackalloc PollFd[] { new() { fd = _output.Number, events = POLLIN }, new() { fd = _error.Number, events = POLLIN } };
        var buffer = new byte[32 * 1024];
        for (var quiet = 0; (streams[0].fd >= 0 || streams[1].fd >= 0) && quiet < grace;)
        {
            cancellation.ThrowIfCancellationRequested();
            if (poll(streams, 2, tick) <= 0)
            {
                if (Exit.IsCompleted) quiet++;
                continue;
            }
            quiet = 0;
            for (var i = 0; i < 2; i++)
                if (streams[i].revents != 0 && !Read(streams[i].fd, buffer, i == 0 ? output : error)) streams[i].fd = -1;
        }
    }

    /// <summary>Sends a signal to the program and to what it has started in its process group; no error where it has ended.</summary>
    internal void Signal(int signal) => _child.Signal(signal);

    public void Dispose()
    {
        StandardInput?.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    /// <summary>Hands a descriptor over: whoever gets it closes it.</summary>
    private static int Hand(ref int fd)
    {
        var handed = fd;
        fd = -1;
        return handed;
    }

    private static bool Read(int fd, byte[] buffer, OutputHandler handler)
    {
        nint length;
        fixed (byte* pointer = buffer) length = read(fd, pointer, buffer.Length);
        if (length > 0) handler(buffer.AsSpan(0, (int)length));
        return length > 0;
    }

    /// <summary>The two ends of a pipe, −1 where there is none.</summary>
    private struct Pipe
    {
        internal int Read, Write;

        internal static Pipe Create()
        {
            var ends = stackalloc int[2];
            if (pipe2(ends, O_CLOEXEC) < 0) throw SystemCallException.Last("pipe");
            return new Pipe { Read = ends[0], Write = ends[1] };
        }

        internal static Pipe Null()
        {
            var fd = open("/dev/null", O_RDONLY | O_CLOEXEC, 0);
            return fd >= 0 ? new Pipe { Read = fd, Write = -1 } : throw SystemCallException.Last("open /dev/null");
        }

        /// <summary>Closes what has not been handed over; nothing of a pipe that was never made.</summary>
        internal readonly void Close()
        {
            if (Read > 0) _ = close(Read);
            if (Write > 0) _ = close(Write);
        }
    }
}
