using System.Management.Automation;
using CNet.Binding;

namespace CNet.Commands;

/// <summary>New-CNetAddressPool makes address pools of their own: no network gets their addresses, which Request-CNetAddress gives out.</summary>
[Cmdlet(VerbsCommon.New, "CNetAddressPool", SupportsShouldProcess = true)]
[OutputType(typeof(AddressPool))]
public sealed class NewCNetAddressPoolCommand : CNetCommand
{
    /// <summary>The prefixes, or what describes pools: no property binds by its name, since an unrelated object would give its own name to the pool.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, HelpMessage = "The prefixes, such as 10.5.0.0/24; 0.0.0.0/26 asks for any default one of that size.")]
    [NewPoolArgument]
    public NewPool[]? Prefix { get; set; }

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
        ForEach(Enumerable.Range(0, prefixes.Length), index => Create(prefixes[index], Name?[index] ?? prefixes[index].Name, prefixes.Length));
    }

    private void Create(NewPool pool, NewName? name, int count)
    {
        // What lies in another of several prefixes belongs to that one; what lies in none is refused with the first.
        var prefix = pool.Prefix;
        var others = Prefix!.Where(other => other != pool).Select(other => other.Prefix.Value).ToList();
        bool Belongs(Func<Cidr, bool> isIn) => count == 1 || isIn(prefix.Value) || !others.Exists(other => isIn(other));
        var ranges = IPRange?.Select(range => range.Value).Where(range => Belongs(candidate => candidate.Contains(range))).ToList() ?? [.. new[] { pool.Range }.OfType<CidrValue>().Select(range => range.Value)];
        if (ranges.Count > 1)
            throw new CNetException(CNetError.RangeInvalid, $"The prefix {prefix} cannot have two ip-ranges, {ranges[0]} and {ranges[1]}.", ranges[1], "Give one range for each prefix.");
        var spec = new AddressPoolSpec
        {
            Prefix = prefix.Value,
            Name = name?.Text,
            Range = ranges.Count == 0 ? null : ranges[0],
            Reserved = Reserved?.Select(address => address.Value).Where(address => Belongs(candidate => candidate.Contains(address))).ToList() ?? [.. pool.Reserved.Select(address => address.Value)],
        };
        var decision = Ask(prefix.Text, "Create address pool", pool.IsPreview);
        if (decision != Decision.Skip) WriteObject(Controller.AddressPools.Create(spec, decision == Decision.Preview ? Foresight : null, Cancellation));
    }
}
