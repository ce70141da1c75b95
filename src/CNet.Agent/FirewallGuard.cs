using System.Runtime.InteropServices;
using System.Text;
using CNet.Firewall;
using CNet.Lifecycle;
using CNet.Linux;
using CNet.Linux.Interop;
using CNet.Netlink;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;
using static CNet.Netlink.Wire.NftablesConstants;

namespace CNet.Agents;

/// <summary>
/// Sees when somebody changes CNet's table behind its back, and writes it anew. What it takes down at once shows at once; of what may be CNet's own
/// changes it looks when they have come to rest.
/// </summary>
internal sealed unsafe class FirewallGuard : IDisposable
{
    // Milliseconds: after a deletion, for the rest of it to come; after anything else; and how long a busy publisher may put that off.
    private const long Soon = 20, Quiet = 250, AtLast = 5000;
    private const int BufferSize = 64 * 1024;

    private readonly Controller _controller;
    private readonly NetlinkSocket _events = NetlinkSocket.OpenHere(NETLINK_NETFILTER);
    private readonly FileDescriptor _stop = new(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    private readonly CancellationTokenSource _cancellation = new();
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);
    private readonly Thread _thread;
    private long _due = long.MaxValue, _latest = long.MaxValue;

    internal FirewallGuard(Controller controller)
    {
        _controller = controller;
        _events.Subscribe((int)NFNLGRP_NFTABLES);
        _thread = new Thread(Run, 256 * 1024) { IsBackground = true, Name = "firewall" };
        _thread.Start();
    }

    public void Dispose()
    {
        _cancellation.Cancel();
        var one = 1UL;
        _ = write(_stop.Number, (byte*)&one, sizeof(ulong));
        _thread.Join();
        _events.Dispose();
        _stop.Dispose();
        _cancellation.Dispose();
    }

    private void Run()
    {
        // Something may have been amiss before.
        _due = Environment.TickCount64;
        var wait = stackalloc PollFd[] { new() { fd = _events.Fd, events = POLLIN }, new() { fd = _stop.Number, events = POLLIN } };
        while (!_cancellation.IsCancellationRequested)
        {
            var due = Math.Min(_due, _latest);
            var timeout = due == long.MaxValue ? -1 : (int)Math.Clamp(due - Environment.TickCount64, 0, AtLast);
            if (poll(wait, 2, timeout) > 0 && wait[0].revents != 0) Receive();
            if (Environment.TickCount64 < Math.Min(_due, _latest) || _cancellation.IsCancellationRequested) continue;
            _due = _latest = long.MaxValue;
            Look();
        }
    }

    private void Receive()
    {
        nint length;
        while (true)
        {
            fixed (byte* buffer = _buffer) length = recvfrom(_events.Fd, buffer, BufferSize, MSG_DONTWAIT, null, null);
            if (length < 0) break;
            foreach (var message in new MessageReader(_buffer.AsSpan(0, (int)length))) Take(message);
        }
        // More came than there was room for: it may have been anything.
        if (Marshal.GetLastPInvokeError() == ENOBUFS) IsDueIn(Soon);
    }

    private void Take(in Message message)
    {
        if (!TableEvents.AreOf(message, Name)) return;
        if (TableEvents.IsDeletion(message)) IsDueIn(Soon);
        else
        {
            var now = Environment.TickCount64;
            if (_latest == long.MaxValue) _latest = now + AtLast;
            if (_due >= now + Soon) _due = now + Quiet;
        }
    }

    private static readonly byte[] Name = Encoding.ASCII.GetBytes(FirewallTable.Name);

    private void IsDueIn(long time) => _due = Math.Min(_due, Environment.TickCount64 + time);

    /// <summary>Looks without keeping anybody from working, and again where that shows something.</summary>
    private void Look()
    {
        try
        {
            if (!_controller.HasCurrentState) return;
            using (var glance = _controller.Begin("look at the firewall", new Preview(), _cancellation.Token))
                if (Differences(glance).Count == 0) return;
            using var operation = _controller.Begin("put the firewall right", _cancellation.Token);
            if (Differences(operation) is not { Count: > 0 } differences) return;
            operation.Firewall.Rewrite(operation.FirewallContents());
            AgentLog.Write($"Somebody has changed the nftables table 'inet {FirewallTable.Name}'; it was written anew: {string.Join("; ", differences.Take(5))}");
        }
        catch (OperationCanceledException)
        {
            // The agent ends.
        }
        catch (CNetException refused)
        {
            AgentLog.Write($"The firewall could not be looked at, or put right: {refused.Message}");
        }
    }

    /// <summary>What is not as it should be; nothing where not all records can be read, since then nobody knows how it should be.</summary>
    private static IReadOnlyList<string> Differences(Operation operation)
    {
        var isWhole = true;
        using var log = OperationLog.Listen(null, _ => isWhole = false);
        var contents = operation.FirewallContents();
        // Its elements are read as they are enumerated.
        var differences = operation.Firewall.Compare(contents);
        return isWhole ? differences : [];
    }
}
