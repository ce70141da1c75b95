using System.Collections;
using System.Globalization;
using CNet.Commands;

namespace CNet.Completion;

/// <summary>Completes names of networks.</summary>
public sealed class NetworkCompleter : Completer
{
    private protected override IEnumerable<Candidate> Candidates(string command, IDictionary parameters) =>
        HostStack.OpenController().Networks.List().Select(network =>
            new Candidate(network.Name, $"{network.Driver} {string.Join(", ", network.Subnet)}, {network.EndpointCount} endpoint{(network.EndpointCount == 1 ? "" : "s")}"));
}

/// <summary>Completes short ids of networks.</summary>
public sealed class NetworkIdCompleter : Completer
{
    private protected override IEnumerable<Candidate> Candidates(string command, IDictionary parameters) =>
        HostStack.OpenController().Networks.List().Select(network => new Candidate(network.ShortId, $"network {network.Name}"));
}

/// <summary>Completes names of configurations.</summary>
public sealed class ConfigurationCompleter : Completer
{
    private protected override IEnumerable<Candidate> Candidates(string command, IDictionary parameters) =>
        HostStack.OpenController().Networks.List().Where(network => network.ConfigOnly).Select(network => new Candidate(network.Name, $"configuration {string.Join(", ", network.Subnet)}"));
}

/// <summary>Completes names of endpoints: those of -Network where it is given, else as "network/endpoint" where a name alone would be ambiguous.</summary>
public sealed class EndpointCompleter : Completer
{
    private protected override IEnumerable<Candidate> Candidates(string command, IDictionary parameters)
    {
        var controller = HostStack.OpenController();
        var network = Typed(parameters, "Network") is { } name ? controller.Networks.Find(name) : null;
        var endpoints = controller.Endpoints.List(network);
        var ambiguous = endpoints.GroupBy(endpoint => endpoint.Name).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet();
        return endpoints.Select(endpoint => new Candidate(network is null && ambiguous.Contains(endpoint.Name) ? $"{endpoint.Network}/{endpoint.Name}" : endpoint.Name,
            $"{endpoint.IPAddress} on {endpoint.Network}{(endpoint.Sandbox is null ? "" : $", in {endpoint.Sandbox}")}", network is null ? $"{endpoint.Network}/{endpoint.Name}" : null));
    }
}

/// <summary>Completes names of sandboxes.</summary>
public sealed class SandboxCompleter : Completer
{
    private protected override IEnumerable<Candidate> Candidates(string command, IDictionary parameters) =>
        HostStack.OpenController().Sandboxes.List().Select(sandbox => new Candidate(sandbox.Name, sandbox.Endpoints.Count == 0 ? "no endpoints" : string.Join(", ", sandbox.Endpoints)));
}

/// <summary>Completes the numbers of processes that CNet started in sandboxes.</summary>
public sealed class ProcessCompleter : Completer
{
    private protected override IEnumerable<Candidate> Candidates(string command, IDictionary parameters) =>
        HostStack.OpenController().Sandboxes.List().SelectMany(sandbox => Processes.List(sandbox), (sandbox, pid) =>
            new Candidate(pid.ToString(CultureInfo.InvariantCulture), $"{Processes.Describe(pid)} in sandbox {sandbox.Name}"));
}

/// <summary>Completes address pools: names, or prefixes where a pool has none.</summary>
public sealed class AddressPoolCompleter : Completer
{
    private protected override IEnumerable<Candidate> Candidates(string command, IDictionary parameters) =>
        HostStack.OpenController().AddressPools.List().Select(pool =>
            new Candidate(pool.Name ?? pool.Prefix.ToString(), $"{(pool.Network is null ? pool.Prefix : $"network {pool.Network}")}, {pool.Used} of {pool.Size} used"));
}

/// <summary>Completes addresses that somebody holds: where they are to be given back, only those that can be.</summary>
public sealed class AddressCompleter : Completer
{
    private protected override IEnumerable<Candidate> Candidates(string command, IDictionary parameters)
    {
        var controller = HostStack.OpenController();
        var network = Typed(parameters, "Network");
        return controller.AddressLeases.List()
            .Where(lease => (network is null || lease.Network == network) && (command != "Remove-CNetAddress" || lease.Kind == AddressKind.Requested))
            .Select(lease => new Candidate(lease.ToString(), $"{lease.Kind} {lease.Name} {(lease.Network is null ? $"of {lease.Pool}" : $"on {lease.Network}")}"));
    }
}

