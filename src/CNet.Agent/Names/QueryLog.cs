using System.Diagnostics;
using CNet.Discovery;

namespace CNet.Agents.Names;

/// <summary>
/// The last questions and how they were answered, for whoever must find out why a name does not resolve. Belongs to the name server's loop,
/// and makes nothing anew for a question.
/// </summary>
internal sealed class QueryLog
{
    private const int Size = 1024;
    private readonly Entry[] _entries = new Entry[Size];
    private readonly byte[] _names = new byte[Size * DnsWire.MaxName];

    /// <summary>The questions there were.</summary>
    internal long Count { get; private set; }

    /// <summary>Notes a question that was answered.</summary>
    /// <param name="sandbox">Who asked.</param>
    /// <param name="query">What.</param>
    /// <param name="code">How it was answered.</param>
    /// <param name="table">The network that knew it, or null.</param>
    /// <param name="server">Whose answer it was, of those outside, or null.</param>
    /// <param name="begun">When it came, by the clock of <see cref="Stopwatch"/>; 0 for just now.</param>
    internal void Add(ScopeSandbox sandbox, in DnsQuestion query, DnsResponseCode code, NameTable? table, ExternalServer? server, long begun = 0)
    {
        var place = (int)(Count++ % Size);
        query.Name.CopyTo(_names.AsSpan(place * DnsWire.MaxName));
        var now = Stopwatch.GetTimestamp();
        _entries[place] = new Entry
        {
            Sandbox = sandbox,
            Table = table,
            Server = server,
            Time = Environment.TickCount64,
            Ticks = begun == 0 ? 0 : now - begun,
            Id = query.Id,
            Type = query.Type,
            Code = code,
            NameLength = (byte)query.Name.Length,
        };
    }

    /// <summary>The questions of a sandbox, or of all, that came after a number, the oldest first.</summary>
    internal List<AgentQuery> Read(string? sandboxId, long after)
    {
        var found = new List<AgentQuery>();
        var now = (Clock: DateTimeOffset.UtcNow, Ticks: Environment.TickCount64);
        for (var number = Math.Max(after, Count - Size); number < Count; number++)
        {
            var place = (int)(number % Size);
            ref var entry = ref _entries[place];
            if (sandboxId is not null && entry.Sandbox.Id != sandboxId) continue;
            found.Add(new AgentQuery
            {
                Number = number + 1,
                Time = now.Clock - TimeSpan.FromMilliseconds(now.Ticks - entry.Time),
                SandboxId = entry.Sandbox.Id,
                Sandbox = entry.Sandbox.Name,
                Id = entry.Id,
                Name = DnsName.Format(_names.AsSpan(place * DnsWire.MaxName, entry.NameLength)),
                Type = (int)entry.Type,
                Code = (int)entry.Code,
                Network = entry.Table?.Name,
                Server = entry.Server?.ToString(),
                Microseconds = (long)(entry.Ticks * 1e6 / Stopwatch.Frequency),
            });
        }
        return found;
    }

    private struct Entry
    {
        internal ScopeSandbox Sandbox;
        internal NameTable? Table;
        internal ExternalServer? Server;
        internal long Time, Ticks;
        internal ushort Id;
        internal DnsRecordType Type;
        internal DnsResponseCode Code;
        internal byte NameLength;
    }
}
