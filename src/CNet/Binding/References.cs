using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace CNet.Binding;

/// <summary>An object, or what the user calls it: its name (with wildcards where several may be meant), its id or the beginning of that.</summary>
public abstract class ObjectRef
{
    private protected ObjectRef(string text, bool isCopy = false)
    {
        Text = text;
        IsCopy = isCopy;
    }

    /// <summary>The name or id.</summary>
    public string Text { get; }

    /// <summary>True for an object that came back from a file or another process: it means what was there then, which may be gone.</summary>
    internal bool IsCopy { get; }

    /// <summary>True where the text is a pattern.</summary>
    internal bool IsPattern => !IsCopy && WildcardPattern.ContainsWildcardCharacters(Text);

    internal bool Matches(string? name) => name is not null && Wildcards.IsMatch(Text, name);

    /// <summary>The name or id.</summary>
    public override string ToString() => Text;
}

/// <summary>A network, or its name or id.</summary>
public sealed class NetworkRef : ObjectRef
{
    internal NetworkRef(string text, bool isCopy = false) : base(text, isCopy)
    {
    }

    internal NetworkRef(Network network) : base(network.Name) => Network = network;

    internal Network? Network { get; }
}

/// <summary>An endpoint, or its name ("web" or "lab/web") or id.</summary>
public sealed class EndpointRef : ObjectRef
{
    internal EndpointRef(string text, bool isCopy = false) : base(text, isCopy)
    {
    }

    internal EndpointRef(Endpoint endpoint) : base(endpoint.Name) => Endpoint = endpoint;

    internal Endpoint? Endpoint { get; }
}

/// <summary>A sandbox, or its name or id.</summary>
public sealed class SandboxRef : ObjectRef
{
    internal SandboxRef(string text, bool isCopy = false) : base(text, isCopy)
    {
    }

    internal SandboxRef(Sandbox sandbox) : base(sandbox.Name) => Sandbox = sandbox;

    internal Sandbox? Sandbox { get; }

    /// <summary>True for null: an object of the pipeline that is in no sandbox.</summary>
    internal bool IsNothing { get; init; }
}

/// <summary>A network namespace, or its name, its path, "pid:4711", or a container's: "docker:web".</summary>
public sealed class NamespaceRef : ObjectRef
{
    internal NamespaceRef(string text, bool isCopy = false) : base(text, isCopy)
    {
    }

    internal NamespaceRef(Namespace ns) : base(ns.Name ?? ns.Path) => Namespace = ns;

    internal Namespace? Namespace { get; }

    /// <summary>True for null: an object of the pipeline that is in the Host's own namespace.</summary>
    internal bool IsNothing { get; init; }

    /// <summary>True where a process or a container says which it is: "pid:4711", "docker:web", "/proc/4711/ns/net".</summary>
    internal bool IsProcess => Namespace is null && !IsCopy && !CNet.Namespaces.IsName(Text) && (!Text.Contains('/', StringComparison.Ordinal) || Text.StartsWith("/proc/", StringComparison.Ordinal));

    /// <summary>How the core is to find it.</summary>
    internal string Locator => Namespace?.Path ?? Text;
}

/// <summary>A Host, or its name.</summary>
public sealed class HostRef : ObjectRef
{
    internal HostRef(string text, bool isCopy = false) : base(text, isCopy)
    {
    }

    internal HostRef(Host host) : base(host.Name) => Host = host;

    internal Host? Host { get; }
}

/// <summary>A driver, or its name.</summary>
public sealed class DriverRef : ObjectRef
{
    internal DriverRef(string text) : base(text)
    {
    }
}

/// <summary>An address pool, or its prefix or name.</summary>
public sealed class AddressPoolRef : ObjectRef
{
    internal AddressPoolRef(string text, bool isCopy = false) : base(text, isCopy)
    {
    }

    internal AddressPoolRef(AddressPool pool) : base(pool.Prefix.ToString()) => Pool = pool;

    internal AddressPool? Pool { get; }
}

/// <summary>An address that somebody holds, or the address as text.</summary>
public sealed class AddressRef : ObjectRef
{
    internal AddressRef(string text) : base(text)
    {
    }

    internal AddressRef(string text, string? id) : base(text, isCopy: true) => Id = id;

    internal AddressRef(AddressLease lease) : base(lease.ToString()) => Lease = lease;

    internal AddressLease? Lease { get; }

    /// <summary>For a copy: the id of the lease that it was, since somebody else may have the address now.</summary>
    internal string? Id { get; }
}

/// <summary>A process, or its number.</summary>
public sealed class ProcessRef : ObjectRef
{
    internal ProcessRef(int id, bool isCopy = false) : base(id.ToString(CultureInfo.InvariantCulture), isCopy) => Id = id;

    internal ProcessRef(Process process) : this(process.Id) => Process = process;

    internal int Id { get; }

    internal Process? Process { get; }
}

/// <summary>A name for something new. It is not a string, because a string would swallow any object that comes down a pipeline.</summary>
public sealed class NewName
{
    internal NewName(string text) => Text = text;

    /// <summary>The name.</summary>
    public string Text { get; }

    /// <summary>The name.</summary>
    public override string ToString() => Text;
}

