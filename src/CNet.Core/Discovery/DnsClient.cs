using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using CNet.Linux;
using static CNet.Linux.Interop.Constants;

namespace CNet.Discovery;

/// <summary>What came of a question.</summary>
/// <param name="Server">Who was asked last.</param>
/// <param name="Id">The id that the question had.</param>
/// <param name="Message">The answer, of which not even the code need be a good one; null where there was none.</param>
/// <param name="Failure">Why there was none.</param>
internal sealed record DnsExchange(ExternalServer Server, ushort Id, DnsMessage? Message, string? Failure = null)
{
    /// <summary>True where the server has said nothing, or nothing that could be read.</summary>
    internal bool IsSilent => Message is null && Failure is null;

    /// <summary>True where the server says what there is, or that there is nothing.</summary>
    internal bool IsAnswer => Message?.Code is DnsResponseCode.NoError or DnsResponseCode.NameError;
}

/// <summary>Asks name servers as resolvers do: one after the other until one knows, by UDP, and by TCP where the answer does not fit.</summary>
/// <param name="space">From where they are asked.</param>
/// <param name="servers">The servers: one at least.</param>
/// <param name="patience">How long each has to answer.</param>
/// <param name="attempts">How often those that say nothing are asked.</param>
internal sealed class DnsClient(NetworkNamespace space, IReadOnlyList<ExternalServer> servers, TimeSpan patience, int attempts)
{
    /// <summary>Asks for a name.</summary>
    /// <param name="name">The labels of the name.</param>
    /// <param name="type">What is asked for.</param>
    /// <param name="cancellation">Gives up at once.</param>
    /// <returns>The first answer; where there is none, what says most of why.</returns>
    internal async Task<DnsExchange> AskAsync(byte[] name, DnsRecordType type, CancellationToken cancellation)
    {
        DnsExchange? telling = null;
        IReadOnlyList<ExternalServer> left = servers;
        for (var attempt = 0; attempt < attempts && left.Count > 0; attempt++)
        {
            var silent = new List<ExternalServer>();
            foreach (var server in left)
            {
                var exchange = await AskAsync(server, name, type, cancellation).ConfigureAwait(false);
                if (exchange.IsAnswer) return exchange;
                if (exchange.IsSilent) silent.Add(server);
                // That a server is troubled says more than that another one cannot be reached, or says nothing.
                if (telling is null || telling.Message is null && !exchange.IsSilent) telling = exchange;
            }
            left = silent;
        }
        return telling!;
    }

    private async Task<DnsExchange> AskAsync(ExternalServer server, byte[] name, DnsRecordType type, CancellationToken cancellation)
    {
        // By chance, as the port is that the kernel chooses: nobody else can guess what an answer has to look like.
        var question = DnsQuestion.Of(name, type);
        RandomNumberGenerator.Fill(question.AsSpan(0, sizeof(ushort)));
        var id = System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(question);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            var message = await AskByUdpAsync(server, question, limit.Token).ConfigureAwait(false);
            if (message.IsTruncated) message = await AskByTcpAsync(server, question, limit.Token).ConfigureAwait(false);
            return new DnsExchange(server, id, message, message is null ? "its answer by TCP is none" : null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new DnsExchange(server, id, null);
        }
        catch (Exception unreachable) when (unreachable is SocketException or SystemCallException)
        {
            return new DnsExchange(server, id, null, unreachable.Message);
        }
    }

    private async Task<DnsMessage> AskByUdpAsync(ExternalServer server, byte[] question, CancellationToken limit)
    {
        using var socket = Open(server, SOCK_DGRAM);
        // Connected, it takes nothing from others.
        await socket.ConnectAsync(PlaceOf(server), limit).ConfigureAwait(false);
        await socket.SendAsync(question, limit).ConfigureAwait(false);
        var buffer = new byte[DnsWire.MaxMessage];
        while (true)
        {
            var length = await socket.ReceiveAsync(buffer, limit).ConfigureAwait(false);
            // Whatever is no answer to this question is somebody's attempt to be taken for one.
            if (DnsReply.Answers(buffer.AsSpan(0, length), question) && DnsMessage.TryRead(buffer.AsSpan(0, length), out var message)) return message;
        }
    }

    private async Task<DnsMessage?> AskByTcpAsync(ExternalServer server, byte[] question, CancellationToken limit)
    {
        using var socket = Open(server, SOCK_STREAM);
        await socket.ConnectAsync(PlaceOf(server), limit).ConfigureAwait(false);
        var reply = await DnsTcp.AskAsync(socket, question, limit).ConfigureAwait(false);
        return reply is not null && DnsReply.Answers(reply, question) && DnsMessage.TryRead(reply, out var message) && !message.IsTruncated ? message : null;
    }

    private Socket Open(ExternalServer server, int type)
    {
        using var fd = space.OpenSocket(server.Address.IsIPv6 ? AF_INET6 : AF_INET, type, 0);
        return new Socket(new SafeSocketHandle(fd.Release(), ownsHandle: true));
    }

    private static IPEndPoint PlaceOf(ExternalServer server) => new(IPAddress.Parse(server.Text), DnsWire.Port);
}
