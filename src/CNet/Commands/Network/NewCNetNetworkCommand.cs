using System.Collections;
using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>New-CNetNetwork makes networks. Equivalent to: <c>docker network create NAME</c></summary>
[Cmdlet(VerbsCommon.New, "CNetNetwork", SupportsShouldProcess = true)]
[OutputType(typeof(Network))]
public sealed class NewCNetNetworkCommand : CNetCommand
{
    /// <summary>The names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, HelpMessage = "The name: 1 to 255 printable characters.")]
    [NewNameArgument]
    public NewName[]? Name { get; set; }

    /// <summary>The driver.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The driver; bridge where it is not given.")]
    [ArgumentCompleter(typeof(DriverCompleter))]
    public string Driver { get; set; } = "bridge";

    /// <summary>The subnets.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The subnets, such as 10.1.0.0/24; 0.0.0.0/26 asks for any default one of that size.")]
    [CidrArgument]
    public CidrValue[]? Subnet { get; set; }

    /// <summary>The gateways.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The gateway of each subnet; the first free address where it is not given.")]
    [IPAddressArgument]
    public IPAddressValue[]? Gateway { get; set; }

    /// <summary>The parts of the subnets that addresses are chosen from.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The part of each subnet that addresses are chosen from.")]
    [CidrArgument]
    public CidrValue[]? IPRange { get; set; }

    /// <summary>Addresses kept for others.</summary>
    [Parameter(HelpMessage = "Addresses kept for others, by a name each: @{ printer = '10.1.0.9' }.")]
    [DictionaryArgument]
    public IDictionary? AuxiliaryAddress { get; set; }

    /// <summary>Adds IPv6.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Adds IPv6; an IPv6 subnet implies it.")]
    public SwitchParameter EnableIPv6 { get; set; }

    /// <summary>Leaves IPv4 out.</summary>
    [Parameter(HelpMessage = "Leaves IPv4 out.")]
    public SwitchParameter DisableIPv4 { get; set; }

    /// <summary>Makes a network without a way out of the Host.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Makes a network without a way out of the Host.")]
    public SwitchParameter Internal { get; set; }

    /// <summary>The MTU in bytes.</summary>
    [Parameter(HelpMessage = "The MTU of all its interfaces, in bytes.")]
    public int? Mtu { get; set; }

    /// <summary>Where addresses come from.</summary>
    [Parameter(HelpMessage = "Where addresses come from: default, or null for none.")]
    [ArgumentCompleter(typeof(IpamDriverCompleter))]
    public string IpamDriver { get; set; } = "default";

    /// <summary>Options of where addresses come from.</summary>
    [Parameter(HelpMessage = "Options of the IPAM driver: serial=true chooses addresses one after the other.")]
    [ArgumentCompleter(typeof(IpamOptionCompleter))]
    [DictionaryArgument]
    public IDictionary? IpamOption { get; set; }

    /// <summary>Makes a configuration only.</summary>
    [Parameter(HelpMessage = "Makes a configuration that other networks are made from with -ConfigFrom, instead of a network.")]
    public SwitchParameter ConfigOnly { get; set; }

    /// <summary>The configuration to make it from.</summary>
    [Parameter(HelpMessage = "The configuration that families, subnets, options and routes are taken from.")]
    [ArgumentCompleter(typeof(ConfigurationCompleter))]
    [NetworkArgument]
    public NetworkRef? ConfigFrom { get; set; }

    /// <summary>Name servers.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The name servers of sandboxes on it that have none of their own; the Host's where it is not given. They are asked from inside the sandbox.")]
    [IPAddressArgument]
    public IPAddressValue[]? DnsServer { get; set; }

    /// <summary>Static routes for every endpoint.</summary>
    [Parameter(HelpMessage = "Static routes that every endpoint brings into its sandbox: @{ '10.9.0.0/16' = '10.1.0.254' }.")]
    [DictionaryArgument]
    public IDictionary? Route { get; set; }

    /// <summary>Options of the driver.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Options of the driver, by full keys or the last part of them: @{ enable_icc = $false }. Get-CNetDriver lists them.")]
    [ArgumentCompleter(typeof(OptionCompleter))]
    [Alias("Options")]
    [DictionaryArgument]
    public IDictionary? Option { get; set; }

    /// <summary>Labels.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Labels: @{ team = 'blue' }.")]
    [Alias("Labels")]
    [DictionaryArgument]
    public IDictionary? Label { get; set; }

    private protected override void Execute() => ForEach(Name, Create);

    private void Create(NewName name)
    {
        var spec = new NetworkSpec
        {
            Name = name.Text,
            Driver = Driver,
            Subnets = Subnets(),
            EnableIPv4 = !DisableIPv4,
            EnableIPv6 = EnableIPv6,
            Internal = Internal,
            IpamDriver = IpamDriver,
            IpamOptions = DictionaryArgumentAttribute.Read(IpamOption),
            ConfigOnly = ConfigOnly,
            ConfigFrom = ConfigFrom is null ? null : ConfigFrom.Network?.Id ?? ConfigFrom.Text,
            Options = Options(),
            Labels = DictionaryArgumentAttribute.Read(Label),
            DnsServers = [.. DnsServer?.Select(server => server.Value) ?? []],
            Routes = Resolution.Routes(Route),
        };
        var decision = Ask(name.Text, "Create network");
        if (decision != Decision.Skip) WriteObject(Controller.Networks.Create(spec, decision == Decision.Preview ? Foresight : null, Cancellation));
    }

    private Dictionary<string, string> Options()
    {
        var options = DictionaryArgumentAttribute.Read(Option);
        if (Mtu is { } mtu && !options.TryAdd("mtu", mtu.ToString(System.Globalization.CultureInfo.InvariantCulture)))
            throw new CNetException(CNetError.OptionInvalid, "The MTU is given twice.", mtu, "Give it with -Mtu or as an option.");
        return options;
    }

    private List<SubnetSpec> Subnets() => SubnetArguments.Combine(Subnet, IPRange, Gateway, DictionaryArgumentAttribute.Read(AuxiliaryAddress));
}
