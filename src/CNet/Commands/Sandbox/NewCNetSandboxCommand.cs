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
    [Parameter(Mandatory = true, ParameterSetName = Adopted, HelpMessage = "Adopts an existing namespace: its name or the path of its file.")]
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
            Sysctls = DictionaryArgumentAttribute.Read(Sysctl),
            Labels = DictionaryArgumentAttribute.Read(Label),
        };
        var decision = Ask(name.Text, "Create sandbox");
        if (decision != Decision.Skip) WriteObject(Controller.Sandboxes.Create(spec, decision == Decision.Preview ? Foresight : null, Cancellation));
    }
}
