using System.Globalization;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Contestants.Publishers;

/// <summary>CNet by its cmdlets in a warm pwsh, timed around the pipeline in there.</summary>
internal sealed class ShellPublisher : IPublisher
{
    private readonly CNetShell _shell = CNetShell.Start();

    internal ShellPublisher()
    {
        _shell.MakeLab();
        _shell.AttachNew(0);
    }

    public string Name => _shell.Name;

    public int Fill(int first, int count)
    {
        PublishMany(first, count);
        return count;
    }

    public Sample Publish(int port) => Request("publish", Published.HostPort(port));

    public Sample Unpublish(int port) => Request("unpublish", Published.HostPort(port));

    /// <summary>Publishes many ports through one pipeline, an object for each.</summary>
    internal Sample PublishMany(int first, int count) => Request("publish-many", Published.HostPort(first), count);

    /// <summary>Takes all ports back through one pipeline.</summary>
    internal Sample UnpublishAll() => Request("unpublish-all");

    public Way? WayOf(int port) => null;

    public void Dispose() => _shell.Dispose();

    private Sample Request(string verb, params int[] numbers) =>
        _shell.Request(string.Join(' ', [verb, Published.Last, .. numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))]));
}
