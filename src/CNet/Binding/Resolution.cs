using System.Collections;
using System.Management.Automation;
using CNet.Commands;

namespace CNet.Binding;

/// <summary>
/// Finds what a reference means. An object means itself; a pattern means whatever fits, possibly nothing; any other text means exactly one
/// object, and is an error where that does not exist.
/// </summary>
internal static class Resolution
{
    internal static IEnumerable<Network> Resolve(this Controller controller, NetworkRef reference) => reference switch
    {
        { Network: { } network } => [network],
        { IsPattern: true } when controller.Networks.Find(reference.Text) is null => controller.Networks.List().Where(network => reference.Matches(network.Name)),
        _ => [controller.Networks.Get(reference.Text)],
    };

    internal static IEnumerable<Endpoint> Resolve(this Controller controller, EndpointRef reference, Network? network = null) => reference switch
    {
        { Endpoint: { } endpoint } => [endpoint],
        { IsPattern: true } when controller.Endpoints.Find(reference.Text, network) is null => controller.Endpoints.List(network).Where(endpoint => reference.Matches(endpoint.Name) || reference.Matches($"{endpoint.Network}/{endpoint.Name}")),
        _ => [controller.Endpoints.Get(reference.Text, network)],
    };

    internal static IEnumerable<Sandbox> Resolve(this Controller controller, SandboxRef reference) => reference switch
    {
        { Sandbox: { } sandbox } => [sandbox],
        { IsPattern: true } => controller.Sandboxes.List().Where(sandbox => reference.Matches(sandbox.Name)),
        _ => [controller.Sandboxes.Get(reference.Text)],
    };

    internal static IEnumerable<Namespace> Resolve(this Controller controller, NamespaceRef reference, bool all = false) => reference switch
    {
        { Namespace: { } ns } => [ns],
        { IsPattern: true } when !Namespaces.IsName(reference.Text) => controller.Namespaces.List(all: true).Where(ns => reference.Matches(ns.Owner?.Locator)),
        { IsPattern: true } => controller.Namespaces.List(all).Where(ns => all ? ns.Names.Any(reference.Matches) : reference.Matches(ns.Name)),
        _ => [controller.Namespaces.Get(reference.Text)],
    };

    internal static IEnumerable<AddressPool> Resolve(this Controller controller, AddressPoolRef reference) => reference switch
    {
        { Pool: { } pool } => [pool],
        { IsPattern: true } => controller.AddressPools.List().Where(pool => reference.Matches(pool.Prefix.ToString()) || reference.Matches(pool.Name)),
        _ => [controller.AddressPools.Get(reference.Text)],
    };

    internal static IEnumerable<AddressLease> Resolve(this Controller controller, AddressRef reference) => reference switch
    {
        { Lease: { } lease } => [lease],
        { IsPattern: true } => controller.AddressLeases.List().Where(lease => reference.Matches(lease.ToString())),
        _ when controller.AddressLeases.Get(Addresses.Parse(reference.Text)) is var lease && (!reference.IsCopy || lease.Id == reference.Id) => [lease],
        _ => throw new CNetException(CNetError.AddressNotFound, $"The address {reference} was given back, and somebody else has it now.", reference.Text, "Get-CNetAddress lists the addresses that are held."),
    };

    internal static IEnumerable<PortMapping> Resolve(this Controller controller, PortRef reference) => reference.Port is { } port ? [port] : controller.Ports.Find(reference.Text);

    internal static IEnumerable<Host> Resolve(HostRef reference) => reference switch
    {
        { Host: { } host } => [host],
        { IsPattern: true } => Hosts.List().Where(host => reference.Matches(host.Name)),
        _ => [Hosts.Get(reference.Text)],
    };

    internal static IEnumerable<DriverDescription> Resolve(this Controller controller, DriverRef reference) => reference.IsPattern
        ? controller.Drivers.List().Where(driver => reference.Matches(driver.Name))
        : [controller.Drivers.Get(reference.Text).Description];

