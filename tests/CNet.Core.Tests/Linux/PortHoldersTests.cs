using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CNet.Linux;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Linux;

/// <summary>Who holds the ports of a Host.</summary>
public sealed class PortHoldersTests : HostTest
{
    private const int Port = 8080;
    private static readonly string OwnName = ProcessTable.NameOf(Environment.ProcessId)!;
    private readonly NetworkNamespace _space;
    private readonly PortHolders _holders;

    public PortHoldersTests()
    {
        _space = NetworkNamespace.Open(TestHost.NamespacePath!);
        _holders = new PortHolders(_space);
        InHost("ip", "link", "set", "lo", "up");
    }

    protected override void CleanUp() => _space.Dispose();

    [KernelTheory("ip")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public void The_process_is_named_with_the_address_it_has(string address)
    {
        foreach (var protocol in new[] { TransportProtocol.Tcp, TransportProtocol.Udp })
        {
            Eventually.Equal("", () => Named(protocol));
            using var holder = Bind(protocol, address);
            using var another = HostSockets.Bind(_space, protocol, address, Port + 1);
            Eventually.Equal($"{Environment.ProcessId} {OwnName} {address} {Port}", () => Named(protocol));
            Eventually.Equal("", () => Named(protocol == TransportProtocol.Tcp ? TransportProtocol.Udp : TransportProtocol.Tcp));
        }
    }

    [KernelFact("ip")]
    public void Only_those_are_named_that_are_in_the_way_of_an_address()
    {
        using var loopback = Bind(TransportProtocol.Tcp, "127.0.0.1");
        using var loopback6 = Bind(TransportProtocol.Tcp, "::1");
        foreach (var (asked, named) in new[] { ("127.0.0.1", "127.0.0.1"), ("127.0.0.2", ""), ("0.0.0.0", "127.0.0.1"), ("::1", "::1"), ("::", "::1") })
            Eventually.Equal(named, () => Addresses(Address(asked)));
        loopback.Dispose();
        loopback6.Dispose();
        using var all = Bind(TransportProtocol.Tcp, "all");
        foreach (var asked in new[] { "127.0.0.1", "0.0.0.0", "::1", "::" }) Eventually.Equal("::", () => Addresses(Address(asked)));
    }

    [KernelFact("ip", "nsenter", "perl")]
    public void All_processes_that_have_a_socket_are_named()
    {
        // The child has the listener of its parent, and both wait for the end of their input.
        const string script = "$s = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 8080, Listen => 1) or die $!; $c = fork; if ($c) { $| = 1; print \"$$ $c\\n\"; } <STDIN>; waitpid $c, 0 if $c";
        using var perl = Process.Start(new ProcessStartInfo("nsenter", [$"--net={TestHost.NamespacePath}", "perl", "-MIO::Socket::INET", "-e", script]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        try
        {
            var processes = perl.StandardOutput.ReadLine()!.Split(' ').Select(id => int.Parse(id, CultureInfo.InvariantCulture)).Order();
            Assert.Equal(string.Join(", ", processes.Select(id => $"{id} perl 127.0.0.1 {Port}")), Named(TransportProtocol.Tcp));
        }
        finally
        {
            perl.StandardInput.Close();
            perl.WaitForExit();
        }
        Assert.Empty(_holders.Of(TransportProtocol.Tcp, null, Port));
    }

    [KernelFact("ip")]
    public void A_connection_holds_its_port_when_nobody_listens_any_more_and_comes_after_who_does()
    {
        var listener = Bind(TransportProtocol.Tcp, "0.0.0.0");
        using var client = HostSockets.Open(_space, TransportProtocol.Tcp, AddressFamily.InterNetwork);
        client.Connect(new IPEndPoint(IPAddress.Loopback, Port));
        // Nobody has accepted it yet.
        Eventually.Equal("0.0.0.0", () => Addresses(null));
        using var accepted = listener.Accept();
        Eventually.Equal("0.0.0.0 127.0.0.1", () => Addresses(null));
        listener.Dispose();
        Eventually.Equal("127.0.0.1", () => Addresses(null));
        using var probe = new PortProbe(_space);
        Assert.Equal(PortProbeResult.Taken, probe.TryAll(TransportProtocol.Tcp, Port));
    }

    [KernelFact("ip")]
    public void A_port_that_no_process_has_is_taken_by_somebody_unknown()
    {
        using var listener = Bind(TransportProtocol.Tcp, "127.0.0.1");
        using var client = HostSockets.Open(_space, TransportProtocol.Tcp, AddressFamily.InterNetwork);
        client.Connect(new IPEndPoint(IPAddress.Loopback, Port));
        var accepted = listener.Accept();
        listener.Dispose();
        // It waits for the other side to end, which does not.
        accepted.Dispose();
        Eventually.Equal($"0  127.0.0.1 {Port}", () => Named(TransportProtocol.Tcp));
    }

    [KernelFact("ip")]
    public void A_port_that_is_only_kept_from_being_used_again_too_soon_has_no_holder()
    {
        using var listener = Bind(TransportProtocol.Tcp, "127.0.0.1");
        using var client = HostSockets.Open(_space, TransportProtocol.Tcp, AddressFamily.InterNetwork);
        client.Connect(new IPEndPoint(IPAddress.Loopback, Port));
        // The side that ends first is the one whose port waits, when the other has ended too.
        using (var accepted = listener.Accept()) accepted.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, client.Receive(new byte[1]));
        client.Dispose();
        listener.Dispose();
        Eventually.Equal("", () => Named(TransportProtocol.Tcp));
        using var probe = new PortProbe(_space);
        Assert.Equal(PortProbeResult.Taken, probe.TryAll(TransportProtocol.Tcp, Port));
    }

    [KernelTheory("ip", "ss")]
    [InlineData(TransportProtocol.Tcp, "-t")]
    [InlineData(TransportProtocol.Udp, "-u")]
    public void The_list_is_that_of_ss(TransportProtocol protocol, string option)
    {
        var sockets = new List<Socket>();
        for (var port = 1; port <= 2000; port++) sockets.Add(HostSockets.Bind(_space, protocol, port % 3 == 0 ? "::1" : "127.0.0.1", port));
        var listed = _holders.List(protocol);
        var lines = InHost("ss", "-Hane", option).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var expected = lines.Select(words => $"{words[3].Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)} {Array.Find(words, word => word.StartsWith("ino:", StringComparison.Ordinal))}");
        Assert.Equal(2000, listed.Count);
        Assert.Equal(expected.Order(StringComparer.Ordinal), listed.Select(socket => $"{socket.Address}:{socket.Port} ino:{socket.Inode}").Order(StringComparer.Ordinal));
        sockets.ForEach(socket => socket.Dispose());
    }

    [KernelFact("ip")]
    public void Where_the_kernel_has_no_such_sockets_there_are_none() => Assert.Empty(_holders.List(TransportProtocol.Sctp));

    /// <summary>All that is said of those who have the port, by their ids.</summary>
    private string Named(TransportProtocol protocol) => string.Join(", ", _holders.Of(protocol, null, Port).OrderBy(holder => holder.ProcessId)
        .Select(holder => $"{holder.ProcessId} {holder.Name} {holder.Address} {holder.Port}"));

    /// <summary>The addresses of those who have the port, in the order in which they are told.</summary>
    private string Addresses(Ip? address) => string.Join(' ', _holders.Of(TransportProtocol.Tcp, address, Port).Select(holder => holder.Address));

    private Socket Bind(TransportProtocol protocol, string address) => HostSockets.Bind(_space, protocol, address, Port);

    private static Ip Address(string text) => Ip.From(IPAddress.Parse(text));
}
