using System.Net;
using System.Net.Sockets;
using CNet.Linux;

namespace CNet.Tests.Support;

/// <summary>Somebody in a namespace who sends what he is given to every UDP socket there that is connected to a name server, from an address that is not the server's.</summary>
internal sealed class Attacker : IDisposable
{
    private readonly string _namespacePath;
    private readonly Socket _socket;

    internal Attacker(string namespacePath)
    {
        _namespacePath = namespacePath;
        using var space = NetworkNamespace.Open(namespacePath);
        _socket = HostSockets.Bind(space, TransportProtocol.Udp, "127.0.0.66", 53);
    }

    /// <summary>How many datagrams went out.</summary>
    internal int Sent { get; private set; }

    internal void Send(byte[] message)
    {
        foreach (var line in Machine.Run("nsenter", $"--net={_namespacePath}", "cat", "/proc/net/udp").Split('\n').Skip(1))
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var local, var remote, ..] && remote.EndsWith(":0035", StringComparison.Ordinal))
            {
                _socket.SendTo(message, new IPEndPoint(IPAddress.Loopback, Convert.ToInt32(local[(local.IndexOf(':', StringComparison.Ordinal) + 1)..], 16)));
                Sent++;
            }
    }

    public void Dispose() => _socket.Dispose();
}