/// <summary>Takes networks and their names.</summary>
public sealed class NetworkArgumentAttribute : ItemArgumentAttribute
{
    private protected override object? TransformItem(object? item) => Unwrap(item) is Network network ? new NetworkRef(network)
        : DeserializedProperty(item, "CNet.Network", nameof(CNet.Network.Id)) is { } key ? new NetworkRef(key, isCopy: true)
        : TextOf(item) is { } text ? new NetworkRef(text) : item;
}

/// <summary>Takes endpoints and their names.</summary>
public sealed class EndpointArgumentAttribute : ItemArgumentAttribute
{
    private protected override object? TransformItem(object? item) => Unwrap(item) is Endpoint endpoint ? new EndpointRef(endpoint)
        : DeserializedProperty(item, "CNet.Endpoint", nameof(CNet.Endpoint.Id)) is { } key ? new EndpointRef(key, isCopy: true)
        : TextOf(item) is { } text ? new EndpointRef(text) : item;
}

/// <summary>Takes sandboxes and their names.</summary>
public sealed class SandboxArgumentAttribute : ItemArgumentAttribute
{
    /// <summary>True where null is taken, and the cmdlet looks what it means.</summary>
    public bool TakesNull { get; init; }

    private protected override object? TransformItem(object? item) => item is null && TakesNull ? new SandboxRef("") { IsNothing = true }
        : Unwrap(item) is Sandbox sandbox ? new SandboxRef(sandbox)
        : DeserializedProperty(item, "CNet.Sandbox", nameof(CNet.Sandbox.Id)) is { } key ? new SandboxRef(key, isCopy: true)
        : TextOf(item) is { } text ? new SandboxRef(text) : item;
}

/// <summary>Takes namespaces, their names and paths, and processes.</summary>
public sealed class NamespaceArgumentAttribute : ItemArgumentAttribute
{
    /// <summary>True where null is taken, and the cmdlet looks what it means.</summary>
    public bool TakesNull { get; init; }

    private protected override object? TransformItem(object? item) => Unwrap(item) switch
    {
        null when TakesNull => new NamespaceRef("") { IsNothing = true },
        Namespace ns => new NamespaceRef(ns),
        Process process => new NamespaceRef($"pid:{process.Id}"),
        _ => DeserializedProperty(item, "CNet.Namespace", nameof(CNet.Namespace.Path)) is { } path ? new NamespaceRef(path, isCopy: true)
            : TextOf(item) is { } text ? new NamespaceRef(text) : item,
    };
}

/// <summary>Takes Hosts and their names.</summary>
public sealed class HostArgumentAttribute : ItemArgumentAttribute
{
    private protected override object? TransformItem(object? item) => Unwrap(item) is Host host ? new HostRef(host)
        : DeserializedProperty(item, "CNet.Host", nameof(CNet.Host.Name)) is { } key ? new HostRef(key, isCopy: true)
        : TextOf(item) is { } text ? new HostRef(text) : item;
}

/// <summary>Takes drivers and their names.</summary>
public sealed class DriverArgumentAttribute : ItemArgumentAttribute
{
    private protected override object? TransformItem(object? item) =>
        ((Unwrap(item) as DriverDescription)?.Name ?? DeserializedProperty(item, "CNet.DriverDescription", nameof(DriverDescription.Name)) ?? TextOf(item)) is { } name ? new DriverRef(name) : item;
}

/// <summary>Takes address pools, their prefixes and names.</summary>
public sealed class AddressPoolArgumentAttribute : ItemArgumentAttribute
{
    private protected override object? TransformItem(object? item) => Unwrap(item) switch
    {
        AddressPool pool => new AddressPoolRef(pool),
        Cidr prefix => new AddressPoolRef(prefix.ToString()),
        _ => DeserializedProperty(item, "CNet.AddressPool", nameof(AddressPool.Prefix)) is { } key ? new AddressPoolRef(key, isCopy: true)
            : TextOf(item) is { } text ? new AddressPoolRef(text) : item,
    };
}

/// <summary>Takes addresses that somebody holds.</summary>
public sealed class AddressArgumentAttribute : ItemArgumentAttribute
{
    private protected override object? TransformItem(object? item) => Unwrap(item) switch
    {
        AddressLease lease => new AddressRef(lease),
        System.Net.IPAddress address => new AddressRef(address.ToString()),
        _ => DeserializedProperty(item, "CNet.AddressLease", nameof(AddressLease.IPAddress)) is { } key
            ? new AddressRef(key, DeserializedProperty(item, "CNet.AddressLease", nameof(AddressLease.Id)))
            : TextOf(item) is { } text ? new AddressRef(text) : item,
    };
}

/// <summary>Takes processes and their numbers.</summary>
public sealed class ProcessArgumentAttribute : ItemArgumentAttribute
{
    private protected override object? TransformItem(object? item) => Unwrap(item) is Process process ? new ProcessRef(process)
        : DeserializedProperty(item, "System.Diagnostics.Process", nameof(Process.Id)) is { } key ? new ProcessRef(int.Parse(key, CultureInfo.InvariantCulture), isCopy: true)
        : int.TryParse(TextOf(item), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? new ProcessRef(id) : item;
}

/// <summary>Takes names for something new.</summary>
public sealed class NewNameArgumentAttribute : ItemArgumentAttribute
{
    private protected override object? TransformItem(object? item) => TextOf(item) is { } text ? new NewName(text) : item;
}
