using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using CNet.Discovery;
using CNet.Linux;

namespace CNet.Tests.Support;

/// <summary>A name server of a test, inside a namespace, that answers as the test says.</summary>
internal sealed class FakeNameServer : IDisposable
{
    private readonly Socket _udp, _tcp;
    private readonly Func<Question, IEnumerable<byte[]>> _answer;
    private readonly Thread[] _threads;

    /// <param name="space">The namespace.</param>
    /// <param name="address">Where it listens.</param>
    /// <param name="answer">The messages that answer a question: none for silence.</param>
    internal FakeNameServer(NetworkNamespace space, string address, Func<Question, IEnumerable<byte[]>> answer)
    {
        _answer = answer;
        _udp = HostSockets.Bind(space, TransportProtocol.Udp, address, DnsWire.Port);
        _tcp = HostSockets.Bind(space, TransportProtocol.Tcp, address, DnsWire.Port);
        _threads = [new Thread(() => Until(ServeUdp)), new Thread(() => Until(ServeTcp))];
        foreach (var thread in _threads) thread.Start();
    }

    /// <summary>What it was asked, as "db A", in this order; by TCP with "+tcp" behind it.</summary>
    internal ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>A reply: the question with other flags, and records behind it as they are on the wire.</summary>
    internal static byte[] Reply(Question question, DnsResponseCode code = DnsResponseCode.NoError, bool truncated = false, params byte[][] records)
    {
        byte[] reply = [.. question.Message, .. records.SelectMany(record => record)];
        BinaryPrimitives.WriteUInt16BigEndian(reply.AsSpan(DnsWire.FlagsOffset), (ushort)(DnsWire.Response | DnsWire.RecursionAvailable | (truncated ? DnsWire.Truncated : 0) | (int)code));
        BinaryPrimitives.WriteUInt16BigEndian(reply.AsSpan(DnsWire.AnswersOffset), (ushort)records.Length);
        return reply;
    }

    /// <summary>A record of the question's own name, on the wire.</summary>
    internal static byte[] Record(DnsRecordType type, params byte[] data) =>
        [0xc0, DnsWire.HeaderSize, (byte)((int)type >> 8), (byte)type, 0, 1, 0, 0, 0, 60, (byte)(data.Length >> 8), (byte)data.Length, .. data];

    /// <summary>An address of the question's own name.</summary>
    internal static byte[] Address(string address) => Record(address.Contains(':', StringComparison.Ordinal) ? DnsRecordType.AAAA : DnsRecordType.A, IPAddress.Parse(address).GetAddressBytes());

    public void Dispose()
    {
        _udp.Dispose();
        _tcp.Dispose();
        foreach (var thread in _threads) thread.Join();
    }

    private static void Until(Action serve)
    {
        try
        {
            while (true) serve();
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private void ServeUdp()
    {
        var buffer = new byte[DnsWire.MaxMessage];
        EndPoint client = new IPEndPoint(_udp.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        var length = _udp.ReceiveFrom(buffer, ref client);
        foreach (var answer in Answer(buffer[..length], isTcp: false)) _udp.SendTo(answer, client);
    }

    private void ServeTcp()
    {
        using var client = _tcp.Accept();
        using var stream = new NetworkStream(client);
        var length = new byte[sizeof(ushort)];
        if (stream.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) < length.Length) return;
        var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        stream.ReadExactly(message);
        foreach (var answer in Answer(message, isTcp: true)) stream.Write([(byte)(answer.Length >> 8), (byte)answer.Length, .. answer]);
    }

    private IEnumerable<byte[]> Answer(byte[] message, bool isTcp)
    {
        if (!DnsQuestion.TryRead(message, new byte[DnsWire.MaxName], out var asked, out _)) return [];
        var question = new Question(message, DnsName.Format(asked.Name), asked.Type, isTcp);
        Asked.Enqueue(question.ToString());
        return _answer(question);
    }

    /// <summary>A question.</summary>
    internal sealed record Question(byte[] Message, string Name, DnsRecordType Type, bool IsTcp)
    {
        public override string ToString() => $"{Name} {Type}{(IsTcp ? "+tcp" : "")}";
    }
}
