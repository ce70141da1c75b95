using System.Text;

namespace CNet.Benchmarks.Support;

/// <summary>A table: its columns, and rows of texts.</summary>
internal sealed class Table(string title, params string[] columns)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Sentences below the table.</summary>
    internal List<string> Notes { get; } = [];

    internal void Add(params string[] cells) => _rows.Add(cells);

    internal string ToText()
    {
        var text = new StringBuilder().AppendLine(title);
        var widths = columns.Select((column, i) => _rows.Select(row => row[i].Length).Append(column.Length).Max()).ToArray();
        foreach (var row in _rows.Prepend(columns))
            text.AppendLine(string.Join("  ", row.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd());
        foreach (var note in Notes) text.Append("  ").AppendLine(note);
        return text.ToString();
    }

    internal string ToMarkdown()
    {
        var text = new StringBuilder($"### {title}\n\n");
        text.Append("| ").AppendJoin(" | ", columns).Append(" |\n|").AppendJoin('|', columns.Select((_, i) => i == 0 ? "---" : "--:")).Append("|\n");
        foreach (var row in _rows) text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        text.Append('\n');
        foreach (var note in Notes) text.Append("- ").Append(note).Append('\n');
        return text.ToString();
    }
}
