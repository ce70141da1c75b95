using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CNet.Linux;

namespace CNet.Tests.Support;

/// <summary>A question that a <see cref="StubNameServer"/> was asked.</summary>
internal sealed record StubQuestion(byte[] Message, string Name, int Type, bool IsTcp)
{
    private const int NameOffset = 12;

    /// <summary>Reads a question as it came: what is no text is no name, and yet one.</summary>
    internal static StubQuestion Read(byte[] message, bool isTcp)
    {
        var labels = new List<string>();
        var at = NameOffset;
        for (; message[at] != 0; at += message[at] + 1) labels.Add(Encoding.UTF8.GetString(message, at + 1, message[at]));
        return new StubQuestion(message, string.Join('.', labels), message[at + 1] << 8 | message[at + 2], isTcp) { End = at + 5 };
    }

    /// <summary>Where the question ends in the message.</summary>
    internal int End { get; private init; }
}

/// <summary>A name server in a namespace that answers as a test wants it to: well, badly, late, or never.</summary>
internal sealed class StubNameServer : IDisposable
{
    private const int NameOffset = 12;
    private readonly Func<StubQuestion, IEnumerable<byte[]>> _answer;
    private readonly Socket _udp, _tcp;

    /// <summary>Begins to answer.</summary>
    /// <param name="namespacePath">Where.</param>
    /// <param name="address">Its address.</param>
    /// <param name="answer">What comes back for a question: nothing, or one message, or several.</param>
    internal StubNameServer(string namespacePath, string address, Func<StubQuestion, IEnumerable<byte[]>> answer)
    {
        _answer = answer;
        using var space = NetworkNamespace.Open(namespacePath);
        _udp = HostSockets.Bind(space, TransportProtocol.Udp, address, 53);
        _tcp = HostSockets.Bind(space, TransportProtocol.Tcp, address, 53);
        new Thread(ServeUdp) { IsBackground = true, Name = "stub name server" }.Start();
        new Thread(ServeTcp) { IsBackground = true, Name = "stub name server" }.Start();
    }

    /// <summary>What it was asked.</summary>
    internal ConcurrentQueue<StubQuestion> Questions { get; } = new();

    /// <summary>An answer with a code, and addresses.</summary>
    internal static byte[] Reply(StubQuestion question, int code, params string[] addresses)
    {
        var reply = new List<byte>(question.Message[..question.End]) { [2] = 0x81, [3] = (byte)(0x80 | code), [6] = (byte)(addresses.Length >> 8), [7] = (byte)addresses.Length, [10] = 0, [11] = 0 };
        foreach (var address in addresses)
        {
            var bytes = IPAddress.Parse(address).GetAddressBytes();
            reply.AddRange([0xc0, NameOffset, 0, (byte)(bytes.Length == 4 ? NameClient.A : NameClient.Aaaa), 0, 1, 0, 0, 0, 60, 0, (byte)bytes.Length, .. bytes]);
        }
        return [.. reply];
    }

    public void Dispose()
    {
        _udp.Dispose();
        _tcp.Dispose();
    }

    private void ServeUdp()
    {
        var buffer = new byte[65536];
        EndPoint client = new IPEndPoint(_udp.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        try
        {
            while (true)
            {
                var length = _udp.ReceiveFrom(buffer, ref client);
                foreach (var reply in Answer(buffer[..length], isTcp: false)) _udp.SendTo(reply, client);
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private void ServeTcp()
    {
        try
        {
            while (true)
            {
                using var client = _tcp.Accept();
                foreach (var reply in Answer(NameClient.Receive(client, byTcp: true), isTcp: true)) client.Send(NameClient.Framed(reply));
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private IEnumerable<byte[]> Answer(byte[] message, bool isTcp)
    {
        var question = StubQuestion.Read(message, isTcp);
        Questions.Enqueue(question);
        return _answer(question);
    }
}
