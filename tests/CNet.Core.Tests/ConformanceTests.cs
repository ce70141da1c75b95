using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace CNet.Tests;

/// <summary>docs/conformance.md says which test holds which case of the Container Network Model: that the page and the tests agree.</summary>
public sealed partial class ConformanceTests
{
    /// <summary>The cases that concern what CNet has: lifecycle, IPAM, the bridge, published ports, and the namespaces of sandboxes.</summary>
    private static readonly int[] Cases =
    [
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 19, 20, 21, 22, 23, 28, 29, 31, 32, 33, 34, 35, 36,
        37, 38, 39, 40, 41, 42, 43, 45, 46, 47, 48, 50, 51, 52, 54, 56, 57, 58, 59, 60, 61, 62, 63,
        65, 66, 67, 69, 70, 71, 72, 73, 74, 75, 76, 78, 79, 80,
        82, 83, 85, 87, 88, 89, 91, 92, 93, 94, 96, 97, 99, 101, 102, 103, 104, 113, 114, 115, 116,
    ];

    private static readonly string Root = FindRoot();
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Root, "docs", "conformance.md"));
    private static readonly List<(int Number, string[] Tests)> Rows = [.. Lines.Select(line => RowPattern().Match(line)).Where(row => row.Success)
        .Select(row => (Number(row.Groups["number"].Value), TestPattern().Matches(row.Groups["tests"].Value).Select(test => test.Groups[1].Value).ToArray()))];

    [Fact]
    public void Every_case_has_one_row_and_every_row_a_test()
    {
        Assert.Equal(Cases, Rows.Select(row => row.Number));
        Assert.All(Rows, row => Assert.True(row.Tests.Length > 0, $"Nothing holds the case {row.Number}."));
        // A row that the pattern does not know would be a case that nobody looks at.
        Assert.Equal(Rows.Count, Lines.Count(line => line.StartsWith('|') && line.Length > 2 && char.IsAsciiDigit(line[2])));
    }

    [Fact]
    public void What_is_not_there_yet_is_in_no_row()
    {
        var later = NumberPattern().Matches(Assert.Single(Lines, line => line.StartsWith("Not yet: ", StringComparison.Ordinal))).Select(match => Number(match.Value)).ToList();
        Assert.NotEmpty(later);
        Assert.Equal(later.Count, later.Distinct().Count());
        Assert.Empty(later.Intersect(Cases));
    }

    [Fact]
    public void Every_test_that_a_row_names_exists_and_bears_its_number()
    {
        var marked = Marked();
        foreach (var (number, tests) in Rows)
            foreach (var test in tests)
            {
                if (PesterPattern().Match(test) is { Success: true } pester)
                {
                    var file = Path.Combine(Root, "tests", "CNet.Tests", pester.Groups["file"].Value);
                    Assert.True(File.Exists(file), $"The case {number} names {file}, which is not there.");
                    Assert.True(File.ReadAllText(file).Contains($"It '{pester.Groups["it"].Value}'", StringComparison.Ordinal), $"The case {number} names '{test}', which is not there.");
                }
                else
                    Assert.True(marked.Contains((number, test)), $"The case {number} names {test}, which is no test, or does not bear that number.");
            }
    }

    [Fact]
    public void Every_test_that_bears_a_number_is_named_by_its_row()
    {
        var named = Rows.SelectMany(row => row.Tests.Select(test => (row.Number, test))).ToHashSet();
        Assert.All(Marked(), mark => Assert.True(named.Contains(mark), $"{mark.Test} bears the number {mark.Number}, and the page does not name it there."));
    }

    /// <summary>The tests of this assembly that bear the number of a case.</summary>
    private static HashSet<(int Number, string Test)> Marked() =>
        [.. from type in typeof(ConformanceTests).Assembly.GetTypes()
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            where method.GetCustomAttribute<FactAttribute>() is not null
            from trait in method.GetCustomAttributesData()
            where trait.AttributeType == typeof(TraitAttribute) && trait.ConstructorArguments[0].Value is "Case"
            select (Number((string)trait.ConstructorArguments[1].Value!), $"{type.Name}.{method.Name}")];

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "CNet.sln"))) directory = directory.Parent ?? throw new InvalidOperationException("The tests do not lie in the project.");
        return directory.FullName;
    }

    [GeneratedRegex(@"^\| (?<number>\d+) \| [^|]+ \| (?<tests>[^|]*) \| [^|]*\|$")]
    private static partial Regex RowPattern();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex TestPattern();

    [GeneratedRegex(@"^(?<file>\S+\.Tests\.ps1): (?<it>.+)$")]
    private static partial Regex PesterPattern();

    [GeneratedRegex(@"\d+")]
    private static partial Regex NumberPattern();
}
