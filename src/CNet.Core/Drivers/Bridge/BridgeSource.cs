namespace CNet;

/// <summary>The address under which what leaves the Host from a network goes, where the user chose one.</summary>
internal static class BridgeSource
{
    /// <summary>The address of a family; null where it is that of the interface it leaves by.</summary>
    internal static Ip? Of(NetworkContext network, bool isIPv6) => Ip.TryParse(network.Option(OptionFor(isIPv6).Name), out var address) ? address : null;

    /// <summary>Refuses an address that nothing can leave under, and one on a network of which nothing leaves under an address of the Host.</summary>
    internal static void Demand(NetworkPlan plan)
    {
        foreach (var isIPv6 in new[] { false, true }) Demand(plan, OptionFor(isIPv6), isIPv6);
    }

    private static void Demand(NetworkPlan plan, DriverOption option, bool isIPv6)
    {
        if (!Ip.TryParse(plan.Options.GetValueOrDefault(option.Name), out var address)) return;
        // The Host need not have it yet: it may come and go, as that of an interface does.
        if (!address.IsUnicast || address.IsLoopback)
            throw new CNetException(CNetError.OptionInvalid, $"Nothing can leave the Host under {address}, as {option.ShortName} of the network '{plan.Name}' says.", address, "Name an address of the Host that others reach it by.");
        var (why, remedy) = plan switch
        {
            { IsInternal: true } => ("it is internal, so that nothing leaves the Host", "Make it without internal"),
            _ when plan.Options.GetValueOrDefault(BridgeOptions.Masquerade.Name) == "false" => ($"{BridgeOptions.Masquerade.ShortName} is off, so that what leaves the Host keeps its address", "Leave that option out"),
            _ when !(isIPv6 ? plan.EnableIPv6 : plan.EnableIPv4) => ($"it has no IPv{(isIPv6 ? 6 : 4)}", $"Enable IPv{(isIPv6 ? 6 : 4)}"),
            _ => default,
        };
        if (why is not null)
            throw new CNetException(CNetError.OptionInvalid, $"The network '{plan.Name}' has no use for {option.ShortName}: {why}.", plan.Name, $"{remedy}, or leave {option.ShortName} out.");
    }

    private static DriverOption OptionFor(bool isIPv6) => isIPv6 ? BridgeOptions.Host6 : BridgeOptions.Host4;
}
