using System.Buffers.Binary;
using System.Runtime.InteropServices;
using static CNet.Linux.Interop.Constants;
using static CNet.Linux.Interop.LibC;

namespace CNet.Agents.Names;

/// <summary>A client that asks by TCP: questions and answers, each with its length before it. Belongs to the name server's loop.</summary>
internal sealed unsafe class Conversation : IReadable, IAsker
{
    private const int LengthSize = sizeof(ushort), MaxQuestion = 4096, SendBuffer = 256 * 1024;
    private readonly NameServer _server;
    private readonly ServedSandbox _sandbox;
    private readonly byte[] _buffer = new byte[LengthSize + MaxQuestion];
    private readonly int _fd;
    private int _length;
    private bool _isOpen = true;

    internal Conversation(NameServer server, ServedSandbox sandbox, int fd)
    {
        (_server, _sandbox, _fd) = (server, sandbox, fd);
        // The longest answer there is fits: a client that takes none is waited for by nobody.
        var size = SendBuffer;
        _ = setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(int));
        LastUsed = Environment.TickCount64;
        server.Loop.Add(fd, this);
    }

    /// <summary>When something was heard of the client last, or said to it.</summary>
    internal long LastUsed { get; private set; }

    bool IAsker.IsUdp => false;

    void IReadable.Read(int fd)
    {
        nint length;
        fixed (byte* pointer = _buffer) length = recvfrom(fd, pointer + _length, _buffer.Length - _length, MSG_DONTWAIT, null, null);
        if (length < 0 && Marshal.GetLastPInvokeError() is EAGAIN or EINTR) return;
        if (length <= 0)
        {
            End();
            return;
        }
        LastUsed = Environment.TickCount64;
        _length += (int)length;
        while (_isOpen && _length >= LengthSize && BinaryPrimitives.ReadUInt16BigEndian(_buffer) is var size && LengthSize + size is var whole)
        {
            if (size > MaxQuestion) End();
            if (_length < whole || !_isOpen) return;
            if (!_server.Take(_sandbox, _buffer.AsSpan(LengthSize, size), this)) End();
            _buffer.AsSpan(whole, _length - whole).CopyTo(_buffer);
            _length -= whole;
        }
    }

    /// <summary>Answers.</summary>
    public void Reply(ReadOnlySpan<byte> answer)
    {
        if (!_isOpen) return;
        LastUsed = Environment.TickCount64;
        var whole = new byte[LengthSize + answer.Length];
        BinaryPrimitives.WriteUInt16BigEndian(whole, (ushort)answer.Length);
        answer.CopyTo(whole.AsSpan(LengthSize));
        fixed (byte* pointer = whole)
            if (send(_fd, pointer, whole.Length, MSG_DONTWAIT | MSG_NOSIGNAL) < whole.Length) End();
    }

    internal void End()
    {
        if (!_isOpen) return;
        _isOpen = false;
        _server.Loop.Close(_fd);
        _sandbox.Remove(this);
    }
}
