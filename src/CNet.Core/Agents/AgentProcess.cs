using System.Globalization;
using System.Text;
using CNet.Linux;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Agents;

/// <summary>The agent of a Host, as a process.</summary>
/// <param name="ProcessId">Its pid.</param>
/// <param name="Started">When it started, in clock ticks since boot.</param>
internal sealed unsafe record AgentProcess(int ProcessId, ulong Started)
{
    private const int MaxText = 64;

    /// <summary>How long one may take to end when it is asked to, before it is made to.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The agent that runs for a Host, or null: it has the lock, and is the process that the lock's file says.</summary>
    internal static AgentProcess? Find(Host host)
    {
        using var file = FileDescriptor.TryOpen(AgentFiles.Lock(host), O_RDONLY, out _);
        return file is not null && AgentFiles.IsLocked(file) && Read(file) is { } process && ProcessTable.StartTimeOf(process.ProcessId) == process.Started ? process : null;
    }

    /// <summary>True where an agent has the lock, or is about to start with it.</summary>
    internal static bool Runs(Host host)
    {
        using var file = FileDescriptor.TryOpen(AgentFiles.Lock(host), O_RDONLY, out _);
        return file is not null && AgentFiles.IsLocked(file);
    }

    /// <summary>Takes the lock of a Host's agent; null where another one has it.</summary>
    internal static FileDescriptor? TryLock(Host host)
    {
        var path = AgentFiles.Lock(host);
        while (true)
        {
            var file = FileDescriptor.Open(path, O_RDWR | O_CREAT, 0x180);
            try
            {
                if (!AgentFiles.TryLock(file)) return null;
                // One that ended in this moment took the file away.
                if (Names(path, file))
                {
                    var taken = file;
                    file = null;
                    return taken;
                }
            }
            finally
            {
                file?.Dispose();
            }
        }
    }

    /// <summary>True where a path is that of an open file.</summary>
    internal static bool Names(string path, FileDescriptor file) =>
        NetworkNamespace.TryInodeOf(path) is { } named && named == NetworkNamespace.TryInodeOf(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.Number}"));

    /// <summary>Says in the lock's file who has it.</summary>
    internal static AgentProcess Announce(FileDescriptor file, int pid)
    {
        var process = new AgentProcess(pid, ProcessTable.StartTimeOf(pid));
        var text = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{process.ProcessId} {process.Started}\n"));
        fixed (byte* bytes = text)
            if (ftruncate(file.Number, 0) < 0 || pwrite(file.Number, bytes, text.Length, 0) != text.Length) throw SystemCallException.Last("write the agent's lock");
        return process;
    }

    /// <summary>Ends the agent of a Host, by force where it does not end by itself; none is no error.</summary>
    /// <returns>False where none ran.</returns>
    internal static bool Stop(Host host, TimeSpan? patience = null)
    {
        if (Find(host) is not { } process) return false;
        process.End(patience ?? Patience);
        return true;
    }

    private void End(TimeSpan patience)
    {
        OperationLog.Command(string.Create(CultureInfo.InvariantCulture, $"kill {ProcessId}"));
        using var handle = ProcessHandle.TryOpen(ProcessId);
        if (handle is null || handle.Started != Started) return;
        handle.Signal(SIGTERM);
        if (handle.Wait(patience)) return;
        handle.Signal(SIGKILL);
        handle.Wait(Patience);
    }

    private static AgentProcess? Read(FileDescriptor file)
    {
        Span<byte> text = stackalloc byte[MaxText];
        fixed (byte* bytes = text)
        {
            var length = (int)pread(file.Number, bytes, MaxText, 0);
            var words = length <= 0 ? [] : Encoding.ASCII.GetString(text[..length]).TrimEnd('\n').Split(' ');
            return words.Length == 2 && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid > 0
                && ulong.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var started) && started > 0 ? new AgentProcess(pid, started) : null;
        }
    }
}
