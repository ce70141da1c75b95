using System.Management.Automation;
using CNet.Binding;
using CNet.Completion;

namespace CNet.Commands;

/// <summary>
/// Request-CNetAddress requests addresses of a network or a pool for something that is no endpoint, such as a virtual machine: they are
/// given to nobody else until Remove-CNetAddress gives them back.
/// </summary>
[Cmdlet(VerbsLifecycle.Request, "CNetAddress", SupportsShouldProcess = true, DefaultParameterSetName = OfNetwork)]
[OutputType(typeof(AddressLease))]
public sealed class RequestCNetAddressCommand : CNetCommand
{
    private const string OfNetwork = "Network", OfPool = "Pool";

    /// <summary>The networks. By value only: a pool names its network too.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = OfNetwork, HelpMessage = "The networks: objects, names or ids.")]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [NetworkArgument]
    public NetworkRef[]? Network { get; set; }

    /// <summary>The pools.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfPool, HelpMessage = "The pools: objects, prefixes or names.")]
    [ArgumentCompleter(typeof(AddressPoolCompleter))]
    [AddressPoolArgument]
    public AddressPoolRef[]? Pool { get; set; }

    /// <summary>The very addresses.</summary>
    [Parameter(HelpMessage = "The very addresses; the lowest free one where it is not given.")]
    [IPAddressArgument]
    public IPAddressValue[]? IPAddress { get; set; }

    /// <summary>What they are for.</summary>
    [Parameter(HelpMessage = "What each address is for, as a name.")]
    [NewNameArgument]
    public NewName[]? Name { get; set; }

    /// <summary>Wants IPv6.</summary>
    [Parameter(ParameterSetName = OfNetwork, HelpMessage = "Requests an IPv6 address of a network that has both.")]
    public SwitchParameter IPv6 { get; set; }

    private protected override void Execute()
    {
        if (IPAddress is not null && Name is not null && IPAddress.Length != Name.Length)
            throw new CNetException(CNetError.CountMismatch, $"-Name has {Name.Length} value{(Name.Length == 1 ? "" : "s")} for {IPAddress.Length} address{(IPAddress.Length == 1 ? "" : "es")}.", Name,
                "Give one for each address, in the same order.");
        var count = IPAddress?.Length ?? Name?.Length ?? 1;
        AddressLeaseSpec Describe(int index) => new() { Address = IPAddress?[index].Value, Name = Name?[index].Text, IPv6 = IPv6 };
        ForEach(Network, reference =>
        {
            var network = Controller.ResolveOne(reference);
            ForEach(Enumerable.Range(0, count), index => Request(Describe(index), $"network {network.Name}", network.IsPreview, (spec, preview) => Controller.AddressLeases.Request(network, spec, preview, Cancellation)));
        });
        ForEach(Pool, reference =>
        {
            var pool = reference.Pool ?? Controller.AddressPools.Get(reference.Text);
            ForEach(Enumerable.Range(0, count), index => Request(Describe(index), $"pool {pool}", pool.IsPreview, (spec, preview) => Controller.AddressLeases.Request(pool, spec, preview, Cancellation)));
        });
    }

    private void Request(AddressLeaseSpec spec, string place, bool isPreview, Func<AddressLeaseSpec, Preview?, AddressLease> request)
    {
        var decision = Ask(spec.Address?.ToString() ?? spec.Name ?? "any address", $"Request address of {place}", isPreview);
        if (decision != Decision.Skip) WriteObject(request(spec, decision == Decision.Preview ? Foresight : null));
    }
}
