using System.Net;
using System.Net.Sockets;
using CNet.Linux;
using CNet.Linux.Interop;

namespace CNet.Tests.Support;

/// <summary>A ping without a program, so that many can be under way at once.</summary>
internal static class Echo
{
    private const byte Request4 = 8, Reply4 = 0, Request6 = 128, Reply6 = 129;
    private const int HeaderLength = 8;
    private static int _last;

    /// <summary>True where an address answers before it is given up.</summary>
    internal static async Task<bool> AskAsync(string namespacePath, IPAddress address, CancellationToken patience)
    {
        var isIPv6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        using var socket = Open(namespacePath, isIPv6);
        var id = (ushort)Interlocked.Increment(ref _last);
        var request = new byte[HeaderLength];
        request[0] = isIPv6 ? Request6 : Request4;
        (request[4], request[5]) = ((byte)(id >> 8), (byte)id);
        if (!isIPv6) Seal(request);
        try
        {
            // Only what comes from there arrives then.
            await socket.ConnectAsync(new IPEndPoint(address, 0), patience).ConfigureAwait(false);
            socket.Send(request);
            var buffer = new byte[256];
            while (true)
            {
                var length = await socket.ReceiveAsync(buffer.AsMemory(), patience).ConfigureAwait(false);
                // IPv4's raw sockets show the header, too.
                var start = isIPv6 ? 0 : (buffer[0] & 15) * 4;
                if (length >= start + HeaderLength && buffer[start] == (isIPv6 ? Reply6 : Reply4) && buffer[start + 4] == request[4] && buffer[start + 5] == request[5]) return true;
            }
        }
        catch (Exception refused) when (refused is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    private static Socket Open(string namespacePath, bool isIPv6)
    {
        using var space = NetworkNamespace.Open(namespacePath);
        using var fd = space.OpenSocket(isIPv6 ? Constants.AF_INET6 : Constants.AF_INET, Constants.SOCK_RAW, (int)(isIPv6 ? ProtocolType.IcmpV6 : ProtocolType.Icmp));
        return new Socket(new SafeSocketHandle(fd.Release(), ownsHandle: true));
    }

    private static void Seal(byte[] message)
    {
        var sum = 0;
        for (var i = 0; i < message.Length; i += 2) sum += message[i] << 8 | message[i + 1];
        sum = ~((sum & 0xffff) + (sum >> 16));
        (message[2], message[3]) = ((byte)(sum >> 8), (byte)sum);
    }
}
