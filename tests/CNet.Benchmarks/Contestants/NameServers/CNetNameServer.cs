using CNet.Benchmarks.Support;

namespace CNet.Benchmarks.Contestants.NameServers;

/// <summary>CNet: its agent, which listens in every sandbox, and its public API, by which sandboxes come and go in this process.</summary>
internal sealed class CNetNameServer : INameServer
{
    private readonly CNetApi _cnet = new();

    internal CNetNameServer()
    {
        try
        {
            _cnet.MakeLab();
            _cnet.Controller.Agent.Start();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Name => _cnet.Name;

    /// <summary>The agent as it is now.</summary>
    internal Agent Agent => _cnet.Controller.Agent.Get();

    public int Fill(int first, int count)
    {
        Join(first);
        return 1;
    }

    public Question QuestionFor(int sandbox) => QuestionIn(0, sandbox);

    /// <summary>What a sandbox asks to learn the address of another one, or its own.</summary>
    internal Question QuestionIn(int asking, int sandbox) => new(_cnet.NamespaceOf(asking), Question.Inside, Numbered.Endpoint(sandbox), _cnet.EndpointOf(sandbox).IPv4Address!.ToString());

    /// <summary>Makes a sandbox.</summary>
    internal Sample Join(int sandbox) => _cnet.AttachNew(sandbox);

    /// <summary>Takes it away.</summary>
    internal void Leave(int sandbox) => _cnet.DetachWithNamespace(sandbox);

    public void Dispose() => _cnet.Dispose();
}
