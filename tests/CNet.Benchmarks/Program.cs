using System.Runtime.InteropServices;
using CNet.Benchmarks.Contestants;
using CNet.Benchmarks.Scenarios;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks;

internal static class Program
{
    private const int Refused = 2, Leaked = 3, Cancelled = 130;

    private static int Main(string[] arguments)
    {
        if (arguments is [FirstAttachScenario.ChildArgument, .. var rest])
        {
            FirstAttachScenario.RunChild(rest);
            return 0;
        }
        if (arguments is [WaitScenario.ChildArgument, .. var change])
        {
            WaitScenario.RunChild(change);
            return 0;
        }
        if (!Environment.IsPrivilegedProcess)
        {
            Console.Error.WriteLine("The benchmark works on the kernel and needs root.");
            return Refused;
        }
        using var cancellation = new CancellationTokenSource();
        using var interrupt = Listen(PosixSignal.SIGINT, cancellation);
        using var terminate = Listen(PosixSignal.SIGTERM, cancellation);
        using var hangUp = Listen(PosixSignal.SIGHUP, cancellation);
        var leaks = new LeakCheck();
        var code = Run(arguments, cancellation.Token);
        if (leaks.Find() is not { Count: > 0 } left) return code;
        Console.Error.WriteLine($"Left behind, or come from elsewhere meanwhile: {string.Join(", ", left)}");
        return code == 0 ? Leaked : code;
    }

    private static int Run(string[] arguments, CancellationToken cancellation)
    {
        try
        {
            var options = Options.Parse(arguments);
            BenchmarkHosts.Prepare();
            if (options.Peers)
            {
                using var peers = new PeerBenchmark(options, cancellation);
                Report.Write(options, peers.Run(), arguments);
                return 0;
            }
            if (options.Ports)
            {
                using var ports = new PortBenchmark(options, cancellation);
                Report.Write(options, ports.Run(), arguments);
                return 0;
            }
            if (options.Names)
            {
                using var names = new NameBenchmark(options, cancellation);
                Report.Write(options, names.Run(), arguments);
                return 0;
            }
            using var benchmark = new Benchmark(options, cancellation);
            Report.Write(options, benchmark.Run(), arguments);
            return 0;
        }
        catch (OperationCanceledException)
        {
            return Cancelled;
        }
        catch (Exception refused) when (refused is BenchmarkException or CNetException)
        {
            Console.Error.WriteLine(refused.Message);
            return Refused;
        }
        finally
        {
            BenchmarkHosts.CleanUp();
        }
    }

    /// <summary>A signal ends the run in an orderly way.</summary>
    private static PosixSignalRegistration Listen(PosixSignal signal, CancellationTokenSource cancellation) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        cancellation.Cancel();
    });
}
