using System.Globalization;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Contestants.NameServers;

/// <summary>
/// aardvark-dns, which Podman's networks have: it listens on the bridge, and answers those that its files name. The sandboxes are iproute2's; bridge, server and
/// sandboxes live in network, mount and process namespaces of their own, and end with the first process there.
/// </summary>
internal sealed class AardvarkNameServer : INameServer
{
    internal const string Package = "aardvark-dns";
    private const string Program = "/usr/lib/podman/aardvark-dns", Directory = "/run/aardvark";
    private const int AtOnce = 50;
    private readonly PrivateShell _shell = new("--pid", "--fork", "--mount-proc", "--kill-child");

    internal AardvarkNameServer()
    {
        try
        {
            _shell.Run(Iproute2.MakingLab);
            _shell.Run($"mkdir {Directory} && echo {Numbered.LabGateway} >{Directory}/{Numbered.Lab}");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Name => "aardvark-dns";

    internal static bool IsInstalled => File.Exists(Program);

    public int Fill(int first, int count)
    {
        var some = Math.Min(count, AtOnce);
        for (var sandbox = first; sandbox < first + some; sandbox++) _shell.Run(Iproute2.AttachingNew(sandbox));
        File.AppendAllLines(_shell.PathOf($"{Directory}/{Numbered.Lab}"), Enumerable.Range(first, some).Select(Line));
        // It ends where its files name nobody, and reads them again when it is told to.
        _shell.Run(first == 0 ? $"{Program} --config {Directory} --port 53 run >/run/log 2>&1" : $"kill -HUP $(cat {Directory}/aardvark.pid)");
        return some;
    }

    public Question QuestionFor(int sandbox) => new(_shell.PathOf($"/run/netns/{Numbered.Endpoint(0)}"), Numbered.LabGateway, Numbered.Endpoint(sandbox), Numbered.Address(sandbox));

    public void Dispose() => _shell.Dispose();

    /// <summary>Id, IPv4 addresses, IPv6 addresses, names.</summary>
    private static string Line(int sandbox) => string.Create(CultureInfo.InvariantCulture, $"{sandbox + 1:x64} {Numbered.Address(sandbox)}  {Numbered.Endpoint(sandbox)}");
}
