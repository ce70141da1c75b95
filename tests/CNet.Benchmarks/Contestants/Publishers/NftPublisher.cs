using System.Globalization;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Contestants.Publishers;

/// <summary>The program nft, started for each port: one element of one map, and nobody behind the ports.</summary>
internal sealed class NftPublisher : IPublisher
{
    internal const string Program = "nft", Package = "nftables";
    private readonly PrivateShell _shell = new();

    internal NftPublisher() => _shell.Run($"{Program} 'add table inet floor; add map inet floor ports {{ type inet_proto . inet_service : ipv4_addr . inet_service; }}'");

    public string Name => "nft";

    public int Fill(int first, int count)
    {
        var file = _shell.PathOf("/run/elements");
        File.WriteAllText(file, $"add element inet floor ports {{ {string.Join(", ", Enumerable.Range(first, count).Select(Element))} }}\n");
        _shell.Run($"{Program} -f /run/elements");
        return count;
    }

    public Sample Publish(int port) => _shell.Run($"{Program} 'add element inet floor ports {{ {Element(port)} }}'");

    public Sample Unpublish(int port) => _shell.Run($"{Program} 'delete element inet floor ports {{ {Key(port)} }}'");

    public Way? WayOf(int port) => null;

    public void Dispose() => _shell.Dispose();

    private static string Key(int port) => string.Create(CultureInfo.InvariantCulture, $"tcp . {Published.HostPort(port)}");

    private static string Element(int port) => string.Create(CultureInfo.InvariantCulture, $"{Key(port)} : {Numbered.Address(0)} . {Published.ContainerPort}");
}
