using System.Globalization;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Contestants.Publishers;

/// <summary>
/// One of those that publish ports: it has a network with an endpoint that is joined, in namespaces of its own. Ports are numbered, and all of them lead to
/// one port of a sandbox.
/// </summary>
internal interface IPublisher : IEntrant
{
    /// <summary>How many ports it can be filled with.</summary>
    int MaximumPorts => int.MaxValue;

    /// <summary>Publishes ports that stay, by whichever way.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many are wanted.</param>
    /// <returns>How many were published.</returns>
    int Fill(int first, int count);

    /// <summary>Publishes a port.</summary>
    Sample Publish(int port);

    /// <summary>Takes it back.</summary>
    Sample Unpublish(int port);

    /// <summary>Where connections to a port that is published come from and go to; null where there is nobody to answer them.</summary>
    Way? WayOf(int port);
}

/// <summary>Where connections through a published port come by and end: network namespaces, as paths.</summary>
/// <param name="Host">Where the port is published.</param>
/// <param name="Sandbox">Where it leads to.</param>
internal sealed record Way(string Host, string Sandbox);

/// <summary>The ports and addresses of what is numbered.</summary>
internal static class Published
{
    /// <summary>The port of the sandbox that all lead to.</summary>
    internal const int ContainerPort = 80;

    private const int First = 10_001;

    /// <summary>The endpoint whose port is the one that is measured.</summary>
    internal static string Last => Numbered.Endpoint(0);

    internal static int HostPort(int port) => First + port;

    /// <summary>A port on the IPv4 addresses of the Host, in Docker's notation.</summary>
    internal static string IPv4(int port) => string.Create(CultureInfo.InvariantCulture, $"0.0.0.0:{HostPort(port)}:{ContainerPort}");

    /// <summary>A port on all addresses of the Host.</summary>
    internal static string All(int port) => string.Create(CultureInfo.InvariantCulture, $"{HostPort(port)}:{ContainerPort}");
}
