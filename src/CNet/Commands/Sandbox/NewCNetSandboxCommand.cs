using System.Collections;
using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>New-CNetSandbox makes sandboxes: of namespaces of their own, or of one that exists. They stay until they are removed.</summary>
[Cmdlet(VerbsCommon.New, "CNetSandbox", SupportsShouldProcess = true, DefaultParameterSetName = Own)]
[OutputType(typeof(Sandbox))]
public sealed class NewCNetSandboxCommand : CNetCommand
{
    private const string Own = "Own", Adopted = "Namespace", OfProcess = "Process", OfHost = "Host";

    /// <summary>The names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, HelpMessage = "The names: letters, digits, '_', '.' and '-'.")]
    [NewNameArgument]
    public NewName[]? Name { get; set; }

    /// <summary>An existing namespace.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Adopted, HelpMessage = "Adopts an existing namespace: its name, the path of its file, pid:4711, or a container such as docker:web.")]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [NamespaceArgument]
    public NamespaceRef? Namespace { get; set; }

    /// <summary>A process.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OfProcess, ValueFromPipelineByPropertyName = true, HelpMessage = "Adopts the namespace of a process, such as the first one of any container.")]
    [Alias("Id", "PID")]
    public int? ProcessId { get; set; }

    /// <summary>The Host's own namespace.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OfHost, HelpMessage = "Takes the Host's own namespace, for the network 'host'.")]
    public SwitchParameter UseHostNamespace { get; set; }

    /// <summary>Kernel parameters.</summary>
    [Parameter(ParameterSetName = Own, HelpMessage = "Kernel parameters of the namespace: @{ 'net.ipv4.ip_forward' = 1 }.")]
    [DictionaryArgument]
    public IDictionary? Sysctl { get; set; }

    /// <summary>The host name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The host name that programs see in it, with or without a domain: web.example.com; the Host's where it is not given.")]
    public string? Hostname { get; set; }

    /// <summary>Name servers.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Name servers in place of its networks' and the Host's. They are asked from inside the sandbox.")]
    [IPAddressArgument]
    public IPAddressValue[]? DnsServer { get; set; }

    /// <summary>Domains to search in.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Domains that names are looked for in, in place of the Host's; '.' for none.")]
    public string[]? DnsSearch { get; set; }

    /// <summary>Options of the resolver.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Options of the resolver in place of the Host's: ndots:2, rotate; see resolv.conf(5).")]
    public string[]? DnsOption { get; set; }

    /// <summary>Lines of the hosts file.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Lines of its hosts file: @{ printer = '10.1.0.9'; outside = 'host-gateway' } or 'printer:10.1.0.9'; host-gateway stands for the Host.")]
    [HostEntryArgument]
    public HostEntryValue[]? HostEntry { get; set; }

    /// <summary>Labels.</summary>
    [Parameter(HelpMessage = "Labels: @{ test = 'failover' }.")]
    [DictionaryArgument]
    public IDictionary? Label { get; set; }

    private protected override void Execute() => ForEach(Name, Create);

    private void Create(NewName name)
    {
        var spec = new SandboxSpec
        {
            Name = name.Text,
            Namespace = Namespace?.Locator,
            ProcessId = ProcessId,
            UseHostNamespace = UseHostNamespace,
            Hostname = Hostname,
            DnsServers = [.. DnsServer?.Select(server => server.Value) ?? []],
            DnsSearch = DnsSearch ?? [],
            DnsOptions = DnsOption ?? [],
            HostEntries = [.. HostEntry?.Select(entry => entry.Value) ?? []],
            Sysctls = DictionaryArgumentAttribute.Read(Sysctl),
            Labels = DictionaryArgumentAttribute.Read(Label),
        };
        var decision = Ask(name.Text, "Create sandbox");
        if (decision != Decision.Skip) WriteObject(Controller.Sandboxes.Create(spec, decision == Decision.Preview ? Foresight : null, Cancellation));
    }
}
