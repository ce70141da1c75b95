using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CNet.Benchmarks.Contestants;
using CNet.Benchmarks.Support;
using CNet.Linux;

namespace CNet.Benchmarks.Scenarios;

/// <summary>Is an endpoint ready when its attach returns? Each fresh endpoint does one TCP round trip at once.</summary>
internal sealed class ReadyScenario(CNetApi cnet, Options options, CancellationToken cancellation)
{
    private const int Port = 7, WarmUp = 3, Peer = 1010;
    private const double Limit = 5000;
    private readonly Table _table = new("Ready at return: first TCP round trip of a fresh endpoint, microseconds", "to", "endpoints", "under 5 ms", "median", "p90", "max");

    internal Table Table => _table;

    /// <summary>Measures on the network as it is.</summary>
    internal void Run(int level)
    {
        using (new EchoServer(cnet.Host.NamespacePath!, Port)) Row("the Host, at the gateway", IPAddress.Parse(Numbered.LabGateway), level);
        cnet.AttachNew(Peer);
        var address = cnet.EndpointOf(Peer).IPAddress!;
        using (new EchoServer(cnet.NamespaceOf(Peer), Port)) Row("another sandbox", address, level);
        cnet.DetachWithNamespace(Peer);
    }

    private void Row(string name, IPAddress address, int level)
    {
        var samples = new Samples();
        var inTime = 0;
        for (var i = -WarmUp; i < options.Connections; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            cnet.AttachNew(level);
            var sample = RoundTrip(cnet.NamespaceOf(level), address);
            cnet.DetachWithNamespace(level);
            if (i < 0) continue;
            samples.Add(sample);
            if (sample.Microseconds < Limit) inTime++;
        }
        string Text(double value) => value.ToString("0", CultureInfo.InvariantCulture);
        _table.Add(name, level.ToString("N0", CultureInfo.InvariantCulture), $"{inTime} of {samples.Count}", Text(samples.Median), Text(samples.P90), Text(samples.Maximum));
    }

    private static Sample RoundTrip(string path, IPAddress address)
    {
        var start = Stopwatch.GetTimestamp();
        using var socket = Sockets.Open(path);
        socket.Connect(address, Port);
        socket.Send([1]);
        if (socket.Receive(new byte[1]) != 1) throw new BenchmarkException("The echo server closed the connection.");
        return new Sample(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
    }

    /// <summary>Sockets of a namespace, used from outside of it.</summary>
    private static class Sockets
    {
        private const int AfInet = 2, SockStream = 1;

        internal static Socket Open(string path)
        {
            using var space = NetworkNamespace.Open(path);
            using var descriptor = space.OpenSocket(AfInet, SockStream, 0);
            var socket = new Socket(new SafeSocketHandle(descriptor.Number, ownsHandle: true));
            descriptor.SetHandleAsInvalid();
            return socket;
        }
    }

    /// <summary>Sends back the byte that each connection brings.</summary>
    private sealed class EchoServer : IDisposable
    {
        private readonly Socket _listener;

        internal EchoServer(string path, int port)
        {
            _listener = Sockets.Open(path);
            _listener.Bind(new IPEndPoint(IPAddress.Any, port));
            _listener.Listen();
            new Thread(Serve) { IsBackground = true, Name = "echo" }.Start();
        }

        public void Dispose() => _listener.Dispose();

        private void Serve()
        {
            try
            {
                var buffer = new byte[1];
                while (true)
                {
                    using var connection = _listener.Accept();
                    if (connection.Receive(buffer) == 1) connection.Send(buffer);
                }
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
                // The listener is closed.
            }
        }
    }
}
