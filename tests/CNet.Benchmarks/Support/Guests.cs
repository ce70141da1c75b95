using CNet.Benchmarks.Contestants;

namespace CNet.Benchmarks.Support;

/// <summary>Those who take part in a run, each in namespaces of its own, away from this machine's network. One that is not installed is left out, and said so.</summary>
internal sealed class Guests<T>(CancellationToken cancellation) : IDisposable
    where T : class, IEntrant
{
    private readonly List<T> _present = [];
    private readonly List<string> _missing = [];

    internal IReadOnlyList<T> Present => _present;

    /// <summary>A sentence for each who is not there.</summary>
    internal IReadOnlyList<string> Missing => _missing;

    /// <summary>Starts one that is installed.</summary>
    /// <param name="isInstalled">Whether it is.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="packages">What installs it; null where that is no package.</param>
    /// <param name="start">Starts it; null where it turns out not to be there.</param>
    internal void Invite(bool isInstalled, string name, string? packages, Func<T?> start)
    {
        cancellation.ThrowIfCancellationRequested();
        if (isInstalled && start() is { } guest) _present.Add(guest);
        else Miss(name, packages);
    }

    internal void Miss(string name, string? packages)
    {
        var text = $"{name} is left out: it is not installed ({(packages is null ? "see README.md, and build the module" : $"apt-get install {packages}")}).";
        Console.Error.WriteLine(text);
        _missing.Add(text);
    }

    public void Dispose()
    {
        foreach (var guest in _present) guest.Dispose();
    }
}
