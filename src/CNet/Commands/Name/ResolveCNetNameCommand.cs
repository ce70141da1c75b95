using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>
/// Resolve-CNetName looks names up as programs of sandboxes do, or those of the Host. Equivalent to: <c>getent ahosts NAME</c>, and <c>dig NAME TYPE</c>, inside the sandbox.
/// </summary>
[Cmdlet(VerbsDiagnostic.Resolve, "CNetName")]
[OutputType(typeof(DnsRecord))]
public sealed class ResolveCNetNameCommand : CNetCommand
{
    /// <summary>The names.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "The names; with a dot at its end one is searched for in no domain. An address stands for the name that belongs to it.")]
    [ArgumentCompleter(typeof(DnsNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The sandboxes.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, HelpMessage = "The sandboxes in which the names are looked up; the Host where it is not given.")]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    [SandboxArgument]
    [ValidateNotNull]
    [SupportsWildcards]
    public SandboxRef[]? Sandbox { get; set; }

    /// <summary>What is asked for.</summary>
    [Parameter(HelpMessage = "What is asked for: A, AAAA, PTR, SRV, MX, TXT, CNAME …; addresses of both families where it is not given.")]
    public DnsRecordType[]? Type { get; set; }

    /// <summary>Whom to ask.</summary>
    [Parameter(HelpMessage = "The name servers to ask, one after the other until one knows; those of the sandbox's resolv.conf where it is not given.")]
    [IPAddressArgument]
    public IPAddressValue[]? Server { get; set; }

    /// <summary>How long to wait.</summary>
    [Parameter(HelpMessage = "How long a server may take to answer, before another one is asked: 500ms, 2s; what resolv.conf says where it is not given, or 5s.")]
    [DurationArgument]
    public DurationValue? Timeout { get; set; }

    private protected override void Execute()
    {
        var spec = new NameLookupSpec { Types = Type ?? [], Servers = [.. Server?.Select(server => server.Value) ?? []], Timeout = Timeout?.Value };
        if (Sandbox is not null) ForEach(Sandbox, reference => ForEach(Controller.Resolve(reference), sandbox => ForEach(Name, name => Resolve(name, sandbox, spec))));
        else if (!MyInvocation.ExpectingInput) ForEach(Name, name => Resolve(name, null, spec));
    }

    private void Resolve(string name, Sandbox? sandbox, NameLookupSpec spec)
    {
        foreach (var record in Controller.Names.Resolve(name, sandbox, spec, Cancellation)) WriteObject(record);
    }
}
