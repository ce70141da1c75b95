using System.Collections;
using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>What cmdlets that add endpoints share.</summary>
public abstract class EndpointCommand : CNetCommand
{
    /// <summary>The addresses.</summary>
    [Parameter(HelpMessage = "The address of each endpoint; a free one where it is not given.")]
    [IPAddressArgument]
    public IPAddressValue[]? IPAddress { get; set; }

    /// <summary>The IPv6 addresses.</summary>
    [Parameter(HelpMessage = "The IPv6 address of each endpoint, beside its IPv4 one; a free one where it is not given.")]
    [IPAddressArgument]
    public IPAddressValue[]? IPv6Address { get; set; }

    /// <summary>Addresses of the link alone.</summary>
    [Parameter(HelpMessage = "Addresses of the link alone, beside the others, of 169.254.0.0/16 or fe80::/64: all for one endpoint, or one for each of several.")]
    [IPAddressArgument]
    public IPAddressValue[]? LinkLocalAddress { get; set; }

    /// <summary>The MAC addresses.</summary>
    [Parameter(HelpMessage = "The MAC address of each endpoint; where it is not given, the one that belongs to its IPv4 address (02:42 and the four bytes of that), or a random one.")]
    [MacAddressArgument]
    public MacAddressValue[]? MacAddress { get; set; }

    /// <summary>The name of the interface.</summary>
    [Parameter(HelpMessage = "The name of the interface in every sandbox; the lowest free ethN where it is not given.")]
    public string? InterfaceName { get; set; }

    /// <summary>Further names on the network.</summary>
    [Parameter(HelpMessage = "Further names on the network, besides the endpoint's and the sandbox's own; several endpoints may share one.")]
    public string[]? Alias { get; set; }

    /// <summary>Names that the sandbox alone knows others by.</summary>
    [Parameter(HelpMessage = "Other sandboxes of the network, with the name that this sandbox alone knows each by: 'db:database', or 'db' alone.")]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    [EndpointLinkArgument]
    public EndpointLinkValue[]? Link { get; set; }

    /// <summary>How much a sandbox may send.</summary>
    [Parameter(HelpMessage = "How much the sandbox may send by it in a second: 10mbit, 1.5gbit, 512kbit, 100kbps for kilobytes, a number of bits; no limit where it is not given.")]
    [RateArgument]
    public RateValue? EgressRate { get; set; }

    /// <summary>How much a sandbox may receive.</summary>
    [Parameter(HelpMessage = "How much the sandbox may receive by it in a second: 10mbit, 1.5gbit, 512kbit, 100kbps for kilobytes, a number of bits; no limit where it is not given.")]
    [RateArgument]
    public RateValue? IngressRate { get; set; }

    /// <summary>Ports to publish.</summary>
    [Parameter(HelpMessage = "Ports to publish on the Host, in Docker's notation [ADDRESS:][HOST:]CONTAINER[/PROTOCOL]: '8080:80', '127.0.0.1:53:53/udp', '9800-9803:80-83'.")]
    [PortSpecArgument]
    public PortSpecValue[]? Publish { get; set; }

    /// <summary>Kernel parameters of the interface.</summary>
    [Parameter(HelpMessage = "Kernel parameters of the interface, with IFNAME in place of its name: @{ 'net.ipv4.conf.IFNAME.log_martians' = 1 }.")]
    [DictionaryArgument]
    public IDictionary? Sysctl { get; set; }

    /// <summary>Static routes.</summary>
    [Parameter(HelpMessage = "Static routes for the sandbox: @{ '10.9.0.0/16' = '10.1.0.254' }.")]
    [DictionaryArgument]
    public IDictionary? Route { get; set; }

    /// <summary>Options of the driver.</summary>
    [Parameter(HelpMessage = "Endpoint options of the network's driver. Get-CNetDriver lists them.")]
    [ArgumentCompleter(typeof(OptionCompleter))]
    [DictionaryArgument]
    public IDictionary? Option { get; set; }

    /// <summary>Labels.</summary>
    [Parameter(HelpMessage = "Labels: @{ role = 'web' }.")]
    [DictionaryArgument]
    public IDictionary? Label { get; set; }

    /// <summary>Describes one of several endpoints; addresses belong to them in their order.</summary>
    private protected EndpointSpec Describe(string name, int index, int count)
    {
        Pair(IPAddress, "IPAddress", count);
        Pair(IPv6Address, "IPv6Address", count);
        Pair(MacAddress, "MacAddress", count);
        if (count > 1) Pair(LinkLocalAddress, "LinkLocalAddress", count);
        return new EndpointSpec
        {
            Name = name,
            Addresses = [.. new[] { IPAddress?[index].Value, V6(IPv6Address?[index]) }.OfType<System.Net.IPAddress>()],
            LinkLocalAddresses = [.. (count > 1 ? LinkLocalAddress?.Skip(index).Take(1) : LinkLocalAddress)?.Select(address => address.Value) ?? []],
            MacAddress = MacAddress?[index].Value,
            InterfaceName = InterfaceName,
            Aliases = Alias ?? [],
            Links = [.. Link?.Select(link => link.Value) ?? []],
            EgressRate = EgressRate?.Value ?? Rate.Unlimited,
            IngressRate = IngressRate?.Value ?? Rate.Unlimited,
            Sysctls = DictionaryArgumentAttribute.Read(Sysctl),
            Options = DictionaryArgumentAttribute.Read(Option),
            Labels = DictionaryArgumentAttribute.Read(Label),
            Ports = [.. Publish?.Select(port => port.Value) ?? []],
            Routes = Resolution.Routes(Route),
        };
    }

    /// <summary>
    /// Adds an endpoint with its published ports, and joins it where a sandbox is named, as one thing: an endpoint that could not join, or
    /// whose ports are taken, is not left behind.
    /// </summary>
    private protected Endpoint Add(Network network, EndpointSpec spec, SandboxRef? sandbox, JoinSpec join, Preview? preview)
    {
        var endpoint = Controller.Endpoints.Add(network, spec, preview, Cancellation);
        if (sandbox is null) return endpoint;
        try
        {
            return Join(endpoint, sandbox, join, create: true, preview);
        }
        catch (Exception error) when (!endpoint.IsPreview && error is CNetException or OperationCanceledException)
        {
            Controller.Endpoints.Remove(endpoint, force: true);
            throw;
        }
    }

    private static System.Net.IPAddress? V6(IPAddressValue? address) => address is null || address.Value.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
        ? address?.Value
        : throw new CNetException(CNetError.AddressInvalid, $"'{address}' is not an IPv6 address.", address.Text, "Give it with -IPAddress.");

    private static void Pair(Array? values, string parameter, int count)
    {
        if (values is not null && values.Length != count)
            throw new CNetException(CNetError.CountMismatch, $"-{parameter} has {values.Length} value{(values.Length == 1 ? "" : "s")} for {count} endpoint{(count == 1 ? "" : "s")}.", values,
                "Give one for each name, in the same order.");
    }
}
