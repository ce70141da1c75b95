namespace CNet.Benchmarks.Support;

/// <summary>Programs of this machine.</summary>
internal static class Installed
{
    /// <summary>Where a program lies; null where it is not installed.</summary>
    internal static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists);
}
