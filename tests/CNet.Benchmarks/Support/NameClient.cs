using System.Globalization;
using CNet.Benchmarks.Contestants.NameServers;

namespace CNet.Benchmarks.Support;

/// <summary>The client that asks for names, one question at a time (names/names.c): one process for all, which goes into the namespace where it is to ask.</summary>
internal sealed class NameClient(string program) : IDisposable
{
    /// <summary>The part that is compiled.</summary>
    internal const string Part = "names";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly PipeServer _client = PipeServer.StartReady(program, "ask");

    /// <summary>Asks for some time, one question after the other; each answer must be the right one.</summary>
    internal Burst Run(Question question, TimeSpan duration) => Burst.Parse(Request("burst", duration, question), question.Name);

    /// <summary>Asks again and again until the answer is the right one, and returns how long that took.</summary>
    internal Sample WaitFor(Question question)
    {
        var answer = Request("until", Patience, question);
        return answer.Split(' ') is ["ok", var nanoseconds]
            ? new Sample(long.Parse(nanoseconds, CultureInfo.InvariantCulture) / 1000.0)
            : throw new BenchmarkException($"{question.Name}: {answer}");
    }

    public void Dispose() => _client.Dispose();

    private string Request(string how, TimeSpan duration, Question question)
    {
        _client.Send(string.Create(CultureInfo.InvariantCulture, $"{how} {duration.TotalMilliseconds:0} {question.Sandbox} {question.Server} {question.Name} {question.Address}"));
        return _client.Read();
    }
}
