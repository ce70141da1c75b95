using System.Management.Automation;
using CNet.Binding;

namespace CNet.Commands;

/// <summary>New-CNetAddressPool makes address pools of their own: no network gets their addresses, which Request-CNetAddress gives out.</summary>
[Cmdlet(VerbsCommon.New, "CNetAddressPool", SupportsShouldProcess = true)]
[OutputType(typeof(AddressPool))]
public sealed class NewCNetAddressPoolCommand : CNetCommand
{
    /// <summary>The prefixes.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, HelpMessage = "The prefixes, such as 10.5.0.0/24; 0.0.0.0/26 asks for any default one of that size.")]
    [CidrArgument]
    public CidrValue[]? Prefix { get; set; }

    /// <summary>The name of each.</summary>
    [Parameter(HelpMessage = "A name for each prefix, unique among the pools; none where it is not given.")]
    [NewNameArgument]
    public NewName[]? Name { get; set; }

    /// <summary>The part that addresses are chosen from.</summary>
    [Parameter(HelpMessage = "The part of each prefix that addresses are chosen from.")]
    [CidrArgument]
    public CidrValue[]? IPRange { get; set; }

    /// <summary>Addresses that are never given out.</summary>
    [Parameter(HelpMessage = "Addresses that are never given out.")]
    [IPAddressArgument]
    public IPAddressValue[]? Reserved { get; set; }

    private protected override void Execute()
    {
        var prefixes = Prefix ?? [];
        if (Name is not null && Name.Length != prefixes.Length)
            throw new CNetException(CNetError.CountMismatch, $"-Name has {Name.Length} value{(Name.Length == 1 ? "" : "s")} for {prefixes.Length} prefix{(prefixes.Length == 1 ? "" : "es")}.", Name,
                "Give one for each prefix, in the same order.");
        ForEach(Enumerable.Range(0, prefixes.Length), index => Create(prefixes[index], Name?[index].Text, prefixes.Length));
    }

    private void Create(CidrValue prefix, string? name, int count)
    {
        // What lies in another of several prefixes belongs to that one; what lies in none is refused with the first.
        var others = Prefix!.Where(other => other != prefix).Select(other => other.Value).ToList();
        bool Belongs(Func<Cidr, bool> isIn) => count == 1 || isIn(prefix.Value) || !others.Exists(other => isIn(other));
        var ranges = (IPRange ?? []).Select(range => range.Value).Where(range => Belongs(candidate => candidate.Contains(range))).ToList();
        if (ranges.Count > 1)
            throw new CNetException(CNetError.RangeInvalid, $"The prefix {prefix} cannot have two ip-ranges, {ranges[0]} and {ranges[1]}.", ranges[1], "Give one range for each prefix.");
        var spec = new AddressPoolSpec
        {
            Prefix = prefix.Value,
            Name = name,
            Range = ranges.Count == 0 ? null : ranges[0],
            Reserved = [.. (Reserved ?? []).Select(address => address.Value).Where(address => Belongs(candidate => candidate.Contains(address)))],
        };
        var decision = Ask(prefix.Text, "Create address pool");
        if (decision != Decision.Skip) WriteObject(Controller.AddressPools.Create(spec, decision == Decision.Preview ? Foresight : null, Cancellation));
    }
}
