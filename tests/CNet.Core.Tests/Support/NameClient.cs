using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CNet.Linux;

namespace CNet.Tests.Support;

/// <summary>An answer of a name server, read without CNet's own code.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Flags">Its flags.</param>
/// <param name="Records">What it answers: addresses, names, "priority weight port target".</param>
/// <param name="Length">Its length.</param>
internal sealed record NameAnswer(int Code, int Flags, IReadOnlyList<string> Records, int Length)
{
    internal const int NoError = 0, FormatError = 1, ServerFailure = 2, NameError = 3, NotImplemented = 4, Refused = 5;

    internal bool IsTruncated => (Flags & 0x0200) != 0;

    public override string ToString() => $"code {Code}: {string.Join(", ", Records)}";
}

/// <summary>A client of name servers, for tests: it asks once, as it is told, and believes what it gets.</summary>
internal static class NameClient
{
    internal const int A = 1, Cname = 5, Ptr = 12, Mx = 15, Txt = 16, Aaaa = 28, Srv = 33, Https = 65;
    private const string Server = "127.0.0.11";

    /// <summary>Asks from inside a namespace; null where nothing is answered in time, or nobody is there.</summary>
    internal static NameAnswer? Ask(string namespacePath, string name, int type = A, bool byTcp = false, int? ednsSize = null, string server = Server, int timeout = 10_000) =>
        Exchange(namespacePath, Question(name, type, ednsSize: ednsSize), byTcp, server, timeout) is { } reply ? Read(reply) : null;

    /// <summary>Sends bytes, and returns those that come back; null where none do.</summary>
    internal static byte[]? Exchange(string namespacePath, byte[] message, bool byTcp = false, string server = Server, int timeout = 10_000)
    {
        try
        {
            using var socket = Open(namespacePath, byTcp, server, timeout);
            socket.Send(byTcp ? Framed(message) : message);
            return Receive(socket, byTcp);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>A socket to a name server.</summary>
    internal static Socket Open(string namespacePath, bool byTcp = false, string server = Server, int timeout = 10_000)
    {
        using var space = NetworkNamespace.Open(namespacePath);
        var address = IPAddress.Parse(server);
        var socket = HostSockets.Open(space, byTcp ? TransportProtocol.Tcp : TransportProtocol.Udp, address.AddressFamily);
        socket.ReceiveTimeout = socket.SendTimeout = timeout;
        socket.Connect(address, 53);
        return socket;
    }

    internal static byte[] Framed(byte[] message) => [(byte)(message.Length >> 8), (byte)message.Length, .. message];

    internal static byte[] Receive(Socket socket, bool byTcp)
    {
        if (!byTcp)
        {
            var datagram = new byte[65536];
            return datagram[..socket.Receive(datagram)];
        }
        var size = Fill(socket, new byte[2]);
        return Fill(socket, new byte[size[0] << 8 | size[1]]);
    }

    /// <summary>A question as a resolver would send it.</summary>
    internal static byte[] Question(string name, int type = A, ushort? id = null, int? ednsSize = null)
    {
        var message = new List<byte>();
        Add(message, id ?? Random.Shared.Next(1, 65536));
        Add(message, 0x0100);
        foreach (var count in new[] { 1, 0, 0, ednsSize is null ? 0 : 1 }) Add(message, count);
        message.AddRange(Name(name));
        Add(message, type);
        Add(message, 1);
        if (ednsSize is not { } size) return [.. message];
        message.Add(0);
        foreach (var part in new[] { 41, size, 0, 0, 0 }) Add(message, part);
        return [.. message];
    }

    internal static byte[] Name(string name)
    {
        var bytes = new List<byte>();
        foreach (var label in name.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            bytes.Add((byte)label.Length);
            bytes.AddRange(Encoding.UTF8.GetBytes(label));
        }
        return [.. bytes, 0];
    }

    internal static NameAnswer Read(byte[] message)
    {
        var at = 12;
        for (var questions = Number(message, 4); questions > 0; questions--)
        {
            Text(message, ref at);
            at += 4;
        }
        var records = new List<string>();
        for (var answers = Number(message, 6); answers > 0; answers--)
        {
            Text(message, ref at);
            var (type, size) = (Number(message, at), Number(message, at + 8));
            at += 10;
            var data = at;
            records.Add(type switch
            {
                A or Aaaa => new IPAddress(message.AsSpan(at, size)).ToString(),
                Ptr or Cname => Text(message, ref data),
                Srv when (data += 6) > 0 => $"{Number(message, at)} {Number(message, at + 2)} {Number(message, at + 4)} {Text(message, ref data)}",
                _ => $"type {type}",
            });
            at += size;
        }
        return new NameAnswer(Number(message, 2) & 0xf, Number(message, 2), records, message.Length);
    }

    private static string Text(byte[] message, ref int at)
    {
        var labels = new List<string>();
        var next = at;
        for (var isElsewhere = false; ;)
        {
            var size = message[next];
            if ((size & 0xc0) == 0xc0)
            {
                if (!isElsewhere) at = next + 2;
                isElsewhere = true;
                next = (size & 0x3f) << 8 | message[next + 1];
                continue;
            }
            if (size == 0)
            {
                if (!isElsewhere) at = next + 1;
                return string.Join('.', labels) + ".";
            }
            labels.Add(Encoding.UTF8.GetString(message, next + 1, size));
            next += size + 1;
        }
    }

    private static byte[] Fill(Socket socket, byte[] buffer)
    {
        for (var filled = 0; filled < buffer.Length;)
        {
            var length = socket.Receive(buffer.AsSpan(filled));
            if (length == 0) throw new SocketException((int)SocketError.ConnectionReset);
            filled += length;
        }
        return buffer;
    }

    private static void Add(List<byte> message, int value) => message.AddRange([(byte)(value >> 8), (byte)value]);

    private static int Number(byte[] message, int at) => BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(at));
}
