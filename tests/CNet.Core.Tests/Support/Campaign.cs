namespace CNet.Tests.Support;

/// <summary>Tests that could go on for ever do so in a short form, and in full where the environment variable CNET_TEST_LONG is set.</summary>
internal static class Campaign
{
    internal static bool IsLong => Environment.GetEnvironmentVariable("CNET_TEST_LONG") is { Length: > 0 };

    /// <summary>How often to do something.</summary>
    internal static int Rounds(int usual, int inFull) => IsLong ? inFull : usual;
}
