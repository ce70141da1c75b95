using System.Runtime.InteropServices;
using CNet.Discovery;
using CNet.Linux.Interop;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Agents.Names;

/// <summary>Room for several questions and their answers, so that a busy socket takes two system calls for many of them.</summary>
internal sealed unsafe class DatagramBatch : IDisposable
{
    /// <summary>As many as one sandbox has its turn with; others wait no longer than for these.</summary>
    internal const int Size = 32;

    private const int MaxDatagram = DnsAnswer.MaxUdpQuestion;
    private readonly byte* _memory = (byte*)NativeMemory.Alloc(2 * Size * MaxDatagram);
    private readonly Slot* _slots = (Slot*)NativeMemory.AllocZeroed(2 * Size, (nuint)sizeof(Slot));
    private readonly ManyMessages* _headers = (ManyMessages*)NativeMemory.AllocZeroed(2 * Size, (nuint)sizeof(ManyMessages));
    private int _answers;

    internal DatagramBatch()
    {
        for (var i = 0; i < 2 * Size; i++)
        {
            _slots[i].Data = new IoVector { iov_base = _memory + i * MaxDatagram, iov_len = MaxDatagram };
            _headers[i].msg_hdr = new MessageHeader { msg_name = &_slots[i].Client, msg_iov = &_slots[i].Data, msg_iovlen = 1 };
        }
    }

    /// <summary>Room for the next answer.</summary>
    internal Span<byte> Answer => new(_memory + (Size + _answers) * MaxDatagram, MaxDatagram);

    /// <summary>Takes what there is; how many questions.</summary>
    internal int Receive(int fd)
    {
        for (var i = 0; i < Size; i++) _headers[i].msg_hdr.msg_namelen = (uint)sizeof(SockAddrIn);
        _answers = 0;
        return recvmmsg(fd, _headers, Size, MSG_DONTWAIT, null);
    }

    /// <summary>A question; empty where it was longer than questions are.</summary>
    internal ReadOnlySpan<byte> Question(int index) => (_headers[index].msg_hdr.msg_flags & MSG_TRUNC) != 0 ? default : new(_memory + index * MaxDatagram, (int)_headers[index].msg_len);

    /// <summary>Who asked.</summary>
    internal SockAddrIn Client(int index) => _slots[index].Client;

    /// <summary>Has <see cref="Answer"/> sent to whoever asked a question.</summary>
    internal void Reply(int index, int length)
    {
        var slot = Size + _answers++;
        _slots[slot].Client = _slots[index].Client;
        _slots[slot].Data.iov_len = (nuint)length;
        _headers[slot].msg_hdr.msg_namelen = (uint)sizeof(SockAddrIn);
    }

    /// <summary>Sends the answers. What does not fit into the socket is lost, as on any wire.</summary>
    internal void Send(int fd)
    {
        for (var sent = 0; sent < _answers;)
        {
            var count = sendmmsg(fd, _headers + Size + sent, (uint)(_answers - sent), MSG_DONTWAIT | MSG_NOSIGNAL);
            // One that cannot be sent keeps the others from nothing.
            sent += count > 0 ? count : 1;
        }
    }

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        NativeMemory.Free(_slots);
        NativeMemory.Free(_headers);
    }

    private struct Slot
    {
        internal SockAddrIn Client;
        internal IoVector Data;
    }
}
