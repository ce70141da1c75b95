using System.Globalization;

namespace CNet.Benchmarks.Support;

/// <summary>An operation that is compared.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="Target">How many times the floor CNet may take; null where nothing was set.</param>
/// <param name="Floor">The operation of the floor that it is held against, where that is another one.</param>
internal sealed record Operation(string Name, double? Target = null, Operation? Floor = null);

/// <summary>Gathers the samples of all contestants and puts them side by side.</summary>
internal sealed class Comparison(string title, string existing)
{
    private const string None = "–", FloorName = "floor", CNetName = "CNet", PeerName = "ip -batch";
    private readonly List<(Operation Operation, int Level)> _rows = [];
    private readonly Dictionary<(Operation, int, string), Samples> _samples = [];

    internal List<string> Notes { get; } = [];

    internal void Add(Operation operation, int level, string contestant, Sample sample) => Of(operation, level, contestant).Add(sample);

    internal Table ToTable()
    {
        var table = new Table($"{title}: microseconds", "operation", existing, "floor", "p90", "CNet", "p90", "min", "× floor", "target", "KiB", "ip -batch", "× floor");
        foreach (var (operation, level) in _rows.OrderBy(row => row.Level).ToList()) table.Add(Row(operation, level));
        table.Notes.AddRange(Notes);
        return table;
    }

    private string[] Row(Operation operation, int level)
    {
        var own = Find(operation, level, FloorName);
        var floor = own ?? (operation.Floor is { } other ? Find(other, level, FloorName) : null);
        var cnet = Find(operation, level, CNetName);
        var peer = Find(operation, level, PeerName);
        return
        [
            operation.Name, level.ToString("N0", CultureInfo.InvariantCulture), Text(own?.Median), Text(own?.P90), Text(cnet?.Median), Text(cnet?.P90), Text(cnet?.Minimum),
            Text(cnet?.Median / floor?.Median, "0.00"), operation.Target is { } target ? string.Create(CultureInfo.InvariantCulture, $"≤ {target:0.0}") : "",
            Text(cnet?.MedianKibibytes, "0.0"), Text(peer?.Median), Text(peer?.Median / floor?.Median, "0.0"),
        ];
    }

    private Samples Of(Operation operation, int level, string contestant)
    {
        if (!_rows.Contains((operation, level))) _rows.Add((operation, level));
        if (_samples.TryGetValue((operation, level, contestant), out var samples)) return samples;
        return _samples[(operation, level, contestant)] = new Samples();
    }

    private Samples? Find(Operation operation, int level, string contestant) => _samples.GetValueOrDefault((operation, level, contestant));

    private static string Text(double? value, string format = "0") => value is { } number ? number.ToString(format, CultureInfo.InvariantCulture) : None;
}
