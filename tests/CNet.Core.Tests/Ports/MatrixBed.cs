using System.Net;
using CNet.Tests.Support;

namespace CNet.Tests.Ports;

/// <summary>A question, and what came of it.</summary>
internal sealed record Cell(From From, To To, bool IsIPv6, TransportProtocol? Protocol, string? Expected)
{
    /// <summary>What differs, in words; null where nothing does.</summary>
    internal string? Differs(string? answer) => answer == Expected ? null
        : $"{From} → {To} by {(IsIPv6 ? "IPv6" : "IPv4")} {Protocol?.ToString() ?? "ping"}: {answer ?? "no answer"}, expected {Expected ?? "no answer"}";
}

/// <summary>Namespaces that ask each other about the ports of the sandbox "web", all at once.</summary>
internal sealed class MatrixBed(Func<From, string> namespaceOf)
{
    /// <summary>How long what must not be answered is waited for when everything else has been.</summary>
    private static readonly TimeSpan Refused = TimeSpan.FromMilliseconds(300), Allowed = TimeSpan.FromSeconds(5);
    private static readonly TransportProtocol?[] Protocols = [TransportProtocol.Tcp, TransportProtocol.Udp];

    /// <summary>All questions, with the answers that a model expects; with none at all where nothing leads to the sandbox.</summary>
    internal static List<Cell> All(MatrixModel model, bool isReached = true)
    {
        var cells = new List<Cell>();
        foreach (var from in Enum.GetValues<From>())
            foreach (var to in Enum.GetValues<To>())
                foreach (var isIPv6 in new[] { false, true })
                {
                    if (MatrixModel.Target(to, isIPv6) is null) continue;
                    foreach (var protocol in to == To.Ping ? [null] : Protocols) cells.Add(new Cell(from, to, isIPv6, protocol, isReached ? model.Expected(from, to, isIPv6) : null));
                }
        return cells;
    }

    /// <summary>Asks everything, and returns what was answered otherwise than expected.</summary>
    internal async Task<List<string>> AskAsync(IReadOnlyList<Cell> cells)
    {
        using var patience = new CancellationTokenSource(Allowed);
        var answers = cells.Select(cell => AskAsync(cell, patience.Token)).ToList();
        await Task.WhenAll(answers.Where((_, index) => cells[index].Expected is not null)).ConfigureAwait(false);
        patience.CancelAfter(Refused);
        var results = await Task.WhenAll(answers).ConfigureAwait(false);
        return [.. cells.Zip(results, (cell, answer) => cell.Differs(answer)).OfType<string>()];
    }

    private async Task<string?> AskAsync(Cell cell, CancellationToken patience)
    {
        var (address, port) = MatrixModel.Target(cell.To, cell.IsIPv6)!.Value;
        var path = namespaceOf(cell.From);
        // Whom a ping is answered is not told by the answer.
        if (cell.Protocol is not { } protocol) return await Echo.AskAsync(path, address, patience).ConfigureAwait(false) ? cell.Expected ?? "answered" : null;
        return (await Service.AskAsync(path, new IPEndPoint(address, port), protocol, patience).ConfigureAwait(false))?.Replace("web ", "", StringComparison.Ordinal);
    }
}
