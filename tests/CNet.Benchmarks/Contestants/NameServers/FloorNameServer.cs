using System.Globalization;
using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Contestants.NameServers;

/// <summary>The floor: a thread in C that answers every question with one address (names/names.c), in a namespace of its own. It knows no names, and has no sandboxes.</summary>
internal sealed class FloorNameServer(string program) : INameServer
{
    private static readonly string Answer = Numbered.Address(0);
    private readonly PipeServer _server = PipeServer.StartReady(program, "answer", Question.Inside, Answer);

    public string Name => "floor";

    public int Fill(int first, int count) => count;

    public Question QuestionFor(int sandbox) => new(string.Create(CultureInfo.InvariantCulture, $"/proc/{_server.ProcessId}/ns/net"), Question.Inside, Numbered.Endpoint(sandbox), Answer);

    public void Dispose() => _server.Dispose();
}
