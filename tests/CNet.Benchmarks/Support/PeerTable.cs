using System.Globalization;

namespace CNet.Benchmarks.Support;

/// <summary>The samples of CNet and its peers, and the tables of them: an operation per row, a contestant per column.</summary>
internal sealed class PeerTable(IReadOnlyList<string> contestants, string title = "Beside its peers", string objects = "objects")
{
    private const string None = "–", FloorName = "floor";
    private readonly List<(string Operation, int Level)> _rows = [];
    private readonly Dictionary<(string, int, string), Samples> _samples = [];

    internal List<string> Notes { get; } = [];

    internal void Add(string operation, int level, string contestant, Sample sample)
    {
        if (!_rows.Contains((operation, level))) _rows.Add((operation, level));
        if (!_samples.TryGetValue((operation, level, contestant), out var samples)) samples = _samples[(operation, level, contestant)] = new Samples();
        samples.Add(sample);
    }

    internal IEnumerable<Table> ToTables()
    {
        var times = Of($"{title}: milliseconds, median / p90", (own, _) => own is null ? None : $"{Milliseconds(own.Median)} / {Milliseconds(own.P90)}");
        times.Notes.AddRange(Notes);
        yield return times;
        if (contestants.Contains(FloorName)) yield return Of($"{title}: medians as multiples of the floor", (own, floor) => own is null || floor is null ? None : Text(own.Median / floor.Median, own.Median < 10 * floor.Median ? "0.00" : "0"));
        yield return Of($"{title}: managed allocation of CNet, KiB", (own, _) => own is { MedianKibibytes: > 0 } ? Text(own.MedianKibibytes, "0.0") : None, name => Samples(name).Any(samples => samples.MedianKibibytes > 0));
    }

    private Table Of(string title, Func<Samples?, Samples?, string> cell, Func<string, bool>? has = null)
    {
        var columns = contestants.Where(name => has is null || has(name)).ToList();
        var table = new Table(title, ["operation", objects, .. columns]);
        foreach (var (operation, level) in _rows.OrderBy(row => _rows.FindIndex(other => other.Operation == row.Operation)).ThenBy(row => row.Level))
            table.Add([operation, level.ToString("N0", CultureInfo.InvariantCulture), .. columns.Select(name => cell(Find(operation, level, name), Find(operation, level, FloorName)))]);
        return table;
    }

    private IEnumerable<Samples> Samples(string contestant) => _samples.Where(pair => pair.Key.Item3 == contestant).Select(pair => pair.Value);

    private Samples? Find(string operation, int level, string contestant) => _samples.GetValueOrDefault((operation, level, contestant));

    private static string Milliseconds(double microseconds) => Text(microseconds / 1000, microseconds < 100 ? "0.000" : microseconds < 10_000 ? "0.00" : microseconds < 100_000 ? "0.0" : "0");

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
