using Xunit;

namespace CNet.Tests.Support;

/// <summary>
/// What holds at once, were it not for the children that other tests start meanwhile: between fork and exec they have a copy of every descriptor
/// of this process, and with it its ports.
/// </summary>
internal static class Eventually
{
    internal static void Equal<T>(T expected, Func<T> actual)
    {
        var last = actual();
        SpinWait.SpinUntil(() => EqualityComparer<T>.Default.Equals(expected, last) || EqualityComparer<T>.Default.Equals(expected, last = actual()), TimeSpan.FromSeconds(5));
        Assert.Equal(expected, last);
    }
}
