using System.Diagnostics;
using System.Globalization;
using CNet.Benchmarks.Contestants.NameServers;

namespace CNet.Benchmarks.Support;

/// <summary>Answers of some time, with many questions in flight.</summary>
/// <param name="PerSecond">How many there were in a second.</param>
/// <param name="Lost">How many questions were not answered.</param>
internal readonly record struct Throughput(double PerSecond, long Lost);

/// <summary>dnsperf, started where is to be asked.</summary>
/// <param name="directory">Where the question is written down.</param>
internal sealed class DnsPerf(string directory)
{
    internal const string Package = "dnsperf";
    private const string Program = "dnsperf", Rate = "Queries per second:", Lost = "Queries lost:", Codes = "Response codes:";
    private readonly string _file = Path.Combine(directory, "question");

    internal static bool IsInstalled => Installed.Find(Program) is not null && PrivateShell.IsPossible;

    /// <summary>Asks one question for some time.</summary>
    /// <param name="question">The question.</param>
    /// <param name="duration">How long.</param>
    /// <param name="flight">How many questions wait for their answer.</param>
    internal Throughput Run(Question question, TimeSpan duration, int flight)
    {
        File.WriteAllText(_file, $"{question.Name} A\n");
        string[] arguments = [$"--net={question.Sandbox}", Program, "-s", question.Server, "-d", _file, "-q", Text(flight), "-l", Text(duration.TotalSeconds)];
        using var process = Process.Start(new ProcessStartInfo("nsenter", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var warnings = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0 || Find(said, Codes) is not ["NOERROR", _, "(100.00%)"]) throw new BenchmarkException($"dnsperf: {question.Name}: {string.Join(' ', Find(said, Codes))} {warnings.Result}");
        return new Throughput(double.Parse(Find(said, Rate)[0], CultureInfo.InvariantCulture), long.Parse(Find(said, Lost)[0], CultureInfo.InvariantCulture));
    }

    /// <summary>The words after a caption; none where it is not there.</summary>
    private static string[] Find(string said, string caption) =>
        said.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.StartsWith(caption, StringComparison.Ordinal))?[caption.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
