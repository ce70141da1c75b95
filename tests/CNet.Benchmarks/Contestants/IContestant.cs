using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Contestants;

/// <summary>
/// One of those that are compared. Each does the same to the kernel, in namespaces of its own: endpoints are numbered, an endpoint's
/// namespace is its own, and all are on the one network that was made first.
/// </summary>
internal interface IContestant : IEntrant
{
    /// <summary>What it does at all; the rest is not asked of it.</summary>
    Abilities Abilities => Abilities.All;

    /// <summary>How many endpoints it can be filled with.</summary>
    int MaximumEndpoints => int.MaxValue;

    /// <summary>Makes the network that endpoints are attached to.</summary>
    void MakeLab();

    /// <summary>Makes the namespace of an endpoint, and all else that comes before it is attached.</summary>
    void Prepare(int endpoint);

    /// <summary>Attaches an endpoint to its namespace, which exists.</summary>
    Sample Attach(int endpoint);

    /// <summary>Attaches an endpoint to a namespace that is made for it.</summary>
    Sample AttachNew(int endpoint);

    /// <summary>Brings an endpoint that stays, by whichever way.</summary>
    void Fill(int endpoint) => AttachNew(endpoint);

    /// <summary>Detaches an endpoint; its namespace stays.</summary>
    Sample Detach(int endpoint);

    /// <summary>Detaches an endpoint, whose namespace goes with it.</summary>
    Sample DetachWithNamespace(int endpoint);

    /// <summary>Takes away what <see cref="Prepare"/> made.</summary>
    void CleanUp(int endpoint);

    /// <summary>Makes a network with a subnet of its own.</summary>
    Sample CreateNetwork(int network);

    /// <summary>Removes a network.</summary>
    Sample RemoveNetwork(int network);
}

/// <summary>What a contestant can do.</summary>
[Flags]
internal enum Abilities
{
    /// <summary>To attach to a namespace that exists, and to detach from it.</summary>
    Attach = 1,

    /// <summary>To attach to a namespace that is made for it, and to take it away with the endpoint.</summary>
    AttachNew = 2,

    /// <summary>To create and remove networks.</summary>
    Networks = 4,

    /// <summary>All of it.</summary>
    All = Attach | AttachNew | Networks,
}

/// <summary>The names and addresses of what is numbered.</summary>
internal static class Numbered
{
    internal const string Lab = "lab", LabGateway = "10.200.0.1", LabSubnet = "10.200.0.0/20";
    internal const int LabPrefix = 20;

    /// <summary>Not to be taken for the beginning of an id.</summary>
    internal static string Endpoint(int number) => $"ep{number}";

    internal static string Address(int endpoint) => $"10.200.{(endpoint + 2) / 256}.{(endpoint + 2) % 256}";

    internal static string Network(int number) => $"n{number}";

    internal static string Gateway(int network) => $"10.{network / 256}.{network % 256}.1";

    internal static string Subnet(int network) => $"10.{network / 256}.{network % 256}.0/24";
}
