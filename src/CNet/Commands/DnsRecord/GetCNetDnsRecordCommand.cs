using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>Get-CNetDnsRecord lists what resolves on networks: the names of endpoints in sandboxes, and the names that somebody added.</summary>
[Cmdlet(VerbsCommon.Get, "CNetDnsRecord")]
[OutputType(typeof(DnsRecord))]
public sealed class GetCNetDnsRecordCommand : CNetCommand
{
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);

    /// <summary>The names.</summary>
    [Parameter(Position = 0, HelpMessage = "The names, with wildcards, as 'web' or, with the network behind it, 'web.lab'; all where it is not given.")]
    [ArgumentCompleter(typeof(DnsNameCompleter))]
    [ValidateNotNull]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>The networks. By value only: a record names its network too.</summary>
    [Parameter(ValueFromPipeline = true, HelpMessage = "The networks whose names are wanted; all where it is not given.")]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [NetworkArgument]
    [ValidateNotNull]
    [SupportsWildcards]
    public NetworkRef[]? Network { get; set; }

    /// <summary>Only these types.</summary>
    [Parameter(HelpMessage = "Only records of these types: A, AAAA, SRV, or PTR for the names that addresses lead back to, which are listed only where they are asked for.")]
    public DnsRecordType[]? Type { get; set; }

    private protected override void Execute()
    {
        // What is no pattern is said once, not for each name.
        foreach (var name in Name ?? []) Wildcards.IsMatch(name, "");
        if (Network is not null) ForEach(Network, reference => ForEach(Controller.Resolve(reference), Write));
        else if (!MyInvocation.ExpectingInput) ForEach(Controller.Networks.List(), Write);
    }

    /// <summary>A name without wildcards that no network has is an error; with several networks it is enough that one has it.</summary>
    private protected override void Complete() => ForEach(Name, name =>
    {
        if (!_found.Contains(name) && !WildcardPattern.ContainsWildcardCharacters(name))
            throw new CNetException(CNetError.DnsRecordNotFound, $"The name '{name}' resolves on {(Network is [var only] && !MyInvocation.ExpectingInput ? $"no network '{only}'" : "no network")}.", name,
                "Get-CNetDnsRecord lists the names there are. An endpoint has names while it is in a sandbox.");
    });

    private void Write(Network network)
    {
        foreach (var record in Controller.Names.List(network))
            if ((Type is null ? record.Type != DnsRecordType.PTR : Type.Contains(record.Type)) && IsMeant(record)) WriteObject(record);
    }

    private bool IsMeant(DnsRecord record)
    {
        if (Name is null) return true;
        var meant = Name.Where(name => Wildcards.IsMatch(name, record.Name) || Wildcards.IsMatch(name, $"{record.Name}.{record.Network}")).ToList();
        _found.UnionWith(meant);
        return meant.Count > 0;
    }
}
