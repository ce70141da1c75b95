using System.Diagnostics;
using System.Text.Json;
using CNet.Tests.Support;

namespace CNet.Tests.Watching;

/// <summary>A test of what a watch tells.</summary>
public abstract class EventTest : HostTest
{
    private protected static readonly EventType[] OfNamespaces = [EventType.Link, EventType.Address, EventType.Route];

    private protected Mirror Watch(EventSpec spec) => new(Controller.Events.Watch(spec), spec.IncludeInitialState);

    /// <summary>What iproute2 shows of the Host's own namespace, for null, or of others.</summary>
    private protected Func<IEnumerable<string>> Truth(params string?[] namespaces) => () => namespaces.SelectMany(ns => Mirror.Truth(ns, arguments => Ip(ns, arguments)));

    /// <summary>Runs commands of ip, as many as there are lines.</summary>
    private protected void Batch(string? ns, IEnumerable<string> commands)
    {
        var start = new ProcessStartInfo("nsenter", [$"--net={(ns is null ? TestHost.NamespacePath : Path.Combine(TestHost.NamespaceDirectory, ns))}", "ip", "-force", "-batch", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        using var ip = Process.Start(start)!;
        var errors = ip.StandardError.ReadToEndAsync();
        foreach (var command in commands) ip.StandardInput.WriteLine(command);
        ip.StandardInput.Close();
        ip.WaitForExit();
        Xunit.Assert.Equal("", errors.Result);
    }

    /// <summary>The threads of this process that belong to watches, and its descriptors.</summary>
    private protected static (int Threads, int Descriptors) Held() =>
        (Directory.GetDirectories("/proc/self/task").Count(thread => Name(thread) == "CNet events"), Directory.GetFiles("/proc/self/fd").Length);

    private static string Name(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "comm")).Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }

    private JsonElement[] Ip(string? ns, string[] arguments) => IpJson(ns, arguments);
}
