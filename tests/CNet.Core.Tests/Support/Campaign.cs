namespace CNet.Tests.Support;

/// <summary>Tests that could go on for ever do so in a short form, and in full where the environment variable CNET_TEST_LONG is set.</summary>
internal static class Campaign
{
    internal static bool IsLong => Environment.GetEnvironmentVariable("CNET_TEST_LONG") is { Length: > 0 };

    /// <summary>How often to do something.</summary>
    internal static int Rounds(int usual, int inFull) => IsLong ? inFull : usual;

    /// <summary>Where a campaign's chances begin: each run elsewhere, or where the environment variable CNET_TEST_SEED says. Whoever uses it says it where the test fails.</summary>
    internal static int Seed() => int.TryParse(Environment.GetEnvironmentVariable("CNET_TEST_SEED"), out var seed) ? seed : Random.Shared.Next();
}
