using System.Diagnostics;
using System.Globalization;
using CNet.Linux;
using Xunit;

namespace CNet.Tests.Linux;

public sealed class FilePagesTests
{
    [Fact]
    public void PagesOfProgramsAreLetGoOf_AndComeBack()
    {
        var before = FileKilobytes();
        FilePages.Release();
        var after = FileKilobytes();
        Assert.True(after < before * 3 / 4, $"{before} kB of files were mapped, and then {after} kB.");
        // Code, constants and relocated tables of every library are as they were.
        Assert.Equal("1,234.5", 1234.5.ToString("N1", CultureInfo.InvariantCulture));
        Assert.NotEmpty(Process.GetCurrentProcess().ProcessName);
        Assert.Throws<CNetException>(() => Cidr.Parse("x"));
    }

    private static long FileKilobytes()
    {
        const string prefix = "RssFile:";
        var line = File.ReadLines("/proc/self/status").Single(line => line.StartsWith(prefix, StringComparison.Ordinal));
        return long.Parse(line[prefix.Length..^"kB".Length], CultureInfo.InvariantCulture);
    }
}
