using System.Runtime.InteropServices;
using CNet.Linux.Interop;
using CNet.State;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Agents;

/// <summary>
/// The ports that are published, held by sockets, so that no other program takes them, and whoever asks the kernel finds them taken. Belongs to the
/// loop's thread.
/// </summary>
internal sealed unsafe class HeldPorts : IReadable, IDisposable
{
    /// <summary>Descriptors that are kept for everything else, connections above all.</summary>
    private const int Reserve = 256;

    /// <summary>How often what is not held is tried again, in ticks of the loop, even if nothing has changed in CNet.</summary>
    private const int RetryTicks = 3;

    /// <summary>How soon, in milliseconds, it is tried again at first, and then after twice that each time, until the ticks take over: somebody may only ask the kernel whether a port is free.</summary>
    private const long FirstRetry = 5, LastRetry = 640;

    private const int AcceptAtOnce = 64;

    private readonly Dictionary<string, HeldPort> _ports = new(StringComparer.Ordinal);
    private readonly Dictionary<int, ProxiedPort> _proxied = [];
    private readonly HashSet<HeldPort> _incomplete = [];
    private readonly EventLoop _loop;
    private readonly TcpProxy _tcp;
    private readonly UdpProxy _udp;
    private int _spare = OpenSpare(), _ticks;
    private long _retry;

    internal HeldPorts(EventLoop loop, TcpProxy tcp, UdpProxy udp)
    {
        _loop = loop;
        _tcp = tcp;
        _udp = udp;
        loop.Tick += OnTick;
    }

    /// <summary>How many sockets hold ports.</summary>
    internal int Count { get; private set; }

    /// <summary>The ports that are not held, with the errno that says why.</summary>
    internal List<(TransportProtocol Protocol, Ip Address, int Port, int Errno)> NotHeld =>
        [.. _incomplete.SelectMany(ports => ports.Sockets.Select((socket, i) => (ports.Protocol, ports.Address, Port: ports.First + i, Errno: -socket)).Where(port => port.Errno > 0))
            .OrderBy(port => port.Protocol).ThenBy(port => port.Address).ThenBy(port => port.Port)];

    /// <summary>What the records are now: all of them.</summary>
    internal void Replace(IReadOnlyCollection<(string Key, PortRecord Record)> records)
    {
        var keys = records.Select(record => record.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in _ports.Keys.Where(key => !keys.Contains(key)).ToList()) Remove(gone);
        foreach (var (key, record) in records) Put(key, record);
        Retry();
    }

    /// <summary>A record is there, new or changed.</summary>
    internal void Put(string key, PortRecord record)
    {
        if (_ports.TryGetValue(key, out var known))
        {
            if (known.IsLike(record)) return;
            Remove(key);
        }
        if (record.IsDirect) return;
        var ports = new HeldPort(key, record);
        _ports.Add(key, ports);
        if (Hold(ports)) return;
        _incomplete.Add(ports);
        var isPending = _retry is > 0 and <= LastRetry;
        _retry = FirstRetry;
        if (!isPending) _loop.After(_retry, RetrySoon);
    }

    /// <summary>A record is gone.</summary>
    internal void Remove(string key)
    {
        if (!_ports.Remove(key, out var ports)) return;
        _incomplete.Remove(ports);
        foreach (var fd in ports.Sockets.Where(fd => fd > 0))
        {
            if (_proxied.Remove(fd) && ports.Protocol == TransportProtocol.Udp) _udp.Forget(fd);
            _loop.Close(fd);
            Count--;
        }
        // What stood in the way of others may have been this.
        Retry();
    }

    void IReadable.Read(int fd)
    {
        if (!_proxied.TryGetValue(fd, out var port)) return;
        if (port.Ports.Protocol == TransportProtocol.Udp)
        {
            _udp.Receive(fd, port);
            return;
        }
        for (var i = 0; i < AcceptAtOnce; i++)
        {
            var client = accept4(fd, null, null, SOCK_CLOEXEC | SOCK_NONBLOCK);
            if (client >= 0) _tcp.Begin(client, port);
            else if (Marshal.GetLastPInvokeError() is not (EMFILE or ENFILE) || !Refuse(fd)) return;
        }
    }

    public void Dispose()
    {
        foreach (var key in _ports.Keys.ToList()) Remove(key);
        if (_spare >= 0) _ = close(_spare);
    }

    private void OnTick()
    {
        if (++_ticks % RetryTicks == 0) Retry();
    }

    private void RetrySoon()
    {
        Retry();
        _retry = _incomplete.Count == 0 ? 0 : _retry * 2;
        if (_retry is > 0 and <= LastRetry) _loop.After(_retry, RetrySoon);
    }

    private void Retry()
    {
        if (_incomplete.Count > 0) _incomplete.RemoveWhere(Hold);
    }

    /// <summary>Holds those of several ports that are not held; false where not all can be.</summary>
    private bool Hold(HeldPort ports)
    {
        var isWhole = true;
        for (var i = 0; i < ports.Sockets.Length; i++)
        {
            if (ports.Sockets[i] > 0) continue;
            var fd = HoldingSocket.Open(ports.Protocol, ports.Address, ports.First + i);
            if (fd > 0 && fd >= Limit)
            {
                _ = close(fd);
                fd = -EMFILE;
            }
            ports.Sockets[i] = fd;
            if (fd < 0)
            {
                isWhole = false;
                continue;
            }
            Count++;
            if (!ports.IsProxied) continue;
            _proxied.Add(fd, new ProxiedPort(ports, i));
            _loop.Add(fd, this);
        }
        return isWhole;
    }

    /// <summary>From which descriptor on they are kept for connections: the kernel gives the lowest ones first.</summary>
    private static int Limit
    {
        get
        {
            RLimit limit;
            _ = getrlimit(RLIMIT_NOFILE, &limit);
            var all = (int)Math.Min(limit.rlim_cur, int.MaxValue);
            return all - Math.Min(Reserve, all / 4);
        }
    }

    /// <summary>Ends a connection for which there is no descriptor: it would wait at the head of the queue, and the loop would never come to rest.</summary>
    private bool Refuse(int fd)
    {
        if (_spare < 0) return false;
        _ = close(_spare);
        var client = accept4(fd, null, null, SOCK_CLOEXEC);
        if (client >= 0) TcpProxy.Reset(client);
        _spare = OpenSpare();
        return client >= 0;
    }

    private static int OpenSpare() => open("/dev/null", O_RDONLY | O_CLOEXEC, 0);
}