    /// <summary>What a reference means, for a cmdlet that removes it: an object that is gone already is nothing, and no error.</summary>
    internal static IEnumerable<T> UnlessGone<T>(this ObjectRef reference, Func<IEnumerable<T>> resolve)
    {
        try
        {
            return resolve();
        }
        catch (CNetException gone) when (reference.IsCopy && ErrorCategories.Of(gone) == ErrorCategory.ObjectNotFound)
        {
            return [];
        }
    }

    /// <summary>What a reference means, as it is now: an object is read again, unless it is only a preview.</summary>
    internal static IEnumerable<Network> Reread(this Controller controller, NetworkRef reference) =>
        reference.Network is { IsPreview: false } network ? [controller.Networks.Get(network.Id)] : controller.Resolve(reference);

    /// <inheritdoc cref="Reread(Controller, NetworkRef)"/>
    internal static IEnumerable<Endpoint> Reread(this Controller controller, EndpointRef reference) =>
        reference.Endpoint is { IsPreview: false } endpoint ? [controller.Endpoints.Get(endpoint.Id)] : controller.Resolve(reference);

    /// <inheritdoc cref="Reread(Controller, NetworkRef)"/>
    internal static IEnumerable<Sandbox> Reread(this Controller controller, SandboxRef reference) =>
        reference.Sandbox is { IsPreview: false } sandbox ? [controller.Sandboxes.Get(sandbox.Id)] : controller.Resolve(reference);

    /// <inheritdoc cref="Reread(Controller, NetworkRef)"/>
    internal static IEnumerable<Namespace> Reread(this Controller controller, NamespaceRef reference, bool all) =>
        reference.Namespace is { IsPreview: false } ns ? [controller.Namespaces.Get(ns.Path)] : controller.Resolve(reference, all);

    /// <inheritdoc cref="Reread(Controller, NetworkRef)"/>
    internal static IEnumerable<AddressLease> Reread(this Controller controller, AddressRef reference) =>
        reference.Lease is { IsPreview: false } lease ? [controller.AddressLeases.Get(lease.IPAddress)] : controller.Resolve(reference);

    /// <inheritdoc cref="Reread(Controller, NetworkRef)"/>
    internal static IEnumerable<PortMapping> Reread(this Controller controller, PortRef reference) =>
        reference.Port is { IsPreview: false } port ? controller.Ports.Find(port.Id) : controller.Resolve(reference);

    /// <summary>What a reference of a cmdlet that takes away means: nothing for a Host that is gone, and never this machine by a pattern.</summary>
    internal static IEnumerable<Host> ResolveExpendable(HostRef reference) =>
        reference.UnlessGone(() => Resolve(reference)).Where(host => !reference.IsPattern || !host.IsMachine);

    /// <summary>One network, which a pattern cannot mean.</summary>
    internal static Network ResolveOne(this Controller controller, NetworkRef reference) => reference.Network ?? controller.Networks.Get(reference.Text);

    /// <summary>One sandbox, which a pattern cannot mean.</summary>
    internal static Sandbox ResolveOne(this Controller controller, SandboxRef reference) => reference.Sandbox ?? controller.Sandboxes.Get(reference.Text);

    /// <summary>True where labels have all that is asked for: a key, or a key with a value.</summary>
    internal static bool HasLabels(IReadOnlyDictionary<string, string> labels, IDictionary? wanted) =>
        DictionaryArgumentAttribute.Read(wanted).All(pair => labels.TryGetValue(pair.Key, out var value) && (pair.Value.Length == 0 || pair.Value == value));

    /// <summary>Static routes from a hashtable of destinations and gateways; an empty gateway is a destination on the link itself.</summary>
    internal static Dictionary<Cidr, System.Net.IPAddress?> Routes(IDictionary? routes) =>
        DictionaryArgumentAttribute.Read(routes).ToDictionary(pair => Cidr.Parse(pair.Key), pair => pair.Value.Length == 0 ? null : Addresses.Parse(pair.Value));
}