/// <summary>Completes names of network namespaces, and containers where a namespace of any kind is taken.</summary>
public sealed class NamespaceCompleter : Completer
{
    private protected override IEnumerable<Candidate> Candidates(string command, IDictionary parameters)
    {
        var directory = HostStack.Current.NamespaceDirectory;
        var named = Directory.Exists(directory) ? Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal).Select(file => new Candidate(Path.GetFileName(file), file)) : [];
        return command == "Remove-CNetNamespace" ? named : named.Concat(Namespaces.ListContainers().Select(container => new Candidate(container, "the network namespace of a container")));
    }
}

/// <summary>Completes names of interfaces: those in -Sandbox or -Namespace where it is given, else the Host's.</summary>
public sealed class InterfaceCompleter : Completer
{
    private protected override IEnumerable<Candidate> Candidates(string command, IDictionary parameters)
    {
        var controller = HostStack.OpenController();
        var ns = Typed(parameters, "Sandbox") is { } sandbox ? controller.Sandboxes.Get(sandbox).Namespace : Typed(parameters, "Namespace");
        return controller.Interfaces.List(ns).Select(link => new Candidate(link.Name, link.Endpoint ?? (link.Network is { } network ? $"network {network}" : $"{link.Kind} {string.Join(", ", link.Address)}")));
    }
}

/// <summary>Completes kinds of interfaces.</summary>
public sealed class InterfaceKindCompleter : Completer
{
    private protected override IEnumerable<Candidate> Candidates(string command, IDictionary parameters) => InterfaceKinds.Names.Select(name => new Candidate(name, $"interface of kind {name}"));
}

/// <summary>Completes names of Hosts.</summary>
public sealed class HostCompleter : Completer
{
    private protected override IEnumerable<Candidate> Candidates(string command, IDictionary parameters) =>
        Hosts.List().Select(host => new Candidate(host.Name, host.IsMachine ? "this machine" : host.NamespacePath!));
}

/// <summary>Completes names of network drivers.</summary>
public sealed class DriverCompleter : Completer
{
    private protected override IEnumerable<Candidate> Candidates(string command, IDictionary parameters) =>
        HostStack.OpenController().Drivers.List().Where(driver => command != "New-CNetNetwork" || !driver.IsSingleton).Select(driver => new Candidate(driver.Name, driver.Summary));
}

/// <summary>Completes names of IPAM drivers.</summary>
public sealed class IpamDriverCompleter : Completer
{
    private protected override IEnumerable<Candidate> Candidates(string command, IDictionary parameters) =>
        HostStack.OpenController().Drivers.IpamDrivers.Select(name => new Candidate(name, $"IPAM driver {name}"));
}

/// <summary>Completes "option=value" of an IPAM driver.</summary>
public sealed class IpamOptionCompleter : Completer
{
    private protected override IEnumerable<Candidate> Candidates(string command, IDictionary parameters) =>
        HostStack.OpenController().Drivers.DescribeIpam(Typed(parameters, "IpamDriver") ?? "default").Options.SelectMany(option => option.Values.Select(value => new Candidate($"{option.ShortName}={value}", option.Description)));
}

/// <summary>Completes "option=value" from the driver's own description: the options of -Driver for networks, those of -Network's driver for endpoints.</summary>
public sealed class OptionCompleter : Completer
{
    private protected override IEnumerable<Candidate> Candidates(string command, IDictionary parameters)
    {
        var controller = HostStack.OpenController();
        var target = command.EndsWith("CNetNetwork", StringComparison.OrdinalIgnoreCase) && command.StartsWith("New-", StringComparison.OrdinalIgnoreCase)
            ? DriverOptionTarget.Network : DriverOptionTarget.Endpoint;
        var driver = Typed(parameters, "Driver") ?? (Typed(parameters, "Network") is { } name ? controller.Networks.Find(name)?.Driver : null) ?? "bridge";
        foreach (var option in controller.Drivers.Get(driver).Description.Options.Where(option => option.Target == target))
            foreach (var value in option.Values.Count > 0 ? option.Values : [option.Default ?? ""])
                yield return new Candidate($"{option.ShortName}={value}", option.Description);
    }
}
