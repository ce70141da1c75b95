using System.Diagnostics;
using System.Globalization;
using CNet.Benchmarks.Contestants.Publishers;

namespace CNet.Benchmarks.Support;

/// <summary>A LAN of one machine beside a Host: the clients (load/load.c) live in a network namespace of their own, with a link into the Host's.</summary>
internal sealed class Traffic : IDisposable
{
    private const string HostAddress = "192.0.2.1", ClientAddress = "192.0.2.2", Link = "lan0";
    private readonly string _program;
    private readonly PipeServer _clients;

    /// <summary>Starts the clients and plugs them in.</summary>
    /// <param name="program">The compiled load.</param>
    /// <param name="host">The Host's network namespace.</param>
    internal Traffic(string program, string host)
        : this(program, ["connect"])
    {
        try
        {
            var id = _clients.ProcessId.ToString(CultureInfo.InvariantCulture);
            Ip(host, $"link add {Link} type veth peer name {Link} netns {id}", $"addr add {HostAddress}/24 dev {Link}", $"link set {Link} up");
            Ip($"/proc/{id}/ns/net", "link set lo up", $"addr add {ClientAddress}/24 dev {Link}", $"link set {Link} up");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private Traffic(string program, string[] arguments)
    {
        _program = program;
        _clients = PipeServer.StartReady(program, arguments);
    }

    /// <summary>Starts clients on the Host itself.</summary>
    /// <param name="program">The compiled load.</param>
    /// <param name="host">The Host's network namespace.</param>
    internal static Traffic OnHost(string program, string host) => new(program, ["connect", host]);

    /// <summary>Starts the server behind the ports; it ends when it is disposed of.</summary>
    internal PipeServer Serve(string sandbox) => PipeServer.StartReady(_program, "serve", sandbox, Published.ContainerPort.ToString(CultureInfo.InvariantCulture));

    /// <summary>Connects to a numbered port of the Host.</summary>
    /// <param name="port">The port.</param>
    /// <param name="duration">How long.</param>
    /// <param name="flight">How many connections at a time.</param>
    /// <param name="address">The address of the Host.</param>
    internal Burst Run(int port, TimeSpan duration, int flight, string address = HostAddress)
    {
        _clients.Send(string.Create(CultureInfo.InvariantCulture, $"{address} {Published.HostPort(port)} {duration.TotalMilliseconds:0} {flight}"));
        return Burst.Parse(_clients.Read(), string.Create(CultureInfo.InvariantCulture, $"port {Published.HostPort(port)}"));
    }

    public void Dispose() => _clients.Dispose();

    private static void Ip(string space, params string[] commands)
    {
        foreach (var command in commands)
        {
            using var process = Process.Start("nsenter", [$"--net={space}", "ip", .. command.Split(' ')]);
            process.WaitForExit();
            if (process.ExitCode != 0) throw new BenchmarkException($"ip {command} has failed.");
        }
    }
}
