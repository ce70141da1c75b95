using System.Text;
using CNet.Benchmarks.Contestants;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks;

/// <summary>Writes the tables with all that is needed to judge them and to repeat them.</summary>
internal static class Report
{
    internal static void Write(Options options, IReadOnlyList<Table> tables, string[] arguments)
    {
        var facts = MachineFacts.All(BenchmarkHosts.Directory).Append(options.Quick ? "A smoke run: too few rounds to mean much." : $"{options.Rounds} rounds in turns; medians").ToList();
        var command = $"dotnet run --project tests/CNet.Benchmarks -c Release -- {string.Join(' ', arguments)}".TrimEnd(' ', '-');
        if (options.Markdown != "-") Console.WriteLine(Plain(facts, command, tables));
        if (options.Markdown is not { } file) return;
        if (file == "-") Console.WriteLine(Markdown(facts, command, tables));
        else File.WriteAllText(file, Markdown(facts, command, tables));
    }

    private static string Plain(List<string> facts, string command, IReadOnlyList<Table> tables)
    {
        var text = new StringBuilder();
        foreach (var fact in facts) text.AppendLine(fact);
        text.AppendLine(command);
        foreach (var table in tables) text.AppendLine().Append(table.ToText());
        return text.ToString();
    }

    private static string Markdown(List<string> facts, string command, IReadOnlyList<Table> tables)
    {
        var text = new StringBuilder();
        foreach (var fact in facts) text.Append("- ").Append(fact).Append('\n');
        text.Append("- Repeat: `").Append(command).Append("`\n");
        foreach (var table in tables) text.Append('\n').Append(table.ToMarkdown());
        return text.ToString();
    }
}
