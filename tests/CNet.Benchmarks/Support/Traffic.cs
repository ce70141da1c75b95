using System.Diagnostics;
using System.Globalization;
using CNet.Benchmarks.Contestants.Publishers;

namespace CNet.Benchmarks.Support;

/// <summary>Connections of some time.</summary>
/// <param name="PerSecond">How many there were in a second.</param>
/// <param name="Median">What half of them took at most, microseconds.</param>
/// <param name="P99">What 99 of 100 took at most, microseconds.</param>
internal readonly record struct Burst(double PerSecond, double Median, double P99);

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
        _clients = Start(arguments);
    }

    /// <summary>Starts clients on the Host itself.</summary>
    /// <param name="program">The compiled load.</param>
    /// <param name="host">The Host's network namespace.</param>
    internal static Traffic OnHost(string program, string host) => new(program, ["connect", host]);

    /// <summary>Starts the server behind the ports; it ends when it is disposed of.</summary>
    internal PipeServer Serve(string sandbox) => Start("serve", sandbox, Published.ContainerPort.ToString(CultureInfo.InvariantCulture));

    /// <summary>Connects to a numbered port of the Host.</summary>
    /// <param name="port">The port.</param>
    /// <param name="duration">How long.</param>
    /// <param name="flight">How many connections at a time.</param>
    /// <param name="address">The address of the Host.</param>
    internal Burst Run(int port, TimeSpan duration, int flight, string address = HostAddress)
    {
        _clients.Send(string.Create(CultureInfo.InvariantCulture, $"{address} {Published.HostPort(port)} {duration.TotalMilliseconds:0} {flight}"));
        var answer = _clients.Read();
        if (answer.Split(' ') is not ["ok", .. var words]) throw new BenchmarkException($"load: port {Published.HostPort(port)}: {answer}");
        var numbers = words.Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToList();
        return new Burst(numbers[0] * 1e9 / numbers[1], numbers[2] / 1000, numbers[3] / 1000);
    }

    public void Dispose() => _clients.Dispose();

    private PipeServer Start(params string[] arguments)
    {
        var server = new PipeServer(_program, arguments);
        if (server.Read() is var greeting && greeting == "ready") return server;
        server.Dispose();
        throw new BenchmarkException($"load: {greeting}");
    }

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
